import { useMemo } from 'react';
import { Choice } from '../controls/choice.tsx';
import type { ImportFilter } from '../generated/graphql.ts';
import { ESTADOS, hrefOf, type ViewedInRoute } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import { Filters } from './filters.tsx';
import { ImportList } from './import-list.tsx';
import { useCounts } from './use-counts.ts';

/** The guide's Visor de Tareas. */
export function VisorScreen({ viewed: route }: { readonly viewed: ViewedInRoute }) {
  const { words, formats } = useWords();
  const filter = useMemo(() => filterOf(route), [route]);
  const counts = useCounts(filter);
  const { estado } = route;
  const viewed = useMemo(() => ({ estado, filter }), [estado, filter]);
  const show = (next: ViewedInRoute) => {
    window.location.hash = hrefOf({ screen: 'visor', viewed: next });
  };
  return (
    <section className="screen" aria-labelledby="visor-title">
      <div className="toolbar">
        <h1 id="visor-title">{words.visor}</h1>
        <Choice
          className="estado"
          label={words.estado}
          value={estado}
          onChange={(next) => show({ ...route, estado: next })}
          options={ESTADOS.map((id) => ({
            id,
            name: words.estados[id],
            ...(counts ? { aside: formats.count(counts[id]) } : {}),
          }))}
        />
        <Filters route={route} onChange={show} />
      </div>
      <ImportList
        key={hrefOf({ screen: 'visor', viewed: route })}
        viewed={viewed}
        route={route}
        count={counts?.[estado]}
      />
    </section>
  );
}

function filterOf({ search, operadorId, periodoFrom, periodoTo, outcome }: ViewedInRoute): ImportFilter {
  return {
    ...(search ? { search } : {}),
    ...(operadorId ? { operadorId } : {}),
    ...(periodoFrom ? { periodoFrom } : {}),
    ...(periodoTo ? { periodoTo } : {}),
    ...(outcome ? { outcome: [outcome] } : {}),
  };
}
