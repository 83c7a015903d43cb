import { useCallback, useEffect, useState } from 'react';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { graphql } from '../generated/gql.ts';
import type { IssuePageQuery, RowIssueCode } from '../generated/graphql.ts';
import { useWords } from '../words/use-words.ts';
import { SEVERITY_TONES } from './severity-tones.ts';

const IssuePage = graphql(`
  query IssuePage($id: ID!, $code: RowIssueCode, $after: String) {
    import(id: $id) {
      id
      issues(first: 50, code: $code, after: $after) {
        nodes { id severity code sheet row column header rawValue message hint resolvedAt }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

type Issue = NonNullable<IssuePageQuery['import']>['issues']['nodes'][number];

interface IssueListProps {
  readonly id: string;
  readonly code: RowIssueCode | undefined;
}

/** In the order of the file, page by page: where, what is wrong, and what stands there. */
export function IssueList({ id, code }: IssueListProps) {
  const { words } = useWords();
  const { client } = useApi();
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [next, setNext] = useState<string | null>();

  const load = useCallback(
    async (after: string | null) => {
      const variables = { id, code: code ?? null, after };
      const { data } = await client
        .query(IssuePage, variables, { requestPolicy: 'network-only' })
        .toPromise();
      const page = data?.import?.issues;
      if (!page) return;
      setIssues((before) => (after === null ? page.nodes : [...before, ...page.nodes]));
      setNext(page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null);
    },
    [client, id, code],
  );
  useEffect(() => void load(null), [load]);

  if (next === undefined) return <p className="help">{words.list.loading}</p>;
  return (
    <>
      <table className="issues">
        <thead>
          <tr>
            <th scope="col">{words.detail.where}</th>
            <th scope="col">{words.detail.what}</th>
            <th scope="col">{words.detail.rawValue}</th>
          </tr>
        </thead>
        <tbody>
          {issues.map((issue) => (
            <IssueLine key={issue.id} issue={issue} />
          ))}
        </tbody>
      </table>
      {next && <ActionButton onPress={() => void load(next)}>{words.detail.more}</ActionButton>}
    </>
  );
}

function IssueLine({ issue }: { readonly issue: Issue }) {
  const { words, formats } = useWords();
  const { severity, code, sheet, row, column, header, rawValue, message, hint, resolvedAt } = issue;
  const place = [sheet, words.detail.row(formats.count(row)), column && words.detail.column(column)];
  return (
    <tr className={resolvedAt ? 'is-resolved' : ''}>
      <td>
        {place.filter(Boolean).join(', ')}
        {header && <div className="help">{header}</div>}
      </td>
      <td>
        <span className={`toned tone-${SEVERITY_TONES[severity]}`}>{words.severities[severity]}</span>{' '}
        <code>{code}</code>
        <div>{message}</div>
        {hint && <div className="help">{hint}</div>}
        {resolvedAt && <div className="toned tone-good">{words.detail.resolved}</div>}
      </td>
      <td>
        {rawValue === null || rawValue === undefined ? (
          '–'
        ) : (
          <code className="raw">{rawValue === '' ? words.detail.blank : rawValue}</code>
        )}
      </td>
    </tr>
  );
}
