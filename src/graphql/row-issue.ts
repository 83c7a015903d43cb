import type { Import, RowIssue } from '../database/generated/client.ts';
import { ROW_ISSUE_CODES, ROW_ISSUE_SEVERITY, type RowIssueCode, type Severity } from '../domain/codes.ts';
import { columnLetters } from '../domain/column-letters.ts';
import type { ImportParts } from '../imports/parts.ts';
import { issueMessage } from '../plantillas/issue-message.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { encodeId } from './global-id.ts';
import { clampInt, forwardPage, type Page, type PageArguments } from './page.ts';
import type { Refs, RowIssueCountOf, RowIssueOf } from './refs.ts';
import { shownId } from './shown-id.ts';

export function addRowIssue(builder: Builder, refs: Refs): void {
  builder.objectType(refs.RowIssue, {
    interfaces: [refs.Node],
    description: 'One rejected or doubtful cell or row, kept with its raw value until someone deals with it.',
    fields: (t) => ({
      id: t.id({
        description: 'Opaque; ends with the attempt that raised it.',
        resolve: ({ importId, attempt, n }) => encodeId('RowIssue', importId, attempt, n),
      }),
      severity: t.expose('severity', { type: refs.Severity, description: 'What it means for its row.' }),
      code: t.expose('code', { type: refs.RowIssueCode, description: 'What is wrong; never translated.' }),
      sheet: t.exposeString('sheet', { nullable: true, description: 'Null for CSV.' }),
      row: t.exposeInt('row', {
        description: '1-based row of the sheet; for CSV the first physical line of the record.',
      }),
      column: t.string({
        nullable: true,
        description: 'Letters (A…), by position for CSV; null when it concerns the row.',
        resolve: ({ column }) => columnLetters(column),
      }),
      header: t.exposeString('header', {
        nullable: true,
        description: "The column's header as the file has it.",
      }),
      rawValue: t.exposeString('rawValue', { nullable: true, description: 'The cell as the file has it.' }),
      message: t.string({
        description: 'A sentence for people, in the language of the request.',
        resolve: (issue, _args, { language }) => wordsOf(issue).message[language],
      }),
      hint: t.string({
        nullable: true,
        description: 'What to do about it, in the language of the request.',
        resolve: (issue, _args, { language }) => wordsOf(issue).hint?.[language],
      }),
      resolvedAt: t.expose('resolvedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When somebody dealt with it.',
      }),
      resolvedBy: t.prismaField({
        type: refs.Usuario,
        nullable: true,
        description: 'Who dealt with it.',
        resolve: (query, { resolvedById, empresaId }, _args, { parts }) =>
          resolvedById === null
            ? null
            : parts.database.prisma.usuario.findFirst({ ...query, where: { id: resolvedById, empresaId } }),
      }),
    }),
  });
  addRowIssueCount(builder, refs);
}

function addRowIssueCount(builder: Builder, refs: Refs): void {
  builder.objectType(refs.RowIssueCount, {
    description: 'How often one code was raised.',
    fields: (t) => ({
      code: t.expose('code', { type: refs.RowIssueCode, description: 'What is wrong; never translated.' }),
      severity: t.field({
        type: refs.Severity,
        description: 'The severity of that code.',
        resolve: ({ code }) => ROW_ISSUE_SEVERITY[code],
      }),
      count: t.exposeInt('count', {
        description: 'How many issues of it there are that nobody has dealt with.',
      }),
      example: t.field({
        type: refs.RowIssue,
        nullable: true,
        description: 'The first of them.',
        resolve: (count, _args, { parts, batches }) =>
          batches.load('rowIssueExample', count, (counts) => firstIssues(parts, counts)),
      }),
    }),
  });
}

/** Those of the current attempt, in the order in which they were raised. */
export async function issuesOf(
  { database }: ImportParts,
  { empresaId, id, attempt, sheet, rowsPurgedAt }: Import,
  args: PageArguments & { severity?: Severity | null | undefined; code?: RowIssueCode | null | undefined },
): Promise<Page<RowIssueOf>> {
  const { severity, code } = args;
  const importId = shownId({ id, rowsPurgedAt });
  const where = { empresaId, importId, attempt, ...(severity && { severity }), ...(code && { code }) };
  return forwardPage(args, {
    next: async (above, take) => {
      const rows = await database.prisma.rowIssue.findMany({
        where: { ...where, n: { gt: clampInt(above) } },
        orderBy: { n: 'asc' },
        take,
      });
      return rows.map((row) => ({ ...row, sheet }));
    },
    position: ({ n }) => n,
    total: () => database.prisma.rowIssue.count({ where }),
  });
}

/** In the order of the enum; codes that did not occur are left out. */
export function issueCountsOf(row: Import): RowIssueCountOf[] {
  const counts = row.issueCounts as Partial<Record<RowIssueCode, number>>;
  return ROW_ISSUE_CODES.flatMap((code) => {
    const count = counts[code] ?? 0;
    return count > 0 ? [{ import: row, code, count }] : [];
  });
}

/** One of the empresa's, of the current attempt of its import; none while they are being removed. */
export async function findRowIssue(
  { parts }: ApiContext,
  empresaId: number,
  [importId = 0, attempt = 0, n = 0]: readonly number[],
): Promise<RowIssueOf | null> {
  const { prisma } = parts.database;
  const found = await prisma.import.findFirst({
    where: { id: importId, empresaId, attempt, rowsPurgedAt: null },
    select: { sheet: true },
  });
  const issue =
    found &&
    (await prisma.rowIssue.findUnique({
      where: { empresaId_importId_attempt_n: { empresaId, importId, attempt, n } },
    }));
  return issue ? { ...issue, sheet: found.sheet } : null;
}

async function firstIssues(
  { database }: ImportParts,
  counts: readonly RowIssueCountOf[],
): Promise<(RowIssueOf | null)[]> {
  const { rows } = await database.pool.query<{ place: number; n: number }>(
    `SELECT asked.place::int AS place, first.n FROM
       unnest($1::int[], $2::int[], $3::int[], $4::text[]) WITH ORDINALITY AS asked (empresa_id, import_id, attempt, code, place),
       LATERAL (SELECT n FROM row_issues AS i WHERE i.empresa_id = asked.empresa_id AND i.import_id = asked.import_id
         AND i.attempt = asked.attempt AND i.code = asked.code::row_issue_code AND i.resolved_at IS NULL
         ORDER BY n LIMIT 1) AS first`,
    [
      counts.map((count) => count.import.empresaId),
      counts.map((count) => shownId(count.import)),
      counts.map((count) => count.import.attempt),
      counts.map(({ code }) => code),
    ],
  );
  const keys = rows.flatMap(({ place, n }) => {
    const of = counts[place - 1]?.import;
    return of ? [{ empresaId: of.empresaId, importId: of.id, attempt: of.attempt, n }] : [];
  });
  const issues = await database.prisma.rowIssue.findMany({ where: { OR: keys } });
  return counts.map(({ import: of, code }) => {
    const issue = issues.find((each) => each.importId === of.id && each.code === code);
    return issue ? { ...issue, sheet: of.sheet } : null;
  });
}

function wordsOf(issue: RowIssue) {
  return issueMessage(issue.code, issue);
}
