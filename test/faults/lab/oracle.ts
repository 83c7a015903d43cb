import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from '../../api-client.ts';
import type { DatabasePlace } from './database-place.ts';
import { type EventRow, missesInEvents } from './event-chain.ts';
import { type Expected, importIdOf } from './expected.ts';
import type { Follower } from './follower.ts';

export interface Judged {
  readonly place: Pick<DatabasePlace, 'query'>;
  readonly files: string;
  readonly temporary: string;
  readonly expected: readonly Expected[];
  readonly followers: readonly Follower[];
}

interface ImportRow {
  readonly id: number;
  readonly estado: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly code: string | null;
  readonly attempt: number;
  readonly sequence: string;
  readonly percent: number | null;
  readonly rowsRead: number;
  readonly chargeCount: number;
  readonly total: string;
  readonly fileKey: string | null;
  readonly leased: boolean;
}

interface Stored {
  readonly id: number;
  readonly charges: number;
  readonly rows: number;
  readonly total: string;
  readonly digest: string | null;
}

/** Once every server has ended: what of the promises was not kept, each in a sentence. */
export async function judge(judged: Judged): Promise<string[]> {
  const { place, expected, followers } = judged;
  const imports = await place.query<ImportRow>(
    `SELECT id, estado, phase, outcome, failure->>'code' AS code, attempt, sequence::text, percent, rows_read AS "rowsRead",
       charge_count AS "chargeCount", total::text, file_key AS "fileKey", node IS NOT NULL AS leased
     FROM imports ORDER BY id`,
  );
  const stored = await place.query<Stored>(
    `SELECT import_id AS id, count(*)::int AS charges, count(DISTINCT "row")::int AS rows, sum(total)::text AS total,
       md5(string_agg("row" || ':' || (total * 100)::bigint, ',' ORDER BY n)) AS digest
     FROM charges GROUP BY import_id`,
  );
  const events = await place.query<EventRow>(
    `SELECT import_id AS "importId", sequence::text, kind, actor_id AS "actorId", from_estado AS "fromEstado",
       to_estado AS "toEstado", from_phase AS "fromPhase", to_phase AS "toPhase", outcome
     FROM import_events e ORDER BY e.empresa_id, e.sequence`,
  );
  return [
    ...missesInNumber(imports, expected),
    ...expected.flatMap((each) => missesInImport(imports, stored, each)),
    ...strayCharges(imports, stored),
    ...missesInEvents(imports, events),
    ...followers.flatMap((each) => missesInFollower(imports, events, each)),
    ...(await missesInFiles(judged, imports)),
  ];
}

function missesInNumber(imports: readonly ImportRow[], expected: readonly Expected[]): string[] {
  const known = new Set(expected.map(({ importId }) => importId));
  return imports
    .filter(({ id }) => !known.has(id))
    .map(({ id }) => `import ${id} exists, and nobody was told of it`);
}

/** (a) one estado, (b) rows, (c) totals. */
function missesInImport(
  imports: readonly ImportRow[],
  stored: readonly Stored[],
  { importId, ends, file }: Expected,
): string[] {
  const row = imports.find(({ id }) => id === importId);
  if (!row) return [`import ${importId} was acknowledged and is gone`];
  const end = endOf(row);
  const charges = stored.find(({ id }) => id === importId);
  const misses: string[] = [];
  if (!ends.some((each) => each === end))
    misses.push(`import ${importId} is ${end}, not ${ends.join(' or ')}`);
  if ((row.estado === 'FINALIZADO') !== (row.outcome !== null))
    misses.push(`import ${importId} is ${row.estado} with the outcome ${row.outcome}`);
  if (row.leased && row.estado !== 'EN_PROCESO' && row.outcome === null)
    misses.push(`import ${importId} is ${row.estado} and still held by a node`);
  if (end !== 'SUCCEEDED' && end !== 'SUCCEEDED_WITH_ISSUES') {
    if (charges) misses.push(`import ${importId} is ${end} and has ${charges.charges} charges`);
    return misses;
  }
  const got = [
    row.chargeCount,
    row.total,
    charges?.charges ?? 0,
    charges?.rows ?? 0,
    charges?.total,
    charges?.digest,
  ];
  const wanted = [
    file?.charges,
    file?.total,
    file?.charges,
    file && file.rows - file.badRows,
    file?.total,
    file?.digest,
  ];
  if (file && String(got) !== String(wanted))
    misses.push(`import ${importId} holds ${got}, its file ${wanted}`);
  return misses;
}

function endOf({ estado, outcome, code }: ImportRow): string {
  if (estado !== 'FINALIZADO') return estado;
  return outcome === 'FAILED' ? `FAILED ${code}` : String(outcome);
}

