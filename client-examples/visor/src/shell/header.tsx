import { useLiveStatus } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import type { Session, SessionStore } from '../session/session-store.ts';
import { useWords } from '../words/use-words.ts';
import { Preferences } from './preferences.tsx';
import { hrefOf, type Route } from './route.ts';

interface HeaderProps {
  readonly screen: Route['screen'];
  readonly session: SessionStore;
  readonly usuario: Session['usuario'];
}

export function Header({ screen, session, usuario }: HeaderProps) {
  const { words } = useWords();
  const status = useLiveStatus();
  return (
    <header className="header">
      <div className="brand">
        <span className="brand-mark" aria-hidden="true" />
        <span className="brand-name">{words.appName}</span>
      </div>
      <nav className="sections" aria-label={words.sections}>
        <a href={hrefOf({ screen: 'importar' })} aria-current={screen === 'importar' ? 'page' : undefined}>
          {words.importar}
        </a>
        <a
          href={hrefOf({ screen: 'visor', viewed: { estado: 'PENDIENTE_Y_EN_PROCESO' } })}
          aria-current={screen === 'visor' ? 'page' : undefined}
        >
          {words.visor}
        </a>
      </nav>
      <div className="header-end">
        {status === 'live' && <span className="live">{words.connection.live}</span>}
        <Preferences />
        <span className="who" title={words.roles[usuario.role]}>
          {usuario.name}
          <small>{usuario.empresa.name}</small>
        </span>
        <ActionButton kind="quiet" onPress={() => void session.logout()}>
          {words.logout}
        </ActionButton>
      </div>
    </header>
  );
}
