import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../generated/gql.ts';
import { hrefOf } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import { PreviewCard } from './preview-card.tsx';
import { UploadCard } from './upload-card.tsx';

const Saved = graphql(`
  query Saved($id: ID!) {
    import(id: $id) {
      id number periodo estado phase actions
      operador { id name } plantilla { id name version } tipoArchivo { id name }
      programacion { mode at }
      file { name bytes }
    }
  }
`);

/** The file of an entry that was saved: chosen, sent, looked at, started. */
export function FileSteps({ id }: { readonly id: string }) {
  const { words, formats } = useWords();
  const [{ data, fetching }, ask] = useQuery({
    query: Saved,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const [replacing, setReplacing] = useState(false);
  const saved = data?.import;
  if (!saved) return <p className="card">{fetching ? words.list.loading : words.detail.missing}</p>;
  const { operador, plantilla, tipoArchivo, periodo, programacion, file, estado } = saved;
  const wantsFile = file === null || file === undefined || replacing;
  return (
    <div className="steps">
      <section className="card saved">
        <div>
          <h2 className="card-title">{words.form.saved(formats.count(saved.number))}</h2>
          <p>
            {operador.name} · {plantilla.name} · {formats.periodo(periodo)} · {tipoArchivo.name}
          </p>
          <p className="help">
            {programacion.mode === 'AHORA' || !programacion.at
              ? words.form.ahora
              : formats.moment(programacion.at)}
          </p>
        </div>
        <a className="button" href={hrefOf({ screen: 'importar' })}>
          {words.form.change}
        </a>
      </section>
      {estado === 'PENDIENTE' && wantsFile && (
        <UploadCard
          id={id}
          onUploaded={() => {
            setReplacing(false);
            ask({ requestPolicy: 'network-only' });
          }}
        />
      )}
      {file && !replacing && (
        <section className="card saved">
          <div>
            <h2 className="card-title">{words.form.uploaded}</h2>
            <p className="file-name">
              {file.name} <span className="help">{formats.bytes(file.bytes)}</span>
            </p>
          </div>
          {saved.actions.includes('UPLOAD_FILE') && (
            <button type="button" className="button" onClick={() => setReplacing(true)}>
              {words.form.otherFile}
            </button>
          )}
        </section>
      )}
      {file && !replacing && (
        <PreviewCard
          key={file.name}
          id={id}
          programacion={programacion}
          canStart={saved.actions.includes('START')}
        />
      )}
    </div>
  );
}
