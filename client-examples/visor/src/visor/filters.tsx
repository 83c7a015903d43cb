import { useEffect, useRef, useState } from 'react';
import { Disclosure, DisclosurePanel } from 'react-aria-components';
import { useQuery } from 'urql';
import { ActionButton } from '../controls/action-button.tsx';
import { Choice } from '../controls/choice.tsx';
import { Field } from '../controls/field.tsx';
import { graphql } from '../generated/gql.ts';
import { OUTCOMES, type ViewedInRoute } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';

const Operadores = graphql(`
  query Operadores { operadores { id name } }
`);
const ANY = 'ANY';
/** Nobody wants an answer to every letter. */
const TYPING_MS = 350;

interface FiltersProps {
  readonly route: ViewedInRoute;
  readonly onChange: (route: ViewedInRoute) => void;
}

/** What else must hold: number or file, operador, periodos, outcome. */
export function Filters({ route, onChange }: FiltersProps) {
  const { words } = useWords();
  const [{ data }] = useQuery({ query: Operadores });
  const any = { id: ANY, name: words.filters.any };
  const { estado, search, ...others } = route;
  const used = Object.values(others).filter((value) => value !== undefined).length;
  return (
    <>
      <SearchField
        value={search ?? ''}
        onChange={(next) => onChange({ ...route, search: next || undefined })}
      />
      <Disclosure className="filters" defaultExpanded={used > 0}>
        <ActionButton slot="trigger" kind={used > 0 ? 'primary' : 'plain'}>
          {words.filters.title}
          {used > 0 ? ` (${used})` : ''}
        </ActionButton>
        <DisclosurePanel className="filters-panel">
          <div className="filters-fields">
            <Choice
              label={words.filters.operador}
              value={route.operadorId ?? ANY}
              options={[any, ...(data?.operadores ?? [])]}
              onChange={(id) => onChange({ ...route, operadorId: id === ANY ? undefined : id })}
            />
            <Field
              label={words.filters.periodoFrom}
              type="month"
              value={route.periodoFrom ?? ''}
              onChange={(periodo) => onChange({ ...route, periodoFrom: periodo || undefined })}
            />
            <Field
              label={words.filters.periodoTo}
              type="month"
              value={route.periodoTo ?? ''}
              onChange={(periodo) => onChange({ ...route, periodoTo: periodo || undefined })}
            />
            <Choice
              label={words.filters.outcome}
              value={route.outcome ?? ANY}
              options={[any, ...OUTCOMES.map((id) => ({ id, name: words.outcomes[id] }))]}
              onChange={(id) => onChange({ ...route, outcome: OUTCOMES.find((each) => each === id) })}
            />
            <ActionButton kind="quiet" isDisabled={used === 0} onPress={() => onChange({ estado, search })}>
              {words.filters.clear}
            </ActionButton>
          </div>
        </DisclosurePanel>
      </Disclosure>
    </>
  );
}

function SearchField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { words } = useWords();
  const [text, setText] = useState(value);
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(typing.current), []);
  /** The other filters may have changed while somebody typed. */
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  }, [onChange]);
  function type(next: string) {
    setText(next);
    clearTimeout(typing.current);
    typing.current = setTimeout(() => latest.current(next.trim()), TYPING_MS);
  }
  return (
    <div className="search">
      <Field label={words.filters.search} type="search" value={text} onChange={type} maxLength={200} />
    </div>
  );
}
