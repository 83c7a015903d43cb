import { addUsuario } from '../src/access/add-usuario.ts';
import type { ApiClient } from './api-client.ts';
import type { TestApp } from './start-app.ts';

const PEOPLE = { ana: 'ANALYST', beto: 'ANALYST', sofia: 'SUPERVISOR', lucia: 'READER' } as const;
const CONTRASENA = 'otra contraseña de prueba';

/** Two ANALYSTs, a SUPERVISOR and a READER of the first empresa, logged in. */
export async function addPeople(app: TestApp): Promise<Record<keyof typeof PEOPLE, ApiClient>> {
  const { database } = app.parts;
  const { rows } = await database.pool.query<{ code: string }>(
    'SELECT code FROM empresas ORDER BY id LIMIT 1',
  );
  const empresaCode = rows[0]?.code ?? '';
  const log = async (usuario: keyof typeof PEOPLE): Promise<ApiClient> => {
    await addUsuario({ database }, { empresaCode, usuario, role: PEOPLE[usuario], contrasena: CONTRASENA });
    return app.login(usuario, CONTRASENA);
  };
  return {
    ana: await log('ana'),
    beto: await log('beto'),
    sofia: await log('sofia'),
    lucia: await log('lucia'),
  };
}
