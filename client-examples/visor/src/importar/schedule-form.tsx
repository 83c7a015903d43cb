import { type FormEvent, useMemo, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { Choice } from '../controls/choice.tsx';
import { Field } from '../controls/field.tsx';
import { graphql } from '../generated/gql.ts';
import { hrefOf } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import { months } from './months.ts';
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
  const { words, formats } = useWords();
  const { client } = useApi();
  const cascade = useCascade();
  const [mode, setMode] = useState<'AHORA' | 'EN_FECHA'>('AHORA');
  const [at, setAt] = useState('');
  const [options, setOptions] = useState<ScheduleOptions>({
    errorPolicy: 'REJECT_ROWS',
    duplicatePolicy: 'REJECT',
    validateOnly: false,
    requireConfirmation: false,
  });
  const [saving, setSaving] = useState(false);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const periodos = useMemo(
    () => months(new Date()).map((id) => ({ id, name: formats.periodo(id) })),
    [formats],
  );
  const { operadorId, plantillaCode, plantillaId, periodo, tipoArchivoId } = cascade;
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
        <RadioGroup
          className="radios"
          value={mode}
          onChange={(value) => setMode(value === 'AHORA' ? 'AHORA' : 'EN_FECHA')}
        >
          <Label className="card-title">{words.form.programacion}</Label>
          <div className="radio-row">
            <Radio className="radio" value="AHORA">
              {words.form.ahora}
            </Radio>
            <Radio className="radio" value="EN_FECHA">
              {words.form.enFecha}
            </Radio>
          </div>
        </RadioGroup>
        {mode === 'EN_FECHA' && (
          <div className="at">
            <Field label={words.form.date} type="datetime-local" value={at} onChange={setAt} isRequired />
          </div>
        )}
      </section>
      <section className="card" aria-labelledby="proceso">
        <h2 id="proceso" className="card-title">
          {words.form.proceso}
        </h2>
        <div className="cascade">
          <Choice
            label={words.form.operador}
            isDisabled={cascade.operadores.length === 0}
            placeholder={words.form.choose}
            value={operadorId}
            onChange={cascade.chooseOperador}
            options={cascade.operadores.map(({ id, name, country }) => ({ id, name, aside: country }))}
          />
          <Choice
            label={words.form.plantilla}
            placeholder={operadorId ? words.form.choose : words.form.chooseBefore}
            isDisabled={!operadorId}
            value={plantillaCode}
            onChange={cascade.choosePlantilla}
            options={cascade.plantillas.map(({ code, name }) => ({ id: code, name }))}
          />
          <Choice
            label={words.form.periodo}
            help={cascade.notInForce ? words.form.notInForce : words.form.periodoHelp}
            placeholder={plantillaCode ? words.form.choose : words.form.chooseBefore}
            isDisabled={!plantillaCode}
            value={periodo}
            onChange={cascade.choosePeriodo}
            options={periodos}
          />
          <Choice
            label={words.form.tipoArchivo}
            placeholder={plantillaId ? words.form.choose : words.form.chooseBefore}
            isDisabled={!plantillaId}
            value={tipoArchivoId}
            onChange={cascade.chooseTipoArchivo}
            options={cascade.tiposArchivo}
          />
        </div>
        <ScheduleOptionsFields options={options} onChange={setOptions} />
        {cascade.failed && (
          <p className="problem" role="alert">
            {words.offline}
          </p>
        )}
        {problems.map((problem) => (
          <p key={problem} className="problem" role="alert">
            {problem}
          </p>
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
