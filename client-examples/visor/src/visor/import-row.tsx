import { memo } from 'react';
import { useQuery } from 'urql';
import { ActionBar } from '../actions/action-bar.tsx';
import { readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { useWords } from '../words/use-words.ts';
import { ImportRowFragmentDocument } from './import-row-fragment.ts';
import { importStatus, progressParts } from './import-status.ts';
import { StatusBar } from './status-bar.tsx';

/** From the cache, where lists and changes leave it: a row that moves draws itself and no other. */
const Row = graphql(`
  query Row($id: ID!) { import(id: $id) { id ...ImportRow } }
`);

interface ImportRowProps {
  readonly id: string;
  readonly place: number;
  readonly of: number;
  readonly top: number;
  readonly href: string;
}

export const ImportRow = memo(function ImportRow({ id, place, of, top, href }: ImportRowProps) {
  const wording = useWords();
  const { words, formats } = wording;
  const [{ data }] = useQuery({ query: Row, variables: { id } });
  const row = readFragment(ImportRowFragmentDocument, data?.import);
  if (!row) return null;
  const number = formats.count(row.number);
  const status = importStatus(row, wording);
  const came = row.outcome === 'SUCCEEDED' || row.outcome === 'SUCCEEDED_WITH_ISSUES';
  return (
    <li className="row" style={{ top }} aria-posinset={place} aria-setsize={of} data-number={row.number}>
      <div className="row-what">
        <a className="row-link" href={href}>
          <span className="row-number">{number}</span>
          <span className="row-name">{row.operador.name}</span>
        </a>
        <div className="row-about">
          {row.tipoArchivo.name} · {formats.periodo(row.periodo)}
        </div>
        <div className="row-file">{row.file ? row.file.name : words.row.noFile}</div>
      </div>
      <div className="row-how">
        <StatusBar
          status={status}
          percent={row.progress.percent}
          label={`${words.row.progress}, ${number}`}
        />
        <div className="row-parts" title={row.failure?.message}>
          {progressParts(row, wording).join(' · ')}
        </div>
      </div>
      <div className="row-total">
        {came && (
          <>
            <div className="amount">{formats.amount(row.totals.total, row.totals.currency)}</div>
            <div className="row-lineas">{words.row.lineas(formats.count(row.totals.lineas))}</div>
          </>
        )}
      </div>
      <ActionBar import={row} compact />
    </li>
  );
});
