import { FileError, ValidationError } from '../../domain/errors.ts';
import { type Language, message } from '../../domain/message.ts';
import { type Periodo, parsePeriodo } from '../../domain/periodo.ts';
import type { ReadLimits } from '../../domain/row.ts';
import { describeTrial } from './describe-trial.ts';
import type { CheckCommand } from './plantilla-command.ts';
import { type ReadPlantilla, readPlantilla } from './read-plantilla.ts';
import { failureOfTrial, tryFile } from './try-file.ts';

export interface CheckReport {
  /** For people, lines and all. */
  readonly text: string;
  readonly ok: boolean;
}

/** Checks a plantilla's file and, where one is named, tries it on a billing file; nothing is stored. */
export async function checkPlantilla(command: CheckCommand, limits: ReadLimits): Promise<CheckReport> {
  const { language } = command;
  try {
    const plantilla = await readPlantilla(command.plantilla);
    const lines = plantillaLines(plantilla, language);
    if (command.file === undefined) return report(lines, true);
    checkTipo(plantilla, command.tipo);
    const trial = await tryFile(plantilla, {
      path: command.file,
      tipoArchivo: command.tipo,
      periodo: command.periodo ?? periodoOf(plantilla),
      sheet: command.sheet,
      limits,
    });
    return report([...lines, '', ...describeTrial(trial, language)], failureOfTrial(trial) === undefined);
  } catch (error) {
    if (error instanceof ValidationError) {
      return report(
        error.fields.map(({ text }) => text[language]),
        false,
      );
    }
    if (!(error instanceof FileError)) throw error;
    return report([error.text[language], ...(error.hint ? [error.hint[language]] : [])], false);
  }
}

function report(lines: readonly string[], ok: boolean): CheckReport {
  return { text: `${lines.join('\n')}\n`, ok };
}

function plantillaLines({ file, definition }: ReadPlantilla, language: Language): string[] {
  const name = file ? `${file.operador.code} / ${file.code} v${file.version}: ` : '';
  const good = message('la definición está bien', 'the definition is right');
  return [
    `${name}${good[language]}`,
    ...definition.tiposArchivo.map((tipo) => `  ${tipo.code} (${tipo.name}): ${tipo.kind}`),
  ];
}

function checkTipo({ definition }: ReadPlantilla, tipo: string | undefined): void {
  const codes = definition.tiposArchivo.map(({ code }) => code);
  if (tipo === undefined || codes.includes(tipo)) return;
  const text = message(
    `La plantilla no tiene el tipo de archivo "${tipo}"; tiene ${codes.join(', ')}`,
    `The plantilla has no tipo de archivo "${tipo}"; it has ${codes.join(', ')}`,
  );
  throw new ValidationError([{ path: ['tipo'], code: 'UNKNOWN', text }]);
}

/** This month, or the last one in which the plantilla is in force. */
function periodoOf({ file }: ReadPlantilla): Periodo {
  const now = parsePeriodo(new Date().toISOString().slice(0, 7));
  return file?.validTo && file.validTo < now ? file.validTo : now;
}
