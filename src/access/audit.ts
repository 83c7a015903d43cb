import type { Sql } from '../database/sql.ts';
import type { AuditAction } from '../domain/codes.ts';

/** One thing that was administered. */
export interface Audited {
  readonly empresaId: number;
  /** Undefined: whoever runs the server, on its command line. */
  readonly actorId: number | undefined;
  readonly action: AuditAction;
  /** What it was done to, as people name it. */
  readonly subject: string;
  /** What was set, by name. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** In the caller's transaction, so that nothing is done without its entry. */
export async function audit(
  sql: Sql,
  { empresaId, actorId, action, subject, details }: Audited,
): Promise<void> {
  await sql.query(
    'INSERT INTO audit_entries (empresa_id, actor_id, action, subject, details) VALUES ($1, $2, $3, $4, $5::jsonb)',
    [empresaId, actorId ?? null, action, subject, JSON.stringify(details ?? {})],
  );
}
