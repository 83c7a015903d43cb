import type { Plantilla } from '../database/generated/client.ts';
import type { DownloadFile } from '../domain/download.ts';
import type { Language } from '../domain/message.ts';
import { type Periodo, parsePeriodo } from '../domain/periodo.ts';
import { parseDefinition } from '../plantillas/definition.ts';
import { sampleFileName } from '../plantillas/sample/sample-file-name.ts';
import type { SampleMaker } from '../worker/sample/sample-maker.ts';
import { type CatalogParts, findPlantilla, type Tenant } from './find-in-catalog.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * A small workbook that is imported with the plantilla as it stands, a sheet for each tipo de archivo. Undefined for a
 * plantilla that the empresa does not see.
 */
export async function sampleFile(
  parts: CatalogParts & { readonly samples: SampleMaker },
  tenant: Tenant,
  { plantillaId, language }: { readonly plantillaId: number; readonly language: Language },
  signal: AbortSignal,
): Promise<DownloadFile | undefined> {
  const plantilla = await findPlantilla(parts, tenant, plantillaId);
  if (!plantilla) return undefined;
  const { definition } = plantilla;
  return {
    name: sampleName(plantilla),
    contentType: XLSX,
    content: (async function* () {
      yield await parts.samples.make({ definition, periodo: samplePeriodo(plantilla), language }, signal);
    })(),
  };
}

/** What the sample is called: as the plantilla wants its files to be, else by the plantilla. */
export function sampleName(plantilla: Plantilla): string {
  const byPattern = sampleFileName(parseDefinition(plantilla.definition), samplePeriodo(plantilla));
  return `${byPattern ?? `${plantilla.code}-v${plantilla.version}`}.xlsx`;
}

/** This month, or the one in force that is nearest to it. */
function samplePeriodo({ validFrom, validTo }: Plantilla): Periodo {
  const now = new Date().toISOString().slice(0, 7);
  if (validTo !== null && validTo < now) return parsePeriodo(validTo);
  return parsePeriodo(validFrom !== null && validFrom > now ? validFrom : now);
}
