import { use } from 'react';
import { Choice } from '../controls/choice.tsx';
import { useWords } from '../words/use-words.ts';
import { PreferencesContext, THEMES } from './preferences-context.ts';

const LANGUAGES = [
  { id: 'es', name: 'Español' },
  { id: 'en', name: 'English' },
] as const;

/** The switches of language and theme. */
export function Preferences() {
  const { words } = useWords();
  const { language, theme, choose } = use(PreferencesContext);
  return (
    <div className="preferences">
      <Choice
        label={words.language}
        className="inline-choice"
        value={language}
        options={LANGUAGES}
        onChange={(id) => choose({ theme, language: id })}
      />
      <Choice
        label={words.theme.label}
        className="inline-choice"
        value={theme}
        options={THEMES.map((id) => ({ id, name: words.theme[id] }))}
        onChange={(id) => choose({ language, theme: id })}
      />
    </div>
  );
}
