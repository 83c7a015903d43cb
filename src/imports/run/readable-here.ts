import type { FileStore } from '../../storage/file-store.ts';

/** So long may a machine with files on its own disk be away; afterwards whoever asks next finds them lost. */
export const AWAY_HOURS = 24;

/**
 * As a condition on imports i: this process may look for the file, because its own place took it, because its key does not
 * say who did, or because the one that did has let the import wait for too long. `since`: the column that says since
 * when it waits.
 */
export function readableHere(
  { place }: Pick<FileStore, 'place'>,
  since: 'queued_at' | 'confirmed_at' | 'lease_ends_at',
): string {
  if (!/^[0-9a-f]{8}$/.test(place)) throw new Error(`${JSON.stringify(place)} is no name of a place`);
  return `(i.file_key IS NULL OR position('-' IN i.file_key) = 0 OR right(i.file_key, 8) = '${place}'
    OR i.${since} <= now() - interval '${AWAY_HOURS} hours')`;
}
