import type { Import } from '../database/generated/client.ts';
import type { ImportParts } from '../imports/parts.ts';
import type { Builder } from './builder.ts';
import type { Refs } from './refs.ts';

export function addImportProgress(builder: Builder, refs: Refs): void {
  builder.objectType(refs.ImportProgress, {
    description: 'How far an import is. percent, the rows, bytesRead, attempt and sequence never fall.',
    fields: (t) => ({
      percent: t.exposeFloat('percent', {
        nullable: true,
        description:
          'Compressed bytes consumed ÷ bytes of the file × 100; null before the claim, at most 99 until the commit, 100 only when it succeeded.',
      }),
      rowsRead: t.exposeInt('rowsRead', {
        description: 'Non-empty rows below the header: accepted, rejected and skipped ones.',
      }),
      rowsTotal: t.exposeInt('rowsTotal', {
        nullable: true,
        description: 'Null until the last row is read.',
      }),
      rowsAccepted: t.exposeInt('rowsAccepted', { description: 'Rows that came in.' }),
      rowsRejected: t.exposeInt('rowsRejected', { description: 'Rows with an ERROR.' }),
      rowsSkipped: t.exposeInt('rowsSkipped', {
        description: 'Total and footer rows, excluded groups, rows held already.',
      }),
      bytesRead: t.expose('bytesRead', {
        type: 'BigInt',
        description: 'Bytes of the file, as stored, that were consumed.',
      }),
      bytesTotal: t.expose('fileBytes', {
        type: 'BigInt',
        nullable: true,
        description: 'Bytes of the file; null without one.',
      }),
      rowsPerSecond: t.float({
        nullable: true,
        description: 'Rows read ÷ seconds of the running or last attempt; null before the first row.',
        resolve: (row) => rowsPerSecond(row, Date.now()),
      }),
      secondsLeft: t.int({
        nullable: true,
        description: 'Estimated from the bytes read so far; null unless it is READING.',
        resolve: (row) => secondsLeft(row, Date.now()),
      }),
      queuePosition: t.int({
        nullable: true,
        description: "Its place among the empresa's QUEUED imports, from 1; null unless it is QUEUED.",
        resolve: (row, _args, { parts, batches }) =>
          row.phase === 'QUEUED'
            ? batches.load('queuePosition', row, (rows) => queuePositions(parts, rows))
            : null,
      }),
      attempt: t.exposeInt('attempt', { description: '0 before the first claim.' }),
      heartbeatAt: t.expose('heartbeatAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When its worker last showed that it lives.',
      }),
      sequence: t.expose('sequence', { type: 'BigInt', description: 'Of its last logged change.' }),
    }),
  });
}

type Timed = Pick<
  Import,
  | 'phase'
  | 'confirmedAt'
  | 'rowsRead'
  | 'bytesRead'
  | 'fileBytes'
  | 'attemptStartedAt'
  | 'finishedAt'
  | 'estado'
>;

export function rowsPerSecond(row: Timed, now: number): number | null {
  const seconds = secondsSpent(row, now);
  return seconds === null || row.rowsRead === 0 ? null : Math.round((row.rowsRead / seconds) * 10) / 10;
}

export function secondsLeft(row: Timed, now: number): number | null {
  const seconds = secondsSpent(row, now);
  if (seconds === null || row.phase !== 'READING' || row.fileBytes === null || row.bytesRead === 0n)
    return null;
  const left = Number(row.fileBytes - row.bytesRead);
  return Math.max(0, Math.ceil((left / Number(row.bytesRead)) * seconds));
}

/**
 * While RESUMING and after a confirmation the counters are those of an earlier reading: they say nothing about this
 * one.
 */
function secondsSpent(row: Timed, now: number): number | null {
  const { phase, attemptStartedAt, finishedAt, confirmedAt } = row;
  if (attemptStartedAt === null || phase === 'RESUMING' || phase === 'AWAITING_CONFIRMATION') return null;
  if (confirmedAt !== null && finishedAt === null) return null;
  const spent = ((finishedAt?.getTime() ?? now) - attemptStartedAt.getTime()) / 1000;
  return spent > 0 ? spent : null;
}

/** In the order in which the workers take them. */
async function queuePositions(
  { database }: ImportParts,
  rows: readonly Import[],
): Promise<(number | null)[]> {
  const { rows: places } = await database.pool.query<{ id: number; place: number }>(
    `SELECT id, place FROM (
       SELECT id, row_number() OVER (PARTITION BY empresa_id ORDER BY queued_at, id)::int AS place
       FROM imports WHERE empresa_id = ANY ($1::int[]) AND estado = 'PENDIENTE' AND phase = 'QUEUED'
     ) AS queued WHERE id = ANY ($2::int[])`,
    [[...new Set(rows.map(({ empresaId }) => empresaId))], rows.map(({ id }) => id)],
  );
  const placeOf = new Map(places.map(({ id, place }) => [id, place]));
  return rows.map(({ id }) => placeOf.get(id) ?? null);
}
