export interface EventRow {
  readonly importId: number;
  readonly sequence: string;
  readonly kind: string;
  readonly actorId: number | null;
  readonly fromEstado: string | null;
  readonly toEstado: string;
  readonly fromPhase: string | null;
  readonly toPhase: string;
  readonly outcome: string | null;
}

interface Ended {
  readonly id: number;
  readonly estado: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly attempt: number;
  readonly sequence: string;
}

/** What only the server does, and what only a person does. */
const BY_SERVER = new Set([
  'STARTED',
  'STORING',
  'RESUMED',
  'FINISHED',
  'AWAITING_CONFIRMATION',
  'RECONCILING',
]);
const BY_PERSON = new Set([
  'CREATED',
  'FILE_RECEIVED',
  'SCHEDULED',
  'DELETED',
  'CANCELING',
  'CANCELED',
  'REVERTED',
  'CONFIRMED',
]);
const ONCE = ['CREATED', 'STARTED', 'FINISHED', 'CANCELED', 'DELETED', 'REVERTED'];

/** (f) one event per transition, each beginning where the one before ended, with its actor. */
export function missesInEvents(imports: readonly Ended[], events: readonly EventRow[]): string[] {
  const byImport = grouped(events);
  return imports.flatMap((row) =>
    missesIn(row, byImport.get(row.id) ?? []).map((what) => `import ${row.id}: ${what}`),
  );
}

function grouped(events: readonly EventRow[]): Map<number, EventRow[]> {
  const groups = new Map<number, EventRow[]>();
  for (const event of events) {
    const group = groups.get(event.importId);
    if (group) group.push(event);
    else groups.set(event.importId, [event]);
  }
  return groups;
}

function missesIn(row: Ended, events: readonly EventRow[]): string[] {
  const last = events.at(-1);
  const misses = events.flatMap((event, at) => missesAt(events[at - 1], event));
  if (events[0]?.kind !== 'CREATED') misses.push(`the log begins with ${events[0]?.kind}`);
  const ends = [last?.toEstado, last?.toPhase, last?.outcome, last?.sequence];
  const is = [row.estado, row.phase, row.outcome, row.sequence];
  if (String(ends) !== String(is)) misses.push(`the log ends with ${ends}, the import is ${is}`);
  for (const kind of ONCE) {
    const times = events.filter((event) => event.kind === kind).length;
    if (times > 1) misses.push(`${kind} ${times} times`);
  }
  const resumed = events.filter(({ kind }) => kind === 'RESUMED').length;
  if (resumed !== Math.max(0, row.attempt - 1))
    misses.push(`RESUMED ${resumed} times, at attempt ${row.attempt}`);
  return misses;
}

function missesAt(before: EventRow | undefined, event: EventRow): string[] {
  const { kind, actorId, sequence } = event;
  const misses: string[] = [];
  const from = [event.fromEstado, event.fromPhase];
  const left = before ? [before.toEstado, before.toPhase] : [null, null];
  if (String(from) !== String(left))
    misses.push(`${kind} (${sequence}) begins at ${from}, the one before ended at ${left}`);
  if (BY_SERVER.has(kind) && actorId !== null) misses.push(`${kind} (${sequence}) has the actor ${actorId}`);
  if (BY_PERSON.has(kind) && actorId === null) misses.push(`${kind} (${sequence}) has no actor`);
  return misses;
}
