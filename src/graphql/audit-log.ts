import type { AuditEntry } from '../database/generated/client.ts';
import type { AuditAction } from '../domain/codes.ts';
import { requirePermission } from '../domain/session.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { encodeId } from './global-id.ts';
import { newestFirst } from './newest-first.ts';
import type { Page, PageArguments } from './page.ts';
import type { Refs } from './refs.ts';

/** What was administered, and by whom. What became of imports stands in their own log. */
export function addAuditLog(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.AuditEntry, (t) => ({
    id: t.id({ description: 'Opaque; the same for ever.', resolve: ({ id }) => encodeId('AuditEntry', id) }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    actor: t.relation('actor', {
      nullable: true,
      description: 'Who did it; null = whoever runs the server.',
    }),
    action: t.field({
      type: refs.AuditAction,
      description: 'What was done.',
      resolve: ({ action }) => action as AuditAction,
    }),
    subject: t.exposeString('subject', {
      description:
        'To what, by its name: a usuario, the code of an operador or plantilla, the name of a token.',
    }),
    details: t.field({
      type: 'JSON',
      description: 'What was set, by name. Never a secret.',
      resolve: ({ details }) => details,
    }),
  }));
  builder.queryField('auditLog', (t) =>
    t.field({
      type: refs.AuditEntryConnection,
      description: 'What was administered in the empresa, newest first. ADMIN only.',
      args: {
        action: t.arg({ type: refs.AuditAction, description: 'Only these.' }),
        first: t.arg.int({ description: '50 if left out, at most 200.' }),
        after: t.arg.string({ description: 'The endCursor of the page before.' }),
      },
      resolve: (_root, args, context) => auditLogOf(context, args),
    }),
  );
}

async function auditLogOf(
  { parts, session }: ApiContext,
  args: PageArguments & { readonly action?: AuditAction | null | undefined },
): Promise<Page<AuditEntry>> {
  const who = await session();
  requirePermission(who, 'ADMINISTER');
  const { prisma } = parts.database;
  const where = { empresaId: who.empresaId, ...(args.action && { action: args.action }) };
  return newestFirst(args, {
    next: (below, take) =>
      prisma.auditEntry.findMany({ where: { ...where, id: { lt: below } }, orderBy: { id: 'desc' }, take }),
    total: () => prisma.auditEntry.count({ where }),
  });
}
