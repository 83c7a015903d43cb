import { addEmpresa } from '../src/access/add-empresa.ts';
import type { ApiClient } from './api-client.ts';
import type { TestApp } from './start-app.ts';

/** The first ADMIN of an empresa beside the one that a test is about. */
export const FOREIGN = { usuario: 'ajena', contrasena: 'la contraseña de la otra' };

/** Makes that empresa, OTRA, and logs in. */
export async function loginElsewhere(app: TestApp): Promise<ApiClient> {
  await addEmpresa({ database: app.parts.database }, { code: 'OTRA', ...FOREIGN });
  return app.login(FOREIGN.usuario, FOREIGN.contrasena);
}
