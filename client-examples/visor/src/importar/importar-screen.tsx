import { useWords } from '../words/use-words.ts';
import { FileSteps } from './file-steps.tsx';
import { ScheduleForm } from './schedule-form.tsx';

/** The guide's Importar: first the entry of the Cola, then, once it is there, its file. */
export function ImportarScreen({ id }: { readonly id: string | undefined }) {
  const { words } = useWords();
  return (
    <section className="importar" aria-labelledby="importar-title">
      <h1 id="importar-title">{words.importar}</h1>
      {id === undefined ? <ScheduleForm /> : <FileSteps id={id} />}
    </section>
  );
}
