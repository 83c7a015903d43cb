import { type FormEvent, useState } from 'react';
import { ActionButton } from '../controls/action-button.tsx';
import { Field } from '../controls/field.tsx';
import type { SessionStore } from '../session/session-store.ts';
import { Preferences } from '../shell/preferences.tsx';
import { useWords } from '../words/use-words.ts';

/** USUARIO and CONTRASEÑA. */
export function LoginScreen({ session }: { readonly session: SessionStore }) {
  const { words } = useWords();
  const [usuario, setUsuario] = useState('');
  const [contrasena, setContrasena] = useState('');
  const [entering, setEntering] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(
    session.hasEnded() ? words.login.ended : undefined,
  );

  async function enter(event: FormEvent) {
    event.preventDefault();
    setEntering(true);
    setProblem(undefined);
    try {
      setProblem((await session.login(usuario, contrasena))?.message);
    } catch {
      setProblem(words.offline);
    }
    setEntering(false);
  }

  return (
    <div className="login">
      <main className="login-card">
        <div className="brand">
          <span className="brand-mark" aria-hidden="true" />
          {words.appName}
        </div>
        <p className="lead">{words.login.lead}</p>
        <h1>{words.login.title}</h1>
        <form onSubmit={enter}>
          <Field
            label={words.login.usuario}
            name="usuario"
            autoComplete="username"
            value={usuario}
            onChange={setUsuario}
            autoFocus
            isRequired
          />
          <Field
            label={words.login.contrasena}
            name="contrasena"
            type="password"
            autoComplete="current-password"
            value={contrasena}
            onChange={setContrasena}
            isRequired
          />
          {problem && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <ActionButton
            kind="primary"
            type="submit"
            isDisabled={entering || usuario === '' || contrasena === ''}
          >
            {entering ? words.login.entering : words.login.enter}
          </ActionButton>
        </form>
      </main>
      <footer className="login-preferences">
        <Preferences />
      </footer>
    </div>
  );
}
