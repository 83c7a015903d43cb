import { randomBytes } from 'node:crypto';
import type { NewImport } from '../src/database/insert-import.ts';
import type { Database } from '../src/database/open-database.ts';

/** An empresa with what an import refers to, all of its own. */
export interface ExampleEmpresa {
  readonly empresaId: number;
  readonly usuarioId: number;
  /** Columns for insertImport. */
  readonly newImport: NewImport;
}

export async function exampleEmpresa({ prisma }: Pick<Database, 'prisma'>): Promise<ExampleEmpresa> {
  const code = `E${randomBytes(6).toString('hex')}`;
  const empresa = await prisma.empresa.create({
    data: {
      code,
      name: 'Ejemplo S.A.',
      usuarios: {
        create: { usuario: code, usuarioKey: code, name: 'Ana', role: 'ANALYST', contrasenaHash: 'none' },
      },
      operadores: {
        create: { code: 'CLARO_PE', name: 'Claro', country: 'PE', currency: 'PEN', timeZone: 'America/Lima' },
      },
    },
    include: { usuarios: true, operadores: true },
  });
  const [usuarioId = 0, operadorId = 0] = [empresa.usuarios[0]?.id, empresa.operadores[0]?.id];
  const plantilla = await prisma.plantilla.create({
    data: {
      empresaId: empresa.id,
      operadorId,
      code: 'DETALLE',
      name: 'Detalle',
      version: 1,
      definition: {},
      tiposArchivo: {
        create: { code: 'DETALLE', name: 'Detalle', kind: 'DETALLE_CONSUMO', required: true, position: 0 },
      },
    },
    include: { tiposArchivo: true },
  });
  return {
    empresaId: empresa.id,
    usuarioId,
    newImport: {
      empresa_id: empresa.id,
      created_by_id: usuarioId,
      operador_id: operadorId,
      plantilla_id: plantilla.id,
      tipo_archivo_id: plantilla.tiposArchivo[0]?.id ?? 0,
      plantilla_code: 'DETALLE',
      tipo_archivo_code: 'DETALLE',
      periodo: '2026-09',
      programacion_mode: 'AHORA',
      error_policy: 'REJECT_ROWS',
      duplicate_policy: 'REJECT',
      validate_only: false,
      require_confirmation: false,
    },
  };
}
