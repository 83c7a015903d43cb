import { useState, useSyncExternalStore } from 'react';
import { I18nProvider } from 'react-aria-components';
import { LoginScreen } from './login/login-screen.tsx';
import { postTo } from './session/post.ts';
import { sessionStore } from './session/session-store.ts';
import { PreferencesContext } from './shell/preferences-context.ts';
import { Shell } from './shell/shell.tsx';
import { usePreferences } from './shell/use-preferences.ts';
import { WordingContext, wordingOf } from './words/use-words.ts';

/** url: of the API. */
export function App({ url }: { readonly url: string }) {
  const preferences = usePreferences();
  const [session] = useState(() =>
    sessionStore(
      postTo(url, () => document.documentElement.lang),
      window.sessionStorage,
    ),
  );
  const current = useSyncExternalStore(session.subscribe, session.current);
  return (
    <PreferencesContext value={preferences}>
      <I18nProvider locale={preferences.language}>
        <WordingContext value={wordingOf(preferences.language)}>
          {current ? (
            <Shell key={current.usuario.id} session={session} usuario={current.usuario} url={url} />
          ) : (
            <LoginScreen session={session} />
          )}
        </WordingContext>
      </I18nProvider>
    </PreferencesContext>
  );
}
