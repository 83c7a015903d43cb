import type { Import } from '../database/generated/client.ts';
import { NO_ROW } from './global-id.ts';

/** The import whose charges and issues are shown: while they are being removed, step by step, none is. */
export function shownId({ id, rowsPurgedAt }: Pick<Import, 'id' | 'rowsPurgedAt'>): number {
  return rowsPurgedAt === null ? id : NO_ROW;
}
