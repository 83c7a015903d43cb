import { ScrollRegion } from '../controls/scroll-region.tsx';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import type { ColumnMatch } from '../generated/graphql.ts';
import { useWords } from '../words/use-words.ts';

const PreviewColumnsFragment = graphql(`
  fragment PreviewColumns on Preview {
    columns { index header field match example }
    rows
  }
`);

const TONES: Readonly<Record<ColumnMatch, string>> = {
  EXACT: 'good',
  ALIAS: 'good',
  MOVED: 'good',
  NEW: 'warn',
  MISSING: 'bad',
};

/** Which columns are known, new and missing, and the first rows below them. */
export function PreviewColumns({
  preview,
}: {
  readonly preview: FragmentType<typeof PreviewColumnsFragment>;
}) {
  const { words, formats } = useWords();
  const { columns, rows } = readFragment(PreviewColumnsFragment, preview);
  const count = (...matches: ColumnMatch[]) => columns.filter(({ match }) => matches.includes(match)).length;
  const shown = columns.filter(({ index }) => index >= 0);
  const [fresh, missing] = [count('NEW'), count('MISSING')];
  const numbered = rows.map((row, n) => ({ n, row }));
  return (
    <>
      <ul className="chips" aria-label={words.form.columns}>
        <li className="chip tone-good">
          {words.form.recognised(formats.count(count('EXACT', 'ALIAS', 'MOVED')))}
        </li>
        {fresh > 0 && <li className="chip tone-warn">{words.form.fresh(formats.count(fresh))}</li>}
        {missing > 0 && <li className="chip tone-bad">{words.form.missing(formats.count(missing))}</li>}
      </ul>
      {missing > 0 && (
        <p className="help">
          {words.matches.MISSING}:{' '}
          {columns
            .filter(({ match }) => match === 'MISSING')
            .map(({ header }) => header)
            .join(', ')}
        </p>
      )}
      <ScrollRegion className="table-scroller" label={words.form.firstRows} isStop>
        <table>
          <thead>
            <tr>
              {shown.map(({ index, header, match }) => (
                <th key={index} scope="col">
                  {header || '–'}
                  <span className={`match tone-${TONES[match]}`}>{words.matches[match]}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {numbered.map(({ n, row }) => (
              <tr key={n}>
                {shown.map(({ index }) => (
                  <td key={index}>{row[index] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
