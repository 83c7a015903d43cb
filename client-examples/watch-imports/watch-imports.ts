/** `npm run watch-imports -- --usuario X`: the Visor de Tareas in a terminal, live; with --once the list as it is now. */
import { apiClient } from '../client/api-client.ts';
import { askContrasena } from './ask-contrasena.ts';
import { fetchList } from './fetch-list.ts';
import { COLUMN_TITLES, importLine } from './import-line.ts';
import { readOptions, type ViewerOptions } from './read-options.ts';
import { estadoTabs } from './render-viewer.ts';
import { runViewer } from './run-viewer.ts';

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main({ url, usuario, estado, once }: ViewerOptions): Promise<void> {
  if (!once && !(process.stdin.isTTY && process.stdout.isTTY)) {
    throw new Error('El visor necesita una terminal; para imprimir la lista una vez añada --once');
  }
  const contrasena = process.env.CONTRASENA ?? (await askContrasena(usuario));
  let tell: (up: boolean) => void = () => {};
  await using client = apiClient({ url, retries: Number.POSITIVE_INFINITY, onConnection: (up) => tell(up) });
  await client.login(usuario, contrasena);
  if (once) {
    const { rows, counts } = await fetchList(client, estado);
    const list =
      rows.length === 0
        ? ['  No hay importaciones en este estado']
        : rows.map((row) => importLine(row, false, 0));
    process.stdout.write(`${[estadoTabs(estado, counts).join(' '), COLUMN_TITLES, ...list].join('\n')}\n`);
    return;
  }
  const onConnection = (listener: (up: boolean) => void) => {
    tell = listener;
  };
  await runViewer({ client, usuario, input: process.stdin, output: process.stdout, onConnection }, estado);
}
