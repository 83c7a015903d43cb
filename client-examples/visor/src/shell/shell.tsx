import { useEffect, useMemo } from 'react';
import { Provider } from 'urql';
import { createApi } from '../api/create-client.ts';
import { ApiContext } from '../api/use-api.ts';
import { DetailPanel } from '../detail/detail-panel.tsx';
import { ImportarScreen } from '../importar/importar-screen.tsx';
import type { Session, SessionStore } from '../session/session-store.ts';
import { VisorScreen } from '../visor/visor-screen.tsx';
import { useWords } from '../words/use-words.ts';
import { ConnectionNote } from './connection-note.tsx';
import { Header } from './header.tsx';
import { useRoute } from './use-route.ts';

interface ShellProps {
  readonly session: SessionStore;
  readonly usuario: Session['usuario'];
  readonly url: string;
}

/** The page of whoever is logged in. Another language is another client: what the API says comes in one language. */
export function Shell({ session, usuario, url }: ShellProps) {
  const { words, language } = useWords();
  const route = useRoute();
  const api = useMemo(() => createApi(url, session, language), [url, session, language]);
  useEffect(() => () => api.live.dispose(), [api]);
  return (
    <ApiContext value={api}>
      <Provider value={api.client}>
        <button type="button" className="skip" onClick={focusMain}>
          {words.skip}
        </button>
        <div className="shell" key={language}>
          <Header screen={route.screen} session={session} usuario={usuario} />
          <ConnectionNote />
          <main id="main" tabIndex={-1}>
            {route.screen === 'visor' ? (
              <VisorScreen viewed={route.viewed} />
            ) : (
              <ImportarScreen key={route.id ?? ''} id={route.id} />
            )}
          </main>
          {route.screen === 'visor' && route.id && (
            <DetailPanel key={route.id} id={route.id} viewed={route.viewed} />
          )}
        </div>
      </Provider>
    </ApiContext>
  );
}

/** Not a link: the part behind the # is the route. */
function focusMain(): void {
  document.getElementById('main')?.focus();
}
