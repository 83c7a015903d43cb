import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import type { ApiContext } from './context.ts';
import type PrismaTypes from './generated/pothos-types.ts';
import { getDatamodel } from './generated/pothos-types.ts';
import type { ScalarTypes } from './scalar-types.ts';

/** An empty schema: the add… functions fill it. Fields are non-null unless they say otherwise. */
export function createBuilder() {
  return new SchemaBuilder<{
    PrismaTypes: PrismaTypes;
    Context: ApiContext;
    Scalars: ScalarTypes;
    DefaultFieldNullability: false;
  }>({
    plugins: [PrismaPlugin],
    defaultFieldNullability: false,
    prisma: {
      client: (context) => context.parts.database.prisma,
      dmmf: getDatamodel(),
    },
  });
}

export type Builder = ReturnType<typeof createBuilder>;
export type ApiTypes = Builder['$inferSchemaTypes'];
