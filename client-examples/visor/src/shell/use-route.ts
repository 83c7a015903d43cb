import { useMemo, useSyncExternalStore } from 'react';
import { type Route, routeOf } from './route.ts';

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => window.location.hash,
  );
  return useMemo(() => routeOf(hash), [hash]);
}
