import { saveUsuario } from '../access/save-usuario.ts';
import { setContrasena } from '../access/set-contrasena.ts';
import type { Usuario } from '../database/generated/client.ts';
import { requirePermission } from '../domain/session.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { answer } from './errors.ts';
import { rowId } from './global-id.ts';
import { clampInt, forwardPage, type Page, type PageArguments } from './page.ts';
import type { Refs } from './refs.ts';
import { RESULTS, type Results } from './results.ts';
import { usuarioOf } from './usuario-of.ts';

/** Who may work in the empresa: for its ADMINs. */
export function addUsuarios(builder: Builder, refs: Refs, results: Results): void {
  addPayload(builder, refs);
  const SaveUsuarioInput = addInput(builder, refs);
  builder.queryField('usuarios', (t) =>
    t.field({
      type: refs.UsuarioConnection,
      description: 'The usuarios of the empresa, oldest first. ADMIN only.',
      args: {
        first: t.arg.int({ description: '50 if left out, at most 200.' }),
        after: t.arg.string({ description: 'The endCursor of the page before.' }),
      },
      resolve: (_root, args, context) => usuariosOf(context, args),
    }),
  );
  builder.mutationFields((t) => ({
    saveUsuario: t.field({
      type: results.SaveUsuarioResult,
      description:
        'Makes a usuario, or changes what is given of one; deactivating one ends their log-ins. The last active ADMIN stays one. ADMIN only.',
      args: { input: t.arg({ type: SaveUsuarioInput, required: true, description: 'What to save.' }) },
      resolve: (_root, { input }, { access, session }) =>
        answer(RESULTS.SaveUsuarioResult.problems, async () =>
          saveUsuario(access, await session(), {
            usuarioId: input.id == null ? undefined : rowId('Usuario', input.id),
            usuario: input.usuario ?? undefined,
            name: input.name ?? undefined,
            role: input.role ?? undefined,
            active: input.active ?? undefined,
            contrasena: input.contrasena ?? undefined,
          }),
        ),
    }),
    setContrasena: t.field({
      type: results.SaveUsuarioResult,
      description:
        'A new contraseña for a usuario who has lost theirs; ends all their log-ins. ADMIN only; changeContrasena is for one’s own.',
      args: {
        usuarioId: t.arg.id({ required: true, description: 'Whose.' }),
        contrasena: t.arg.string({
          description: 'At least 12 characters. Left out: one is made up and shown once.',
        }),
      },
      resolve: (_root, { usuarioId, contrasena }, { access, session }) =>
        answer(RESULTS.SaveUsuarioResult.problems, async () =>
          setContrasena(access, await session(), {
            usuarioId: rowId('Usuario', usuarioId),
            contrasena: contrasena ?? undefined,
          }),
        ),
    }),
  }));
}

function addInput(builder: Builder, refs: Refs) {
  return builder.inputType('SaveUsuarioInput', {
    description: 'A usuario of the empresa.',
    fields: (t) => ({
      id: t.id({ description: 'Left out: a new one.' }),
      usuario: t.string({
        description: 'USUARIO of the log-in, unique across all empresas: for a new one, and only then.',
      }),
      name: t.string({ description: 'As people read it. Of a new one left out: the usuario.' }),
      role: t.field({ type: refs.Role, description: 'What they may do. A new one needs it.' }),
      active: t.boolean({ description: 'false: they cannot log in any more, and their API tokens rest.' }),
      contrasena: t.string({ description: 'Of a new one; left out: one is made up and shown once.' }),
    }),
  });
}

function addPayload(builder: Builder, refs: Refs): void {
  builder.objectType(refs.SaveUsuarioPayload, {
    description: 'The usuario as it is now.',
    fields: (t) => ({
      usuario: t.prismaField({
        type: refs.Usuario,
        description: 'The usuario.',
        resolve: usuarioOf,
      }),
      generatedContrasena: t.exposeString('generatedContrasena', {
        nullable: true,
        description: 'Where one was made up: hand it over, it is shown only this once.',
      }),
    }),
  });
}

async function usuariosOf({ parts, session }: ApiContext, args: PageArguments): Promise<Page<Usuario>> {
  const who = await session();
  requirePermission(who, 'ADMINISTER');
  const { empresaId } = who;
  const { prisma } = parts.database;
  return forwardPage(args, {
    next: (above, take) =>
      prisma.usuario.findMany({
        where: { empresaId, id: { gt: clampInt(above) } },
        orderBy: { id: 'asc' },
        take,
      }),
    position: ({ id }) => id,
    total: () => prisma.usuario.count({ where: { empresaId } }),
  });
}