function strayCharges(imports: readonly ImportRow[], stored: readonly Stored[]): string[] {
  const known = new Set(imports.map(({ id }) => id));
  return stored
    .filter(({ id }) => !known.has(id))
    .map(({ id }) => `charges of import ${id}, which does not exist`);
}

const COUNTERS = ['percent', 'rowsRead', 'rowsAccepted', 'rowsSkipped', 'attempt'] as const;

/** (e) what a client saw never went back, lacks no logged change and has none twice, and ends with the final state. */
function missesInFollower(
  imports: readonly ImportRow[],
  events: readonly EventRow[],
  { importId, heard }: Follower,
): string[] {
  const id = importIdOf(importId);
  const changes = heard.map(({ change }) => change);
  const row = imports.find((each) => each.id === id);
  const last = changes.at(-1)?.import;
  const misses = changes
    .flatMap((change, at) => backwards(changes[at - 1], change))
    .map((what) => `import ${id}: ${what}`);
  const [first, until] = [BigInt(changes[0]?.sequence ?? 0), BigInt(changes.at(-1)?.sequence ?? 0)];
  const logged = changes
    .filter(({ kind }) => kind !== 'SNAPSHOT' && kind !== 'PROGRESS')
    .map(({ sequence }) => sequence);
  // It ends when the import has settled; what somebody does with it later is told to nobody here.
  const wanted = events.filter(
    ({ importId: of, sequence }) => of === id && BigInt(sequence) > first && BigInt(sequence) <= until,
  );
  if (String(logged) !== String(wanted.map(({ sequence }) => sequence)))
    misses.push(
      `import ${id}: told ${logged}, logged ${wanted.map(({ sequence, kind }) => `${sequence} ${kind}`)}`,
    );
  const end = events.find(({ importId: of, sequence }) => of === id && BigInt(sequence) === until);
  const saw = [last?.estado, last?.phase, last?.outcome];
  const was = [end?.toEstado, end?.toPhase, end?.outcome];
  if (String(saw) !== String(was) || end?.toPhase !== 'DONE')
    misses.push(`import ${id}: the last change says ${saw}, the log ${was}`);
  const counted = [last?.progress.rowsRead, last?.totals.charges];
  if (row?.sequence === String(until) && String(counted) !== String([row.rowsRead, row.chargeCount]))
    misses.push(
      `import ${id}: the last change counts ${counted}, the import ${[row.rowsRead, row.chargeCount]}`,
    );
  return misses;
}

function backwards(earlier: Change | undefined, { sequence, import: now }: Change): string[] {
  if (!earlier?.import || !now) return [];
  const before = earlier.import.progress;
  const fell = COUNTERS.filter((counter) => (now.progress[counter] ?? 0) < (before[counter] ?? 0));
  const misses = fell.map((counter) => `${counter} fell from ${before[counter]} to ${now.progress[counter]}`);
  if (BigInt(sequence) < BigInt(earlier.sequence))
    misses.push(`sequence fell from ${earlier.sequence} to ${sequence}`);
  return misses;
}

/** Files of imports, whole or half-written: 32 hexadecimal digits, and what is being made of them. */
const OF_IMPORT = /^[0-9a-f]{32}/;

/** (d) nothing is left that nobody needs: files, temporary ones, rows of what has stored nothing, jobs. */
async function missesInFiles(
  { place, files, temporary }: Judged,
  imports: readonly ImportRow[],
): Promise<string[]> {
  const named = new Set(imports.flatMap(({ fileKey }) => (fileKey === null ? [] : [fileKey])));
  const kept = await readdir(files).catch((): string[] => []);
  const temporaries = await readdir(temporary).catch((): string[] => []);
  const [left] = await place.query<{ accounts: number; hashes: number; issues: number }>(
    `WITH ended AS (SELECT id FROM imports WHERE estado = 'ELIMINADO'
         OR (estado = 'FINALIZADO' AND outcome NOT IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES')))
     SELECT (SELECT count(*)::int FROM import_accounts JOIN ended ON id = import_id) AS accounts,
       (SELECT count(*)::int FROM import_row_hashes JOIN ended ON id = import_id) AS hashes,
       (SELECT count(*)::int FROM row_issues r JOIN imports i ON i.id = r.import_id
        WHERE i.outcome = 'CANCELED' OR r.attempt <> i.attempt) AS issues`,
  );
  return [
    ...kept
      .filter((name) => OF_IMPORT.test(name) && !named.has(name))
      .map((name) => `the file ${join('files', name)} is no import's`),
    ...[...named]
      .filter((name) => !kept.includes(name))
      .map((name) => `the file ${name} of an import is gone`),
    ...temporaries.map((name) => `the temporary file ${name} is left`),
    ...Object.entries(left ?? {})
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what} of imports that have stored nothing`),
  ];
}
