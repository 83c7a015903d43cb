import type { Sql } from './sql.ts';

/**
 * Until the transaction ends nobody else can move an import of the empresa: whoever moves several, or decides by what
 * other imports are, locks it first. Resolves with the empresa's last sequence; undefined: there is no such empresa.
 */
export async function lockEmpresa(sql: Sql, empresaId: number): Promise<bigint | undefined> {
  const [empresa] = await sql.query<{ last_sequence: bigint }>(
    'SELECT last_sequence FROM empresas WHERE id = $1 FOR NO KEY UPDATE',
    [empresaId],
  );
  return empresa?.last_sequence;
}
