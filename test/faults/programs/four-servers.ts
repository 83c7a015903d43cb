import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ADMIN } from '../../start-app.ts';
import type { Fault } from '../fault.ts';
import { must } from '../lab/missed-error.ts';
import type { Lab } from '../lab/open-lab.ts';
import { until } from '../lab/until.ts';

const SERVERS = 4;
/** One empresa comes first and with many; the others have little, and must not wait for it. */
const EMPRESAS = { grande: 140, uno: 20, dos: 20, tres: 20 } as const;
const ROWS = 2_000;
/** Of the whole time. In turn, twenty of four empresas are done after eighty of two hundred. */
const SMALL_DONE_BY = 0.6;
const ALL_MS = 300_000;

/** Several servers on one queue. */
export const fourServers: Fault = {
  number: 8,
  name: 'four-servers',
  title: `${SERVERS} servers, 200 imports of four empresas`,
  quick: false,
  async run(lab) {
    // All are in the queue before the first of them can run: what comes later has not waited as long.
    const door = await lab.start({ machine: 'puerta', environment: { ROLE: 'api' } });
    for (const [empresa, count] of Object.entries(EMPRESAS)) {
      addEmpresa(lab, empresa);
      const client = await lab.login(door, empresa);
      for (let n = 0; n < count; n++) {
        const file = await lab.file({ rows: ROWS, seed: n, account: `${empresa}${n}-` });
        const id = await lab.schedule(client, file);
        await client.upload(id, await file.bytes(), { name: file.name });
        lab.expect(id, file);
      }
    }
    const started = performance.now();
    for (let n = 0; n < SERVERS; n++)
      await lab.start({ machine: `nodo-${n}`, environment: { WORKERS: '1' } });
    await until('all are done', async () => (await left(lab)) === 0, ALL_MS);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const done = await shares(lab);
    const late = done.filter(({ code, share }) => code !== 'GRANDE' && share > SMALL_DONE_BY);
    const nodes = await lab.place.query('SELECT DISTINCT node FROM imports');
    must(late.length === 0, `starved: ${JSON.stringify(late)}`);
    return {
      imports: Object.values(EMPRESAS).reduce((sum: number, count) => sum + count, 0),
      'all done after s': seconds,
      nodes: nodes.length,
      'small empresas done after % of it': Math.round(
        Math.max(...done.slice(1).map(({ share }) => share)) * 100,
      ),
    };
  },
};

function addEmpresa(lab: Lab, usuario: string): void {
  const admin = join(import.meta.dirname, '..', '..', '..', 'dist', 'admin.js');
  const environment = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: lab.dataDir,
    ADMIN_CONTRASENA: ADMIN.contrasena,
    ...lab.place.environment,
  };
  const { status, stderr } = spawnSync(
    process.execPath,
    [admin, 'empresa', 'add', usuario.toUpperCase(), '--usuario', usuario],
    { env: environment, encoding: 'utf8' },
  );
  must(status === 0, `empresa add ${usuario}: ${stderr}`);
}

async function left(lab: Lab): Promise<number> {
  const [row] = await lab.place.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM imports WHERE estado IN ('PENDIENTE', 'EN_PROCESO')`,
  );
  return row?.n ?? 0;
}

/** When the last import of each empresa began, as a share of the time from the first begin of all to the last. */
async function shares(lab: Lab): Promise<{ code: string; share: number }[]> {
  return lab.place.query(
    `SELECT e.code, extract(epoch FROM max(i.started_at) - (SELECT min(started_at) FROM imports))::float8
         / extract(epoch FROM (SELECT max(started_at) - min(started_at) FROM imports))::float8 AS share
     FROM imports i JOIN empresas e ON e.id = i.empresa_id GROUP BY e.code, e.id ORDER BY count(*) DESC, e.id`,
  );
}
