import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { readableBy } from '../catalog/find-in-catalog.ts';
import type { ApiTokenScope } from '../domain/codes.ts';
import { may, requireScope } from '../domain/session.ts';
import type { Builder } from './builder.ts';
import { findCharge } from './charge.ts';
import type { ApiContext } from './context.ts';
import { decodeId, type GlobalId, MAX_INT, type NodeType } from './global-id.ts';
import type { Refs } from './refs.ts';
import { findRowIssue } from './row-issue.ts';

export function addNode(builder: Builder, refs: Refs): void {
  builder.interfaceType(refs.Node, {
    description: 'Anything that has an id of its own, the same for ever, and can be asked for by it.',
    fields: (t) => ({ id: t.id({ description: 'Opaque.', resolve: () => '' }) }),
    // What the field below gives; reached in any other way, a node's type is known already.
    resolveType: (node) => ('__typename' in node ? String(node.__typename) : null),
  });
  builder.queryField('node', (t) =>
    t.field({
      type: refs.Node,
      nullable: true,
      description: "Anything by its id; null if it is unknown, malformed or another empresa's.",
      args: { id: t.arg.id({ required: true, description: 'An id that the API has given.' }) },
      resolve: (_root, { id }, context, info) => findNode(context, decodeId(id), info),
    }),
  );
}

async function findNode(context: ApiContext, id: GlobalId | undefined, info: GraphQLResolveInfo) {
  const session = await context.session();
  if (!id || (ONLY_ADMIN.includes(id.type) && !may(session, 'ADMINISTER'))) return null;
  const scope = SCOPES[id.type];
  if (scope) requireScope(session, scope);
  const found = await findRow(context, session.empresaId, id, info);
  return found ? { ...found, __typename: id.type } : null;
}

/** To others they look like ones that do not exist. */
const ONLY_ADMIN: readonly NodeType[] = ['ApiToken', 'AuditEntry'];
const SCOPES: Readonly<Partial<Record<NodeType, ApiTokenScope>>> = {
  Import: 'IMPORTS',
  ImportEvent: 'IMPORTS',
  Charge: 'CHARGES',
  RowIssue: 'ISSUES',
};

function findRow(context: ApiContext, empresaId: number, { type, key }: GlobalId, info: GraphQLResolveInfo) {
  const { prisma } = context.parts.database;
  const [first = 0n] = key;
  const query = (): object => queryFromInfo({ context, info, typeName: type });
  if (type === 'ImportEvent') {
    return prisma.importEvent.findUnique({
      ...query(),
      where: { empresaId_sequence: { empresaId, sequence: first } },
    });
  }
  if (type === 'AuditEntry') {
    return prisma.auditEntry.findFirst({ ...query(), where: { id: first, empresaId } });
  }
  if (key.some((number) => number > MAX_INT)) return null;
  const id = Number(first);
  switch (type) {
    case 'Operador':
      return prisma.operador.findFirst({ ...query(), where: { id, ...readableBy({ empresaId }) } });
    case 'Plantilla':
      return prisma.plantilla.findFirst({ ...query(), where: { id, ...readableBy({ empresaId }) } });
    case 'TipoArchivo':
      return prisma.tipoArchivo.findFirst({
        ...query(),
        where: { id, plantilla: readableBy({ empresaId }) },
      });
    case 'Usuario':
      return prisma.usuario.findFirst({ ...query(), where: { id, empresaId } });
    case 'ApiToken':
      return prisma.apiToken.findFirst({ ...query(), where: { id, empresaId } });
    case 'Import':
      return prisma.import.findFirst({ ...query(), where: { id, empresaId } });
    case 'RowIssue':
      return findRowIssue(context, empresaId, key.map(Number));
    case 'Charge':
      return findCharge(context, empresaId, key.map(Number));
    default:
      return type satisfies never;
  }
}
