import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { useWords } from '../words/use-words.ts';

const FactsFragment = graphql(`
  fragment Facts on Import {
    plantilla { id name version }
    programacion { mode at }
    cycleFrom cycleTo
    file { name bytes sheet format }
    createdAt createdBy { id name } startedAt finishedAt
    retryOf { id number }
    revertReason
  }
`);

/** What was scheduled, by whom and when, and its file. */
export function Facts({ import: data }: { readonly import: FragmentType<typeof FactsFragment> }) {
  const { words, formats } = useWords();
  const {
    plantilla,
    programacion,
    cycleFrom,
    cycleTo,
    file,
    createdAt,
    createdBy,
    startedAt,
    finishedAt,
    retryOf,
    revertReason,
  } = readFragment(FactsFragment, data);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [words.detail.file, file?.name],
    [words.detail.size, file && `${formats.bytes(file.bytes)}, ${file.format}`],
    [words.detail.sheet, file?.sheet],
    [words.detail.plantilla, `${plantilla.name}, v${plantilla.version}`],
    [words.detail.cycle, cycleFrom && cycleTo && `${cycleFrom} – ${cycleTo}`],
    [words.detail.programacion, programacion.at ? formats.moment(programacion.at) : words.form.ahora],
    [words.detail.scheduledBy, `${createdBy.name}, ${formats.moment(createdAt)}`],
    [words.detail.startedAt, startedAt && formats.moment(startedAt)],
    [words.detail.finishedAt, finishedAt && formats.moment(finishedAt)],
    [words.detail.retryOf, retryOf && formats.count(retryOf.number)],
    [words.detail.revertReason, revertReason],
  ];
  return (
    <dl className="facts">
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
