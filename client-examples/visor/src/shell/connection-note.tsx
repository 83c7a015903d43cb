import { useEffect, useState } from 'react';
import { useLiveStatus } from '../api/use-api.ts';
import { useWords } from '../words/use-words.ts';

/** Most breaks are over before anybody would have read of them. */
const QUIET_MS = 800;
const BACK_MS = 4_000;

/** Says while the page is not live, and for a moment that it is again. */
export function ConnectionNote() {
  const { words } = useWords();
  const status = useLiveStatus();
  const [shown, setShown] = useState<'nothing' | 'lost' | 'back'>('nothing');
  useEffect(() => {
    if (status === 'lost') {
      const timer = setTimeout(() => setShown('lost'), QUIET_MS);
      return () => clearTimeout(timer);
    }
    if (status === 'idle') {
      setShown('nothing');
      return;
    }
    setShown((before) => (before === 'nothing' ? 'nothing' : 'back'));
    const timer = setTimeout(() => setShown('nothing'), BACK_MS);
    return () => clearTimeout(timer);
  }, [status]);
  return (
    <div role="status" className={`connection connection-${shown}`}>
      {shown === 'lost' && words.connection.lost}
      {shown === 'back' && words.connection.back}
    </div>
  );
}
