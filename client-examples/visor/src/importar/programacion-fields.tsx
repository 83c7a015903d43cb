import { Label, Radio, RadioGroup } from 'react-aria-components';
import { Field } from '../controls/field.tsx';
import { useWords } from '../words/use-words.ts';

export type Mode = 'AHORA' | 'EN_FECHA';

interface ProgramacionFieldsProps {
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  /** As a field for day and time has it; "" until it is filled in. */
  readonly at: string;
  readonly onAt: (at: string) => void;
}

/** When the import is to start. */
export function ProgramacionFields({ mode, onMode, at, onAt }: ProgramacionFieldsProps) {
  const { words } = useWords();
  return (
    <>
      <RadioGroup
        className="radios"
        value={mode}
        onChange={(value) => onMode(value === 'AHORA' ? 'AHORA' : 'EN_FECHA')}
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
          <Field label={words.form.date} type="datetime-local" value={at} onChange={onAt} isRequired />
        </div>
      )}
    </>
  );
}
