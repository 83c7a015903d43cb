import { getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../graphql/schema.ts';
import { LIMIT_RULES, QUERY_LIMITS } from './limits.ts';

const schema = buildSchema();
const judge = (query: string) => validate(schema, parse(query), LIMIT_RULES).map(({ message }) => message);

describe('a query', () => {
  it('of the size that screens need passes, and so does introspection', () => {
    expect(
      judge('{ imports(first: 200) { nodes { id operador { plantillas { tiposArchivo { id } } } } } }'),
    ).toEqual([]);
    expect(judge('query ($n: Int) { imports(first: $n) { nodes { events { nodes { id } } } } }')).toEqual([]);
    expect(judge(getIntrospectionQuery())).toEqual([]);
  });

  it('that is too deep is refused, through fragments as well', () => {
    const deep = (levels: number) => `${'retryOf { '.repeat(levels)}id${' }'.repeat(levels)}`;
    expect(judge(`{ import(id: "x") { ${deep(10)} } }`)).toEqual([]);
    expect(judge(`{ import(id: "x") { ${deep(20)} } }`)).toEqual([expect.stringContaining('levels deep')]);
    const halves = `{ import(id: "x") { ...A } } fragment A on Import { ${'retryOf { '.repeat(8)}...B${' }'.repeat(8)} } fragment B on Import { ${deep(8)} }`;
    expect(judge(halves)).toEqual([expect.stringContaining('levels deep')]);
  });

  it('with too many aliases is refused', () => {
    const aliases = Array.from({ length: QUERY_LIMITS.aliases + 1 }, (_, i) => `a${i}: me { id }`).join(' ');
    expect(judge(`{ ${aliases} }`)).toEqual([expect.stringContaining('aliases')]);
  });

  it('whose lists multiply beyond measure is refused, by what it asks for', () => {
    expect(judge('{ imports(first: 200) { nodes { charges(first: 200) { nodes { id } } } } }')).toEqual([]);
    expect(
      judge(
        '{ imports(first: 200) { nodes { charges(first: 200) { nodes { id } } issues(first: 200) { nodes { id } } } } }',
      ),
    ).toEqual([expect.stringContaining('rows together')]);
  });

  it('made of fragments that double each other is judged at once', () => {
    const doubled = Array.from(
      { length: 200 },
      (_, i) => `fragment F${i} on Import { a: retryOf { ...F${i + 1} } b: retryOf { ...F${i + 1} } }`,
    );
    const query = `{ import(id: "x") { ...F0 } } ${doubled.join(' ')} fragment F200 on Import { id }`;
    const started = performance.now();
    expect(judge(query).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('whose fragments run in a circle does not hang the judge', () => {
    expect(() =>
      judge('{ import(id: "x") { ...A } } fragment A on Import { retryOf { ...A } }'),
    ).not.toThrow();
  });
});
