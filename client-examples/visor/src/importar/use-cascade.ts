import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../generated/gql.ts';

const Cascade = graphql(`
  query Cascade {
    operadores { id name country plantillas { id code name version } }
  }
`);
const InForce = graphql(`
  query InForce($periodo: Periodo!) {
    operadores { id plantillas(validIn: $periodo) { id code name version tiposArchivo { id name required } } }
  }
`);

interface Chosen {
  readonly operadorId?: string;
  readonly plantillaCode?: string;
  readonly periodo?: string;
  readonly tipoArchivoId?: string;
}

/**
 * Operador → Plantilla → Periodo → Tipo de Archivo: what each may be, given those before it. Choosing one forgets those
 * behind.
 */
export function useCascade() {
  const [chosen, setChosen] = useState<Chosen>({});
  const [{ data, error }] = useQuery({ query: Cascade });
  const { operadorId, plantillaCode, periodo, tipoArchivoId } = chosen;
  const variables = useMemo(() => ({ periodo: periodo ?? '' }), [periodo]);
  const [inForce] = useQuery({ query: InForce, variables, pause: periodo === undefined });
  const operadores = data?.operadores ?? [];
  const plantillas = operadores.find(({ id }) => id === operadorId)?.plantillas ?? [];
  const plantilla = inForce.data?.operadores
    .find(({ id }) => id === operadorId)
    ?.plantillas.find(({ code }) => code === plantillaCode);
  return {
    ...chosen,
    failed: error !== undefined,
    operadores,
    plantillas,
    tiposArchivo: periodo === undefined ? [] : (plantilla?.tiposArchivo ?? []),
    /** A periodo is chosen, and no version of the plantilla is in force in it. */
    notInForce: periodo !== undefined && inForce.data !== undefined && !inForce.fetching && !plantilla,
    plantillaId: plantilla?.id,
    chooseOperador: (id: string) => setChosen({ operadorId: id }),
    choosePlantilla: (code: string) => setChosen({ ...pick({ operadorId }), plantillaCode: code }),
    choosePeriodo: (next: string) => setChosen({ ...pick({ operadorId, plantillaCode }), periodo: next }),
    chooseTipoArchivo: (id: string) => setChosen({ ...chosen, tipoArchivoId: id }),
    tipoArchivoId,
  };
}

function pick(given: Record<string, string | undefined>): Chosen {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
