import { useMemo } from 'react';
import { Choice } from '../controls/choice.tsx';
import { useWords } from '../words/use-words.ts';
import { months } from './months.ts';
import type { useCascade } from './use-cascade.ts';

/** The four choices of the Proceso, each open once those before it are made. */
export function CascadeFields({ cascade }: { readonly cascade: ReturnType<typeof useCascade> }) {
  const { words, formats } = useWords();
  const { operadorId, plantillaCode, plantillaId, periodo, tipoArchivoId } = cascade;
  const periodos = useMemo(
    () => months(new Date()).map((id) => ({ id, name: formats.periodo(id) })),
    [formats],
  );
  return (
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
  );
}
