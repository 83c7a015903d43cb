import type { Path, Report } from './definition-error.ts';
import type { Definition, TipoArchivoDefinition } from './definition-schema.ts';
import { compilePattern } from './match-text.ts';

/** A text without a letter, a digit or a * compares as nothing at all: it would match no header and no concept. */
export function checkPatterns(definition: Definition, report: Report): void {
  const check = (patterns: readonly string[] | undefined, path: Path) =>
    patterns?.forEach((pattern, i) => {
      if (compilePattern(pattern).exact !== '') return;
      report(
        [...path, i],
        `"${pattern}" no tiene letras ni cifras: nunca coincide con nada`,
        `"${pattern}" has no letters or digits: it never matches anything`,
      );
    });
  checkLayout(definition, [], check);
  definition.tiposArchivo.forEach((tipo, i) => {
    const path = ['tiposArchivo', i];
    checkLayout(tipo, path, check);
    tipo.columns.forEach(({ header, aliases }, n) => {
      const at = [...path, 'columns', n];
      if (header !== undefined && compilePattern(header).exact === '') {
        report(
          [...at, 'header'],
          `"${header}" no tiene letras ni cifras: nunca coincide con nada`,
          `"${header}" has no letters or digits: it never matches anything`,
        );
      }
      check(aliases, [...at, 'aliases']);
    });
  });
}

type Layout = Pick<
  TipoArchivoDefinition,
  'header' | 'sheet' | 'variableColumns' | 'usageColumns' | 'concepts'
>;

function checkLayout(
  { header, sheet, variableColumns, usageColumns, concepts }: Layout,
  path: Path,
  check: (patterns: readonly string[] | undefined, path: Path) => void,
): void {
  check(header?.cells, [...path, 'header', 'cells']);
  check(sheet, [...path, 'sheet']);
  check(variableColumns?.match, [...path, 'variableColumns', 'match']);
  usageColumns?.forEach(({ match }, i) => {
    check(match, [...path, 'usageColumns', i, 'match']);
  });
  concepts.forEach(({ match }, i) => {
    check(match, [...path, 'concepts', i, 'match']);
  });
}
