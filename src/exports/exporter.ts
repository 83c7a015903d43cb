import type { Database } from '../database/open-database.ts';
import type { DownloadFile } from '../domain/download.ts';
import { CapacityError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { requireScope, type Session } from '../domain/session.ts';
import { DATA_SETS, type DataSetName } from './data-set.ts';
import { EXPORT_FORMATS, type ExportFormatName } from './formats/index.ts';
import { openSnapshot } from './open-snapshot.ts';
import { type Page, readPages } from './read-pages.ts';
import type { Selection } from './selection.ts';

export interface ExportRequest {
  readonly dataSet: DataSetName;
  readonly format: ExportFormatName;
  readonly selection: Selection;
  /** Whether a format that has a line of names begins with it. */
  readonly header: boolean;
}

/** What an export came to, once its content has been read to the end. */
export interface Exported {
  readonly rows: number;
  /** Of the last row; undefined where there was none. */
  readonly cursor: string | undefined;
}

export interface Exporter {
  /**
   * The file, made while it is read. Its content is that of one moment, holds about a page of it in memory, and frees
   * everything when it is left or the signal is aborted. Throws FORBIDDEN without the scope, CapacityError where others
   * are being made already.
   */
  open(
    session: Session,
    request: ExportRequest,
    signal: AbortSignal,
  ): DownloadFile & { readonly exported: () => Exported };
}

/** Each holds a connection of its own and a moment that the database may not tidy up behind. */
const MAX_AT_ONCE = 4;
const MAX_OF_AN_EMPRESA = 2;
const RETRY_SECONDS = 10;

export function exporter({ database }: { readonly database: Database }): Exporter {
  const running = new Map<number, number>();
  return {
    open(session, { dataSet: name, format, selection, header }, signal) {
      const dataSet = DATA_SETS[name];
      requireScope(session, dataSet.scope);
      const { empresaId } = session;
      const { kind, contentType, write } = EXPORT_FORMATS[format];
      let exported: Exported = { rows: 0, cursor: undefined };
      const count = async function* (pages: AsyncIterable<Page>) {
        for await (const page of pages) {
          const { number, n } = page.place;
          exported = {
            rows: exported.rows + page.rows,
            cursor: dataSet.rows ? `${number}-${n}` : String(number),
          };
          yield page;
        }
      };
      const content = async function* () {
        // The client may have left while it was found out who asks.
        signal.throwIfAborted();
        using _turn = takeTurn(running, empresaId);
        await using snapshot = await openSnapshot(database, signal);
        const pages = count(readPages(snapshot, dataSet, { empresaId, selection, kind }));
        yield* write(pages, { dataSet, header, signal });
      };
      return { name: `${name}.${format}`, contentType, content: content(), exported: () => exported };
    },
  };
}

function takeTurn(running: Map<number, number>, empresaId: number): Disposable {
  const all = [...running.values()].reduce((sum, count) => sum + count, 0);
  const own = running.get(empresaId) ?? 0;
  if (all >= MAX_AT_ONCE || own >= MAX_OF_AN_EMPRESA) throw tooMany(own >= MAX_OF_AN_EMPRESA);
  running.set(empresaId, own + 1);
  return {
    [Symbol.dispose]() {
      const left = (running.get(empresaId) ?? 1) - 1;
      if (left > 0) running.set(empresaId, left);
      else running.delete(empresaId);
    },
  };
}

function tooMany(ofEmpresa: boolean): CapacityError {
  return new CapacityError(
    ofEmpresa
      ? message(
          `Su empresa ya tiene ${MAX_OF_AN_EMPRESA} exportaciones en curso; espere a que termine una`,
          `Your empresa has ${MAX_OF_AN_EMPRESA} exports running already; wait until one has ended`,
        )
      : message(
          'El servidor ya hace otras exportaciones; vuelva a intentarlo en unos segundos',
          'The server is making other exports already; try again in some seconds',
        ),
    RETRY_SECONDS,
  );
}
