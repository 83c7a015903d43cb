import { readFileSync } from 'node:fs';
import {
  buildSchema as buildFromText,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { printedSchema } from '../schema/print.ts';
import { buildSchema } from '../src/graphql/schema.ts';
import { compareSchemas } from './compare-schemas.ts';

/** What the target contract has and the program does not do yet. May only get shorter. */
const STILL_MISSING: readonly string[] = [
  'Conciliacion',
  'Import.conciliacion',
  'ImportStat',
  'Linea',
  'Mutation.stageUpload',
  'Query.importStats',
];

const target = buildFromText(readFileSync('test/fixtures/target-schema.graphql', 'utf8'));

describe('the printed contract', () => {
  it('is what the code says; after a change: npm run schema', () => {
    expect(readFileSync('schema/schema.graphql', 'utf8')).toBe(printedSchema());
  });

  it('is the same however often it is built', () => {
    expect(printedSchema()).toBe(printedSchema());
  });
});

describe('beside the target', () => {
  it('what both have is spelled, typed and defaulted alike', () => {
    expect(compareSchemas(target, buildSchema()).deviating).toEqual([]);
  });

  it('exactly the listed parts are still missing', () => {
    expect(compareSchemas(target, buildSchema()).missing).toEqual([...STILL_MISSING].sort());
  });

  it('the comparison sees a missing field, a changed type and a changed default', () => {
    const changed = buildFromText('type Query { a(n: Int! = 1): Int! b: Int } enum E { X }');
    const wanted = buildFromText(
      'type Query { a(n: Int! = 2): Int b: Int c: Int } enum E { X Y } union U = Query',
    );
    expect(compareSchemas(wanted, changed)).toEqual({
      missing: ['E.Y', 'Query.c', 'U'],
      deviating: ['Query.a(n:): default 1 instead of 2', 'Query.a: Int! instead of Int'],
    });
  });
});

describe('every type, field, argument, input field and enum value', () => {
  it('has a description', () => {
    const own = Object.values(buildSchema().getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    );
    expect(own.flatMap(undescribed)).toEqual([]);
  });
});

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

function undescribed(type: GraphQLNamedType): string[] {
  const parts: [string, Described][] = [[type.name, type]];
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      parts.push([`${type.name}.${field.name}`, field]);
      for (const argument of field.args)
        parts.push([`${type.name}.${field.name}(${argument.name}:)`, argument]);
    }
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) parts.push([`${type.name}.${field.name}`, field]);
  }
  if (isEnumType(type)) {
    for (const value of type.getValues()) parts.push([`${type.name}.${value.name}`, value]);
  }
  return parts.filter(([, { description }]) => !description?.trim()).map(([coordinate]) => coordinate);
}
