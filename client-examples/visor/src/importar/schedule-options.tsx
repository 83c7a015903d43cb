import { Checkbox, Disclosure, DisclosurePanel } from 'react-aria-components';
import { ActionButton } from '../controls/action-button.tsx';
import { Choice } from '../controls/choice.tsx';
import type { DuplicatePolicy, ErrorPolicy } from '../generated/graphql.ts';
import { useWords } from '../words/use-words.ts';

export interface ScheduleOptions {
  readonly errorPolicy: ErrorPolicy;
  readonly duplicatePolicy: DuplicatePolicy;
  readonly validateOnly: boolean;
  readonly requireConfirmation: boolean;
}

interface ScheduleOptionsFieldsProps {
  readonly options: ScheduleOptions;
  readonly onChange: (options: ScheduleOptions) => void;
}

/** What most imports leave as it is. */
export function ScheduleOptionsFields({ options, onChange }: ScheduleOptionsFieldsProps) {
  const { words } = useWords();
  return (
    <Disclosure className="options-more">
      <ActionButton slot="trigger" kind="quiet">
        {words.form.options}
      </ActionButton>
      <DisclosurePanel>
        <div className="cascade">
          <Choice
            label={words.form.errorPolicy}
            value={options.errorPolicy}
            onChange={(errorPolicy) => onChange({ ...options, errorPolicy })}
            options={optionsOf(words.form.errorPolicies)}
          />
          <Choice
            label={words.form.duplicatePolicy}
            value={options.duplicatePolicy}
            onChange={(duplicatePolicy) => onChange({ ...options, duplicatePolicy })}
            options={optionsOf(words.form.duplicatePolicies)}
          />
          <Tick
            label={words.form.validateOnly}
            isSelected={options.validateOnly}
            onChange={(validateOnly) => onChange({ ...options, validateOnly })}
          />
          <Tick
            label={words.form.requireConfirmation}
            isSelected={options.requireConfirmation}
            onChange={(requireConfirmation) => onChange({ ...options, requireConfirmation })}
          />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

interface TickProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

function Tick({ label, ...props }: TickProps) {
  return (
    <Checkbox className="tick" {...props}>
      <span className="tick-box" aria-hidden="true" />
      {label}
    </Checkbox>
  );
}

function optionsOf<Id extends string>(names: Readonly<Record<Id, string>>) {
  return (Object.keys(names) as Id[]).map((id) => ({ id, name: names[id] }));
}
