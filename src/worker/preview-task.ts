import type { Failure } from '../domain/errors.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { ReadLimits } from '../domain/row.ts';
import type { ColumnMatchKind } from '../plantillas/match-columns.ts';
import type { ReadableFormat } from './messages.ts';

/** A plantilla that the file may be laid out by. */
export interface PreviewCandidate {
  /** The plantilla's definition as JSON. */
  readonly definition: unknown;
  /** Those that come first are taken unless they hardly fit. */
  readonly first: boolean;
}

/** The head of a file to look at: plain data, cloned into the thread. */
export interface PreviewTask {
  /** A local file. */
  readonly path: string;
  readonly format: ReadableFormat;
  readonly limits: ReadLimits;
  readonly periodo: Periodo;
  /** The sheet that the user named; undefined: the visible one that fits. */
  readonly sheet: string | undefined;
  /** How many rows below the header to show. */
  readonly rows: number;
  /** In the order in which they count among equals; the import's own plantilla is the first. */
  readonly candidates: readonly [PreviewCandidate, ...PreviewCandidate[]];
  /** The code of the import's own tipo de archivo. */
  readonly tipoArchivo: string;
}

export interface PreviewedColumn {
  readonly index: number;
  readonly header: string;
  readonly field: string | null;
  readonly match: ColumnMatchKind;
  readonly example: string | null;
}

export interface FilePreview {
  /** The candidate that fits best, and its tipo de archivo; undefined where no sheet has the header of any. */
  readonly detected: { readonly candidate: number; readonly tipoArchivo: string } | undefined;
  readonly confidence: number;
  readonly sheet: string | null;
  readonly headerRow: number;
  /** Beside what the detected plantilla knows, or the import's own where none was detected. */
  readonly columns: readonly PreviewedColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly declaredTotal: string | null;
}

export type PreviewResult =
  | { readonly kind: 'previewed'; readonly preview: FilePreview }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'no-such-sheet'; readonly sheets: readonly string[] }
  /** No visible sheet, or the one that was named, has a cell with anything in it. */
  | { readonly kind: 'blank'; readonly sheets: readonly string[] };
