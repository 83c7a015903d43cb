import { type FormEvent, useState } from 'react';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { graphql } from '../generated/gql.ts';
import { hrefOf } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import { CascadeFields } from './cascade-fields.tsx';
import { type Mode, ProgramacionFields } from './programacion-fields.tsx';
import { type ScheduleOptions, ScheduleOptionsFields } from './schedule-options.tsx';
import { useCascade } from './use-cascade.ts';

const Schedule = graphql(`
  mutation Schedule($input: ScheduleImportInput!) {
    scheduleImport(input: $input) {
      __typename
      ... on ImportPayload { import { id number } }
      ... on Problem { message }
      ... on ValidationProblem { fields { path message } }
    }
  }
`);

/** Programación, then the Proceso in the guide's order, then Guardar, which makes the entry of the Cola. */
export function ScheduleForm() {
  const { words } = useWords();
  const { client } = useApi();
  const cascade = useCascade();
  const [mode, setMode] = useState<Mode>('AHORA');
  const [at, setAt] = useState('');
  const [options, setOptions] = useState<ScheduleOptions>({
    errorPolicy: 'REJECT_ROWS',
    duplicatePolicy: 'REJECT',
    validateOnly: false,
    requireConfirmation: false,
  });
  const [saving, setSaving] = useState(false);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const { operadorId, plantillaId, periodo, tipoArchivoId } = cascade;
  const ready = operadorId && plantillaId && periodo && tipoArchivoId && (mode === 'AHORA' || at !== '');

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!operadorId || !plantillaId || !periodo || !tipoArchivoId) return;
    setSaving(true);
    const programacion = mode === 'AHORA' ? { mode } : { mode, at: new Date(at).toISOString() };
    const input = { operadorId, plantillaId, periodo, tipoArchivoId, programacion, ...options };
    const { data } = await client.mutation(Schedule, { input }).toPromise();
    setSaving(false);
    const answer = data?.scheduleImport;
    if (answer?.__typename === 'ImportPayload')
      window.location.hash = hrefOf({ screen: 'importar', id: answer.import.id });
    else if (answer?.__typename === 'ValidationProblem')
      setProblems(answer.fields.map(({ message }) => message));
    else setProblems([answer?.message ?? words.offline]);
  }

  return (
    <form className="steps" onSubmit={save}>
      <section className="card">
        <ProgramacionFields mode={mode} onMode={setMode} at={at} onAt={setAt} />
      </section>
      <section className="card" aria-labelledby="proceso">
        <h2 id="proceso" className="card-title">
          {words.form.proceso}
        </h2>
        <CascadeFields cascade={cascade} />
        <ScheduleOptionsFields options={options} onChange={setOptions} />
        {cascade.failed && <Problem text={words.offline} />}
        {problems.map((problem) => (
          <Problem key={problem} text={problem} />
        ))}
        <div className="card-buttons">
          <ActionButton kind="primary" type="submit" isDisabled={!ready || saving}>
            {saving ? words.form.guardando : words.form.guardar}
          </ActionButton>
        </div>
      </section>
    </form>
  );
}

function Problem({ text }: { readonly text: string }) {
  return (
    <p className="problem" role="alert">
      {text}
    </p>
  );
}
