import type { Database } from '../database/open-database.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import type { BuiltInPlantilla } from '../plantillas/built-in.ts';

export const OPERADOR = {
  code: 'claro-pe',
  name: 'Claro Perú',
  country: 'PE',
  currency: 'PEN',
  timeZone: 'America/Lima',
};

/** A definition that parses, with the tipos de archivo of those codes. */
export function definitionWith(...tipos: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    header: { cells: ['Línea', 'Importe'] },
    numbers: { decimal: '.' },
    dates: { order: 'dmy' },
    linea: { digits: [9] },
    tiposArchivo: tipos.map((code) => ({
      code,
      name: `Archivo ${code}`,
      kind: 'CHARGES',
      required: true,
      columns: [
        { header: 'Línea', field: 'lineaNumber', required: true },
        { header: 'Cargo', field: 'operadorConcept', required: true },
        { header: 'Importe', field: 'total', required: true },
      ],
    })),
  };
}

export function builtIn(
  change: Partial<Omit<BuiltInPlantilla, 'validFrom' | 'validTo'>> & {
    validFrom?: string;
    validTo?: string;
  } = {},
): BuiltInPlantilla {
  return {
    operador: OPERADOR,
    code: 'detalle',
    name: 'Claro Perú: detalle',
    version: 1,
    definition: definitionWith('cargos'),
    ...change,
    validFrom: change.validFrom === undefined ? null : parsePeriodo(change.validFrom),
    validTo: change.validTo === undefined ? null : parsePeriodo(change.validTo),
  };
}

/** An empresa as a session sees it. */
export async function addTenant({ prisma }: Database, code: string): Promise<{ empresaId: number }> {
  const { id } = await prisma.empresa.create({ data: { code, name: code } });
  return { empresaId: id };
}

/** A plantilla of an empresa's own, of any operador, with one tipo de archivo of each code. */
export function addOwnPlantilla(
  { prisma }: Database,
  own: { empresaId: number; operadorId: number; code: string; version?: number; tipos?: string[] } & {
    validFrom?: string;
    validTo?: string;
  },
) {
  const { tipos = ['cargos'], version = 1, ...columns } = own;
  const tiposArchivo = tipos.map((code, position) => ({
    code,
    name: `Archivo ${code}`,
    kind: 'CHARGES' as const,
    required: true,
    position,
  }));
  return prisma.plantilla.create({
    data: {
      ...columns,
      version,
      name: `Propia ${own.code}`,
      definition: {},
      tiposArchivo: { create: tiposArchivo },
    },
    include: { tiposArchivo: true },
  });
}

export function addOwnOperador(
  { prisma }: Database,
  own: { empresaId: number; code: string; active?: boolean },
) {
  return prisma.operador.create({ data: { ...OPERADOR, name: `Propio ${own.code}`, ...own } });
}
