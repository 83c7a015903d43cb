import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

export interface Option<Id extends string> {
  readonly id: Id;
  readonly name: string;
  /** Shown at its right, such as a count. */
  readonly aside?: string;
}

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly value: Id | undefined;
  readonly onChange: (id: Id) => void;
  readonly placeholder?: string;
  readonly help?: string;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

/** A drop-down. */
export function Choice<Id extends string>({
  label,
  options,
  value,
  onChange,
  placeholder = '',
  help,
  isDisabled = false,
  className = '',
}: ChoiceProps<Id>) {
  return (
    <Select
      className={`field ${className}`}
      value={value ?? null}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen) onChange(chosen.id);
      }}
      isDisabled={isDisabled}
      placeholder={placeholder}
    >
      <Label className="label">{label}</Label>
      <Button className="input choice">
        <SelectValue className="choice-value" />
        <span className="choice-arrow" aria-hidden="true" />
      </Button>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Popover className="popover" offset={4}>
        <ListBox className="options" items={options}>
          {({ id, name, aside }: Option<Id>) => (
            <ListBoxItem id={id} textValue={name} className="option">
              <span>{name}</span>
              {aside !== undefined && <span className="option-aside">{aside}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
