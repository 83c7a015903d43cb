import type { Builder } from './builder.ts';
import { encodeId } from './global-id.ts';
import type { Refs } from './refs.ts';

export function addUsuario(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.Empresa, (t) => ({
    id: t.id({
      description: 'Opaque; the same for ever.',
      resolve: ({ id }) => Buffer.from(`Empresa:${id}`).toString('base64'),
    }),
    code: t.exposeString('code', { description: 'Short and unique, as its administrator chose it.' }),
    name: t.exposeString('name', { description: 'As people read it.' }),
  }));
  builder.prismaObjectFields(refs.Usuario, (t) => ({
    id: t.id({ description: 'Opaque; the same for ever.', resolve: ({ id }) => encodeId('Usuario', id) }),
    usuario: t.exposeString('usuario', {
      description: 'The USUARIO of the log-in, as it was written first.',
    }),
    name: t.exposeString('name', { description: 'As people read it.' }),
    role: t.expose('role', { type: refs.Role, description: 'What they may do.' }),
    active: t.exposeBoolean('active', { description: 'They may log in.' }),
    empresa: t.relation('empresa', { description: 'The tenant that they belong to.' }),
  }));
  builder.queryField('me', (t) =>
    t.prismaField({
      type: refs.Usuario,
      description: 'Who is logged in; of an API token who made it.',
      resolve: async (query, _root, _args, { parts, session }) =>
        parts.database.prisma.usuario.findUniqueOrThrow({
          ...query,
          where: { id: (await session()).usuarioId },
        }),
    }),
  );
}
