import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import type { RowIssueCode } from '../generated/graphql.ts';
import { useWords } from '../words/use-words.ts';
import { IssueList } from './issue-list.tsx';
import { SEVERITY_TONES } from './severity-tones.ts';

const IssuesFragment = graphql(`
  fragment Issues on Import {
    id
    progress { sequence }
    issueCounts { code severity count example { id message } }
  }
`);

const ALL = 'ALL';

/** Grouped by code; a group chosen is listed alone. */
export function Issues({ import: data }: { readonly import: FragmentType<typeof IssuesFragment> }) {
  const { words, formats } = useWords();
  const { id, progress, issueCounts } = readFragment(IssuesFragment, data);
  const [code, setCode] = useState<RowIssueCode>();
  if (issueCounts.length === 0) return null;
  const all = issueCounts.reduce((sum, { count }) => sum + count, 0);
  return (
    <section aria-labelledby="issues">
      <h3 id="issues">{words.detail.issues}</h3>
      <ToggleButtonGroup
        className="groups"
        aria-labelledby="issues"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[code ?? ALL]}
        onSelectionChange={(keys) => setCode(issueCounts.find((each) => keys.has(each.code))?.code)}
      >
        <ToggleButton id={ALL} className="group">
          {words.detail.allIssues} <b>{formats.count(all)}</b>
        </ToggleButton>
        {issueCounts.map(({ code: each, severity, count }) => (
          <ToggleButton key={each} id={each} className={`group tone-${SEVERITY_TONES[severity]}`}>
            <span className="dot" aria-hidden="true" />
            {each} <b>{formats.count(count)}</b>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <IssueList key={`${code} ${progress.sequence}`} id={id} code={code} />
    </section>
  );
}
