import type { ApiContext } from './context.ts';

/** The usuario of a payload that names one. */
export function usuarioOf(
  query: object,
  { usuarioId }: { readonly usuarioId: number },
  _args: unknown,
  { parts }: Pick<ApiContext, 'parts'>,
) {
  return parts.database.prisma.usuario.findUniqueOrThrow({ ...query, where: { id: usuarioId } });
}
