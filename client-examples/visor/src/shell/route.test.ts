import { describe, expect, it } from 'vitest';
import { hrefOf, type Route, routeOf } from './route.ts';

describe('a route', () => {
  it.each<Route>([
    { screen: 'visor', id: undefined, viewed: { estado: 'ELIMINADO' } },
    {
      screen: 'visor',
      id: 'SW1wb3J0OjE=',
      viewed: { estado: 'FINALIZADO', search: 'a & b', outcome: 'FAILED', periodoFrom: '2026-09' },
    },
    { screen: 'importar', id: 'a/b' },
  ])('leads back to itself: %j', (route) => {
    expect(routeOf(hrefOf(route))).toEqual(JSON.parse(JSON.stringify(route)));
  });

  it.each(['', '#/', '#/nada', '#/visor?estado=OTRO&outcome=X&periodoFrom=2026-13'])(
    'that is not known is the viewer: %s',
    (hash) => {
      expect(routeOf(hash)).toEqual({ screen: 'visor', viewed: { estado: 'PENDIENTE_Y_EN_PROCESO' } });
    },
  );
});
