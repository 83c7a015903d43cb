import { createServer } from 'node:net';
import { message } from '../domain/message.ts';
import { type Check, type Finding, fine, reasonOf, wrong } from './check.ts';

const ANSWER_MS = 3_000;

/** Whether the port is free for a server, or one of ours answers there. */
export function checkPort({ host, port }: { readonly host: string; readonly port: number }): Check {
  return {
    code: 'PORT',
    name: message('Puerto', 'Port'),
    async find() {
      if (port === 0) return fine('cualquiera libre', 'any free one');
      const error = await tryToListen(host, port);
      if (error === undefined) return fine(`${port} de ${host} libre`, `${port} of ${host} is free`);
      if (error.code === 'EADDRINUSE') return askWhoIsThere(host, port);
      const why = reasonOf(error);
      return wrong(
        message(
          `no se puede escuchar en HOST=${host}, PORT=${port} (${why})`,
          `it is not possible to listen on HOST=${host}, PORT=${port} (${why})`,
        ),
        message(
          'use HOST=127.0.0.1, o 0.0.0.0 para todas las direcciones, y un puerto desde 1024',
          'use HOST=127.0.0.1, or 0.0.0.0 for all addresses, and a port from 1024 on',
        ),
      );
    },
  };
}

function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function askWhoIsThere(host: string, port: number): Promise<Finding> {
  const all = host === '0.0.0.0' || host === '::';
  const address = all ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const answer = await fetch(`http://${address}:${port}/readyz`, {
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => undefined);
  const text = (await answer?.text().catch(() => ''))?.trim();
  if (answer?.status === 200 && text === 'ok')
    return fine(
      `en ${port} ya atiende un servidor, y está listo`,
      `a server answers on ${port} already, and is ready`,
    );
  if (answer?.status === 503 && text === 'not ready')
    return wrong(
      message(
        `en ${port} hay un servidor que no está listo`,
        `there is a server on ${port} that is not ready`,
      ),
      message(
        'espere unos segundos; si sigue así, mire su registro y la línea de la base de datos',
        'wait a few seconds; if it stays so, look into its log and at the line of the database',
      ),
    );
  return wrong(
    message(`el ${port} de ${host} lo usa otro programa`, `another program uses ${port} of ${host}`),
    message(
      `ciérrelo o elija otro puerto, como PORT=${port + 1}`,
      `end it or choose another port, like PORT=${port + 1}`,
    ),
  );
}
