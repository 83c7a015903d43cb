import type { EstadoFilter, ImportOutcome } from '../generated/graphql.ts';

/** Where in the page somebody is; it stands behind the # so that it can be kept, shared and gone back to. */
export type Route =
  | { readonly screen: 'visor'; readonly id?: string | undefined; readonly viewed: ViewedInRoute }
  | { readonly screen: 'importar'; readonly id?: string | undefined };

export interface ViewedInRoute {
  readonly estado: EstadoFilter;
  readonly search?: string | undefined;
  readonly operadorId?: string | undefined;
  readonly periodoFrom?: string | undefined;
  readonly periodoTo?: string | undefined;
  readonly outcome?: ImportOutcome | undefined;
}

export const ESTADOS = [
  'PENDIENTE_Y_EN_PROCESO',
  'PENDIENTE',
  'EN_PROCESO',
  'FINALIZADO',
  'ELIMINADO',
] as const satisfies readonly EstadoFilter[];
export const OUTCOMES = [
  'SUCCEEDED',
  'SUCCEEDED_WITH_ISSUES',
  'FAILED',
  'CANCELED',
  'REVERTED',
] as const satisfies readonly ImportOutcome[];

const PERIODO = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Whatever stands there: what is not known counts as left out. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [screen, rawId] = path.split('/');
  const id = rawId ? decoded(rawId) : undefined;
  if (screen === 'importar') return { screen, id };
  const given = new URLSearchParams(query);
  return {
    screen: 'visor',
    id,
    viewed: {
      estado: ESTADOS.find((estado) => estado === given.get('estado')) ?? 'PENDIENTE_Y_EN_PROCESO',
      search: given.get('search') || undefined,
      operadorId: given.get('operadorId') || undefined,
      periodoFrom: periodo(given.get('periodoFrom')),
      periodoTo: periodo(given.get('periodoTo')),
      outcome: OUTCOMES.find((outcome) => outcome === given.get('outcome')),
    },
  };
}

export function hrefOf(route: Route): string {
  const path = `#/${route.screen}${route.id ? `/${encodeURIComponent(route.id)}` : ''}`;
  if (route.screen === 'importar') return path;
  const given = Object.entries(route.viewed).filter(([, value]) => value !== undefined);
  return `${path}?${new URLSearchParams(given)}`;
}

function periodo(text: string | null): string | undefined {
  return text !== null && PERIODO.test(text) ? text : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
