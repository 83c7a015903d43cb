import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: string;
  readonly problem?: string | undefined;
  readonly type?: 'text' | 'password' | 'search' | 'month' | 'datetime-local';
  readonly name?: string;
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  readonly min?: string;
}

/** A labelled line to write in, with what helps and what is wrong read out with it. */
export function Field({ label, help, problem, min, isRequired = false, ...props }: FieldProps) {
  return (
    <TextField
      {...props}
      className="field"
      isInvalid={problem !== undefined}
      isRequired={isRequired}
      validationBehavior="aria"
    >
      <Label className="label">{label}</Label>
      <Input className="input" min={min} />
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="field-problem">{problem}</FieldError>
    </TextField>
  );
}
