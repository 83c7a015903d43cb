import { useState } from 'react';
import { useQuery } from 'urql';
import { ACTION_MUTATIONS } from '../actions/action-mutations.ts';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { graphql } from '../generated/gql.ts';
import { hrefOf } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import { PreviewColumns } from './preview-columns.tsx';

const PreviewOf = graphql(`
  query PreviewOf($id: ID!) {
    previewImport(id: $id, rows: 5) {
      __typename
      ... on Preview {
        confidence sheet headerRow
        detectedPlantilla { id name operador { id name } }
        detectedTipoArchivo { id name }
        ...PreviewColumns
      }
      ... on Problem { message }
      ... on FileProblem { hint }
    }
  }
`);

interface PreviewCardProps {
  readonly id: string;
  readonly programacion: { readonly at?: string | null };
  readonly canStart: boolean;
}

/** What the head of the file shows, and then the start. */
export function PreviewCard({ id, programacion, canStart }: PreviewCardProps) {
  const { words, formats } = useWords();
  const [{ data, error, fetching }, ask] = useQuery({
    query: PreviewOf,
    variables: { id },
    requestPolicy: 'network-only',
  });
  const preview = data?.previewImport;
  return (
    <section className="card" aria-labelledby="preview" aria-busy={!preview}>
      <h2 id="preview" className="card-title">
        {words.form.preview}
      </h2>
      {!preview && <p>{error ? words.offline : words.form.previewing}</p>}
      {preview?.__typename === 'Preview' && (
        <>
          <p>
            {preview.detectedPlantilla ? (
              <>
                {words.form.detected} <strong>{preview.detectedPlantilla.operador.name}</strong>,{' '}
                {preview.detectedPlantilla.name}, {preview.detectedTipoArchivo?.name}.{' '}
                {words.form.confidence(formats.percent(preview.confidence * 100))}.
              </>
            ) : (
              words.form.noneDetected
            )}{' '}
            <span className="help">
              {words.form.headerAt(formats.count(preview.headerRow), preview.sheet ?? null)}
            </span>
          </p>
          <PreviewColumns preview={preview} />
        </>
      )}
      {preview && 'message' in preview && (
        <div className="problem" role="alert">
          <p>{preview.message}</p>
          {'hint' in preview && preview.hint && <p>{preview.hint}</p>}
        </div>
      )}
      <div className="card-buttons">
        {canStart && <StartButton id={id} />}
        {preview?.__typename !== 'Preview' && !fetching && (
          <ActionButton onPress={() => ask({ requestPolicy: 'network-only' })}>
            {words.list.again}
          </ActionButton>
        )}
        {!canStart && programacion.at && <p>{words.form.willStart(formats.moment(programacion.at))}</p>}
        <a
          className="button"
          href={hrefOf({ screen: 'visor', viewed: { estado: 'PENDIENTE_Y_EN_PROCESO' } })}
        >
          {words.form.seeVisor}
        </a>
      </div>
    </section>
  );
}

function StartButton({ id }: { readonly id: string }) {
  const { words } = useWords();
  const { client } = useApi();
  const [starting, setStarting] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function start() {
    setStarting(true);
    const { data } = await client.mutation(ACTION_MUTATIONS.START, { id, reason: '' }).toPromise();
    setStarting(false);
    if (data && 'import' in data.result)
      window.location.hash = hrefOf({ screen: 'visor', viewed: { estado: 'PENDIENTE_Y_EN_PROCESO' } });
    else setProblem(data && 'message' in data.result ? data.result.message : words.offline);
  }
  return (
    <>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <ActionButton kind="primary" isDisabled={starting} onPress={start}>
        {starting ? words.form.starting : words.form.start}
      </ActionButton>
    </>
  );
}
