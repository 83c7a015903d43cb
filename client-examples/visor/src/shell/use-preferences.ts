import { useLayoutEffect, useState } from 'react';
import { type Choices, type PreferencesInUse, THEMES } from './preferences-context.ts';

const KEY = 'importador.preferences';

/** What this browser has chosen; Spanish and the system's theme until it has. */
export function usePreferences(): PreferencesInUse {
  const [choices, setChoices] = useState(stored);
  useLayoutEffect(() => {
    document.documentElement.lang = choices.language;
    document.documentElement.dataset['theme'] = choices.theme;
  }, [choices]);
  return {
    ...choices,
    choose(next) {
      localStorage.setItem(KEY, JSON.stringify(next));
      setChoices(next);
    },
  };
}

function stored(): Choices {
  const given = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Choices>;
  return {
    language: given.language === 'en' ? 'en' : 'es',
    theme: THEMES.find((theme) => theme === given.theme) ?? 'auto',
  };
}
