import { createApiToken } from '../access/create-api-token.ts';
import { revokeApiToken } from '../access/revoke-api-token.ts';
import type { ApiToken } from '../database/generated/client.ts';
import type { ApiTokenScope } from '../domain/codes.ts';
import { requirePermission } from '../domain/session.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { answer } from './errors.ts';
import { encodeId, rowId } from './global-id.ts';
import { newestFirst } from './newest-first.ts';
import { clampInt, type Page, type PageArguments } from './page.ts';
import type { Refs } from './refs.ts';
import { RESULTS, type Results } from './results.ts';

/** Keys for programs that only read, such as BI tools: for the empresa's ADMINs. */
export function addApiTokens(builder: Builder, refs: Refs, results: Results): void {
  addApiToken(builder, refs);
  addPayloads(builder, refs);
  builder.queryField('apiTokens', (t) =>
    t.field({
      type: refs.ApiTokenConnection,
      description:
        'The API tokens of the empresa, newest first, those that do not work any more as well. ADMIN only.',
      args: {
        first: t.arg.int({ description: '50 if left out, at most 200.' }),
        after: t.arg.string({ description: 'The endCursor of the page before.' }),
      },
      resolve: (_root, args, context) => apiTokensOf(context, args),
    }),
  );
  builder.mutationFields((t) => ({
    createApiToken: t.field({
      type: results.CreateApiTokenResult,
      description:
        'A key for a program that only reads. It works as long as who made it is active. ADMIN only.',
      args: {
        name: t.arg.string({ required: true, description: 'What it is for, as people read it.' }),
        role: t.arg({ type: refs.Role, required: true, description: 'READER: an API token only reads.' }),
        expiresAt: t.arg({
          type: 'DateTime',
          description: 'Until when it is good, at most two years from now; left out: one year.',
        }),
        scopes: t.arg({
          type: [refs.ApiTokenScope],
          description: 'What it may read beside the catalog; left out: everything.',
        }),
      },
      resolve: (_root, { name, role, expiresAt, scopes }, { access, session }) =>
        answer(RESULTS.CreateApiTokenResult.problems, async () =>
          createApiToken(access, await session(), {
            name,
            role,
            expiresAt: expiresAt ?? undefined,
            scopes: scopes ?? undefined,
          }),
        ),
    }),
    revokeApiToken: t.field({
      type: results.RevokeApiTokenResult,
      description: 'It does not work any more, at once. Twice is once. ADMIN only.',
      args: { id: t.arg.id({ required: true, description: 'Of the API token.' }) },
      resolve: (_root, { id }, { access, session }) =>
        answer(RESULTS.RevokeApiTokenResult.problems, async () =>
          revokeApiToken(access, await session(), rowId('ApiToken', id)),
        ),
    }),
  }));
}

function addApiToken(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.ApiToken, (t) => ({
    id: t.id({ description: 'Opaque; the same for ever.', resolve: ({ id }) => encodeId('ApiToken', id) }),
    name: t.exposeString('name', { description: 'What it is for, as people read it.' }),
    role: t.field({
      type: refs.Role,
      description: 'What it may do: read.',
      resolve: () => 'READER' as const,
    }),
    scopes: t.field({
      type: [refs.ApiTokenScope],
      description: 'What it may read beside the catalog.',
      resolve: ({ scopes }) => scopes as ApiTokenScope[],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.relation('createdBy', { description: 'Who made it; it rests while they are not active.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it is good.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'To the minute; null = never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked.',
    }),
    revokedBy: t.relation('revokedBy', { nullable: true, description: 'Who revoked it.' }),
  }));
}

function addPayloads(builder: Builder, refs: Refs): void {
  builder.objectType(refs.ApiTokenPayload, {
    description: 'An API token, shown only this once.',
    fields: (t) => ({
      token: t.exposeString('token', { description: 'For the header Authorization: Bearer ….' }),
      name: t.exposeString('name', { description: 'What it was called.' }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when it is good; null = for ever.',
      }),
      apiToken: t.prismaField({
        type: refs.ApiToken,
        description: 'What is kept of it.',
        resolve: (query, { apiTokenId }, _args, { parts }) =>
          parts.database.prisma.apiToken.findUniqueOrThrow({ ...query, where: { id: apiTokenId } }),
      }),
    }),
  });
  builder.objectType(refs.RevokeApiTokenPayload, {
    description: 'The API token as it is now.',
    fields: (t) => ({
      apiToken: t.prismaField({
        type: refs.ApiToken,
        description: 'The API token.',
        resolve: (query, { apiTokenId }, _args, { parts }) =>
          parts.database.prisma.apiToken.findUniqueOrThrow({ ...query, where: { id: apiTokenId } }),
      }),
    }),
  });
}

async function apiTokensOf({ parts, session }: ApiContext, args: PageArguments): Promise<Page<ApiToken>> {
  const who = await session();
  requirePermission(who, 'ADMINISTER');
  const { empresaId } = who;
  const { prisma } = parts.database;
  return newestFirst(args, {
    next: (below, take) =>
      prisma.apiToken.findMany({
        where: { empresaId, id: { lte: clampInt(below - 1n) } },
        orderBy: { id: 'desc' },
        take,
      }),
    total: () => prisma.apiToken.count({ where: { empresaId } }),
  });
}
