import { ApiError, ApiTokenError } from '../client/api-error.ts';
import { ProblemError } from '../client/unwrap.ts';
import type { Language } from '../import-file/language.ts';
import { printable } from '../watch-imports/printable.ts';

/** An error as a person at a terminal needs it: what, and what to do. */
export function sayError(error: unknown, language: Language): string {
  if (error instanceof ProblemError) return printable(`${error.code}: ${error.message}`);
  if (error instanceof ApiError) return printable(`${error.code}: ${error.message}`) + hint(error, language);
  const cause = error instanceof Error ? error.cause : undefined;
  if (error instanceof TypeError && error.message === 'fetch failed') return notThere(cause, language);
  return error instanceof Error ? error.message : String(error);
}

function hint(error: ApiError, language: Language): string {
  const es = language === 'es';
  if (error instanceof ApiTokenError)
    return es
      ? '\nEl token de IMPORTADOR_TOKEN no vale (¿caducado, revocado?): haga otro, o quite la variable y entre con --usuario'
      : '\nThe token of IMPORTADOR_TOKEN does not do (expired, revoked?): make another, or unset the variable and log in with --usuario';
  if (error.code === 'UNAUTHENTICATED')
    return es
      ? '\nLa sesión terminó: repita la orden, que vuelve a entrar'
      : '\nThe log-in has ended: run the command again, which logs in anew';
  if (/^HTTP_/.test(error.code))
    return es
      ? '\n¿Es esa la dirección del servidor? Compruébela en --url o IMPORTADOR_URL'
      : "\nIs that the server's address? Check it in --url or IMPORTADOR_URL";
  return '';
}

function notThere(cause: unknown, language: Language): string {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  const why = String(code ?? message ?? '?');
  return language === 'es'
    ? `El servidor no responde (${why}): ¿está en marcha? Se inicia con "npx importador serve"; otra dirección se da con --url o IMPORTADOR_URL`
    : `The server does not answer (${why}): is it running? "npx importador serve" starts it; --url or IMPORTADOR_URL gives another address`;
}
