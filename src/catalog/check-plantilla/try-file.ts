import { basename } from 'node:path';
import type { RowIssueCode } from '../../domain/codes.ts';
import type { Failure } from '../../domain/errors.ts';
import type { Periodo } from '../../domain/periodo.ts';
import type { ReadLimits } from '../../domain/row.ts';
import { checkBillingFile } from '../../formats/check-billing-file.ts';
import type { ReadResult } from '../../worker/messages.ts';
import { createReaderPool } from '../../worker/pool.ts';
import { previewFile } from '../../worker/preview-file.ts';
import type { FilePreview } from '../../worker/preview-task.ts';
import { type CopiedIssue, copiedIssues } from './copied-issues.ts';
import type { ReadPlantilla } from './read-plantilla.ts';

/** Of rows and of issues of each code: enough to see what is meant. */
const EXAMPLES = 3;

export interface FileTrial {
  readonly format: string;
  readonly tipoArchivo: string;
  readonly periodo: Periodo;
  /** Undefined where no sheet has anything to show. */
  readonly preview: FilePreview | undefined;
  readonly result: Exclude<ReadResult, { kind: 'canceled' }>;
  readonly examples: ReadonlyMap<RowIssueCode, readonly CopiedIssue[]>;
}

export interface TrialWanted {
  readonly path: string;
  readonly tipoArchivo: string | undefined;
  readonly periodo: Periodo;
  readonly sheet: string | undefined;
  readonly limits: ReadLimits;
}

/**
 * Reads the whole file by the plantilla, in a thread and within its limits, and stores nothing. Throws FileError for a
 * file that an upload would refuse.
 */
export async function tryFile({ json, definition }: ReadPlantilla, wanted: TrialWanted): Promise<FileTrial> {
  const { path, periodo, sheet, limits } = wanted;
  const { format } = await checkBillingFile(path);
  const [first] = definition.tiposArchivo;
  const tipo = wanted.tipoArchivo ?? first?.code ?? '';
  const seen = previewFile({
    path,
    format,
    limits,
    periodo,
    sheet,
    rows: EXAMPLES,
    candidates: [{ definition: json, first: true }],
    tipoArchivo: tipo,
  });
  const preview = seen.kind === 'previewed' ? seen.preview : undefined;
  const tipoArchivo = wanted.tipoArchivo ?? preview?.detected?.tipoArchivo ?? tipo;
  const examples = new Map<RowIssueCode, CopiedIssue[]>();
  await using pool = createReaderPool({ threads: 1 });
  const result = await pool.run(
    {
      path,
      format,
      definition: json,
      tipoArchivo,
      periodo,
      fileName: basename(path),
      sheet,
      empresaId: 0,
      importId: 0,
      attempt: 1,
      store: false,
      held: undefined,
      limits,
    },
    {
      onMessage: (said) => {
        if (said.kind === 'issues') keepExamples(copiedIssues(said.bytes), examples);
      },
    },
  );
  if (result.kind === 'canceled') throw new Error('Nobody cancels a trial');
  return { format, tipoArchivo, periodo, preview, result, examples };
}

function keepExamples(issues: readonly CopiedIssue[], examples: Map<RowIssueCode, CopiedIssue[]>): void {
  for (const issue of issues) {
    const kept = examples.get(issue.code) ?? [];
    if (kept.length < EXAMPLES) examples.set(issue.code, [...kept, issue]);
  }
}

export function failureOfTrial({ result }: FileTrial): Failure | undefined {
  return result.kind === 'failed' ? result.failure : undefined;
}
