import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { useWords } from '../words/use-words.ts';

const TotalsFragment = graphql(`
  fragment Totals on Import {
    progress { rowsRead rowsAccepted rowsRejected rowsSkipped }
    totals { lineas charges net tax total declaredTotal difference currency }
    monthBefore { periodo lineas charges total lineasDifference chargesDifference totalDifference }
  }
`);

/** The sums to the cent, the rows, and how both stand to the month before. */
export function Totals({ import: data }: { readonly import: FragmentType<typeof TotalsFragment> }) {
  const { words, formats } = useWords();
  const { progress, totals, monthBefore } = readFragment(TotalsFragment, data);
  if (progress.rowsRead === 0) return null;
  const money = (decimal: string) => formats.amount(decimal, totals.currency);
  const figures: readonly (readonly [name: string, value: string, tone?: string])[] = [
    [words.detail.lineas, formats.count(totals.lineas)],
    [words.detail.charges, formats.count(totals.charges)],
    [words.detail.net, money(totals.net)],
    [words.detail.tax, money(totals.tax)],
    [words.detail.rowsRead, formats.count(progress.rowsRead)],
    [words.detail.rowsAccepted, formats.count(progress.rowsAccepted)],
    [words.detail.rowsRejected, formats.count(progress.rowsRejected), progress.rowsRejected > 0 ? 'bad' : ''],
    [words.detail.rowsSkipped, formats.count(progress.rowsSkipped)],
  ];
  const isExact = totals.difference != null && /^-?0(\.0+)?$/.test(totals.difference);
  return (
    <section aria-labelledby="totals">
      <h3 id="totals">{words.detail.totals}</h3>
      <div className="total-line">
        <span>{words.detail.total}</span>
        <strong className="total-amount">{money(totals.total)}</strong>
        {totals.declaredTotal && totals.difference && (
          <span className={isExact ? 'tone-good toned' : 'tone-bad toned'}>
            {words.detail.declaredTotal} {money(totals.declaredTotal)} · {words.detail.difference}{' '}
            {formats.change(totals.difference)}
          </span>
        )}
      </div>
      {monthBefore && (
        <p className="help">
          {words.detail.before(formats.periodo(monthBefore.periodo))}:{' '}
          {formats.change(monthBefore.totalDifference)} {totals.currency} ·{' '}
          {formats.change(String(monthBefore.lineasDifference)).replace(/[.,]00$/, '')}{' '}
          {words.detail.lineas.toLowerCase()}
        </p>
      )}
      <dl className="figures">
        {figures.map(([name, value, tone]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={tone ? `toned tone-${tone}` : ''}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
