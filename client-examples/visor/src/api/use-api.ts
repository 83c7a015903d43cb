import { createContext, use, useSyncExternalStore } from 'react';
import type { Api } from './create-client.ts';
import type { LiveStatus } from './live-socket.ts';

export const ApiContext = createContext<Api | undefined>(undefined);

/** Only below the log-in. */
export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error('useApi is called outside of ApiContext: put the component below Shell');
  return api;
}

export function useLiveStatus(): LiveStatus {
  const { live } = useApi();
  return useSyncExternalStore(live.onStatus, live.status);
}
