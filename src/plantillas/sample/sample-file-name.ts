import type { Periodo } from '../../domain/periodo.ts';
import type { Definition } from '../definition/definition-schema.ts';
import { fileNameParts } from '../definition/file-name.ts';
import { SAMPLE_ACCOUNT } from './named-columns.ts';

/** A name that tells what no column of the file tells; undefined: the name may be chosen freely. */
export function sampleFileName(definition: Definition, periodo: Periodo): string | undefined {
  const tipo = definition.tiposArchivo.find(({ columns }) =>
    columns.every(({ field }) => field !== 'account'),
  );
  const pattern = tipo && (tipo.fileName ?? definition.fileName);
  if (pattern === undefined) return undefined;
  const [year = '', month = ''] = periodo.split('-');
  return fileNameParts(pattern)
    .map((part) => {
      if (part.kind === 'TEXT') return part.text;
      if (part.kind === 'ACCOUNT') return SAMPLE_ACCOUNT;
      if (part.kind !== 'MONTH') return '';
      return part.form.replace('YYYY', year).replace('MM', month).replace('DD', '01');
    })
    .join('');
}
