import { ProgressBar } from 'react-aria-components';
import { useWords } from '../words/use-words.ts';
import type { Tone } from './import-status.ts';

interface StatusBarProps {
  readonly status: { readonly text: string; readonly tone: Tone };
  readonly percent: number | null | undefined;
  readonly label: string;
}

/** How it stands in words, and how far it is. */
export function StatusBar({ status: { text, tone }, percent, label }: StatusBarProps) {
  const { formats } = useWords();
  const value = percent ?? 0;
  return (
    <ProgressBar
      className={`status tone-${tone}`}
      aria-label={label}
      value={value}
      valueLabel={`${text}, ${formats.percent(value)} %`}
    >
      <div className="status-words">
        <span className="status-text">{text}</span>
        {percent != null && <span className="status-percent">{formats.percent(percent)} %</span>}
      </div>
      <div className="track">
        <div className="fill" style={{ transform: `scaleX(${value / 100})` }} />
      </div>
    </ProgressBar>
  );
}
