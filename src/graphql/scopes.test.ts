import { expect, it } from 'vitest';
import { buildSchema } from './schema.ts';
import { guardScopes } from './scopes.ts';

it('refuses to start where nothing would guard one of the fields', () => {
  const schema = buildSchema();
  const imports = schema.getQueryType()?.getFields()['imports'];
  delete imports?.resolve;
  expect(() => guardScopes(schema)).toThrow('Query.imports');
});
