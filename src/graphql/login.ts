import { changeContrasena } from '../access/change-contrasena.ts';
import { login } from '../access/login.ts';
import { logout } from '../access/logout.ts';
import { refreshSession } from '../access/refresh-session.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { answer } from './errors.ts';
import type { Refs } from './refs.ts';
import { RESULTS, type Results } from './results.ts';
import { usuarioOf } from './usuario-of.ts';

export function addLogin(builder: Builder, refs: Refs, results: Results): void {
  addSession(builder, refs);
  builder.mutationFields((t) => ({
    login: t.field({
      type: results.LoginResult,
      description: 'Starts a session. The only fields that need none are this one and refreshSession.',
      args: {
        usuario: t.arg.string({ required: true, description: 'USUARIO; case does not count.' }),
        contrasena: t.arg.string({ required: true, description: 'CONTRASEÑA.' }),
      },
      resolve: (_root, { usuario, contrasena }, { access, address }) =>
        answer(RESULTS.LoginResult.problems, () => login(access, { usuario, contrasena, address })),
    }),
    refreshSession: t.field({
      type: results.LoginResult,
      description: 'Rotates: each refresh token works once; using it again ends the whole family.',
      args: {
        refreshToken: t.arg.string({
          required: true,
          description: 'The refreshToken of the Session before.',
        }),
      },
      resolve: (_root, { refreshToken }, { access }) =>
        answer(RESULTS.LoginResult.problems, () => refreshSession(access, refreshToken)),
    }),
    logout: t.boolean({
      description: 'Ends the log-in: its token and all its refresh tokens. True.',
      resolve: (_root, _args, context) => endSession(context),
    }),
    changeContrasena: t.field({
      type: results.ChangeContrasenaResult,
      description: "Changes one's own contraseña and ends every other log-in of the usuario.",
      args: {
        current: t.arg.string({ required: true, description: 'The contraseña that holds now.' }),
        new: t.arg.string({ required: true, description: 'The one to hold from now on.' }),
      },
      resolve: (_root, args, context) =>
        answer(RESULTS.ChangeContrasenaResult.problems, () => replaceContrasena(context, args)),
    }),
  }));
}

function addSession(builder: Builder, refs: Refs): void {
  builder.objectType(refs.Session, {
    description: 'What a client keeps of a log-in.',
    fields: (t) => ({
      token: t.exposeString('token', {
        description: 'For the header Authorization: Bearer …, and for connectionParams.token of a WebSocket.',
      }),
      refreshToken: t.exposeString('refreshToken', { description: 'For refreshSession, once.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the token is good.' }),
      usuario: t.prismaField({
        type: refs.Usuario,
        description: 'Who is logged in.',
        resolve: usuarioOf,
      }),
    }),
  });
  builder.objectType(refs.UsuarioPayload, {
    description: 'The usuario as it is now.',
    fields: (t) => ({
      usuario: t.prismaField({
        type: refs.Usuario,
        description: 'The usuario.',
        resolve: usuarioOf,
      }),
    }),
  });
}

async function endSession({ access, session }: ApiContext): Promise<boolean> {
  await logout(access, await session());
  return true;
}

async function replaceContrasena({ access, session }: ApiContext, args: { current: string; new: string }) {
  const who = await session();
  await changeContrasena(access, who, args);
  return { usuarioId: who.usuarioId };
}
