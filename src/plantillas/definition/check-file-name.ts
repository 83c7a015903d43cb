import type { Path, Report } from './definition-error.ts';
import { didYouMean } from './did-you-mean.ts';
import { FILE_NAME_MONTHS, type FileNamePart, fileNameParts, MAX_STARS } from './file-name.ts';

const WORDS = ['account', ...FILE_NAME_MONTHS] as const;
/** What people write for them. */
const MEANT = { cuenta: 'account', periodo: 'YYYYMM', mes: 'YYYYMM', month: 'YYYYMM', ciclo: 'YYYYMM' };

/** A name must tell something, each thing once, and show where the account ends. */
export function checkFileName(pattern: string, path: Path, report: Report): void {
  const parts = fileNameParts(pattern);
  for (const part of parts) {
    if (part.kind === 'UNKNOWN') reportUnknown(part.word, path, report);
    else if (part.kind === 'TEXT' && part.text.includes('{')) {
      report(path, `"${pattern}": falta cerrar una llave }`, `"${pattern}": a brace } is missing`);
    }
  }
  const count = (kind: FileNamePart['kind']) => parts.filter((part) => part.kind === kind).length;
  const told = count('ACCOUNT') + count('MONTH');
  if (told === 0 && count('UNKNOWN') === 0) {
    report(
      path,
      `"${pattern}" no dice nada: se espera {account} o el mes, como en "{account}_detalle_{YYYYMM}"`,
      `"${pattern}" tells nothing: expected {account} or the month, as in "{account}_detalle_{YYYYMM}"`,
    );
  }
  if (count('ACCOUNT') > 1 || count('MONTH') > 1) {
    report(
      path,
      `"${pattern}" dice dos veces lo mismo; se espera {account} una vez y el mes una vez`,
      `"${pattern}" says the same twice; expected {account} once and the month once`,
    );
  }
  if (count('STAR') > MAX_STARS || parts.some((part, i) => isOpenEnded(part, parts[i + 1]))) {
    report(
      path,
      `"${pattern}": se esperan como mucho ${MAX_STARS} *, y un texto entre {account} y un *`,
      `"${pattern}": expected at most ${MAX_STARS} *, and a text between {account} and a *`,
    );
  }
}

/** Nothing would say where the one ends and the other begins. */
function isOpenEnded(part: FileNamePart, next: FileNamePart | undefined): boolean {
  const kinds = [part.kind, next?.kind];
  return kinds.includes('STAR') && (kinds.includes('ACCOUNT') || kinds.every((kind) => kind === 'STAR'));
}

function reportUnknown(word: string, path: Path, report: Report): void {
  const meant = didYouMean(word, WORDS, MEANT);
  const all = WORDS.map((each) => `{${each}}`).join(', ');
  report(
    path,
    meant
      ? `{${word}} no vale aquí; ¿quiso decir {${meant}}?`
      : `{${word}} no vale aquí; se espera uno de: ${all}`,
    meant
      ? `{${word}} does not do here; did you mean {${meant}}?`
      : `{${word}} does not do here; expected one of: ${all}`,
  );
}
