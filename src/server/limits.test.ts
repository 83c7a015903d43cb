import { getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_QUERY_LIMITS as QUERY_LIMITS } from '../domain/query-limits.ts';
import { buildSchema } from '../graphql/schema.ts';
import { limitRules, noIntrospection } from './limits.ts';
import { listFieldsOf } from './query-cost.ts';

const schema = buildSchema();
const lists = listFieldsOf(schema);
const judge = (query: string, limits = QUERY_LIMITS) =>
  validate(schema, parse(query), limitRules(limits, lists)).map(({ message }) => message);

describe('a query', () => {
  it('of the size that screens need passes, and so does introspection', () => {
    expect(
      judge('{ imports(first: 200) { nodes { id operador { plantillas { tiposArchivo { id } } } } } }'),
    ).toEqual([]);
    expect(judge('query ($n: Int) { imports(first: $n) { nodes { events { nodes { id } } } } }')).toEqual([]);
    expect(judge(getIntrospectionQuery())).toEqual([]);
  });

  it('knows the lists of the schema by themselves: pages, and short ones', () => {
    expect([...lists.pages]).toEqual(expect.arrayContaining(['imports', 'issues', 'charges', 'events']));
    expect([...lists.short]).toEqual(expect.arrayContaining(['operadores', 'plantillas', 'issueCounts']));
    expect(lists.short).not.toContain('nodes');
  });

  it('that is too deep is refused, through fragments as well', () => {
    const deep = (levels: number) => `${'retryOf { '.repeat(levels)}id${' }'.repeat(levels)}`;
    expect(judge(`{ import(id: "x") { ${deep(10)} } }`)).toEqual([]);
    expect(judge(`{ import(id: "x") { ${deep(20)} } }`)).toEqual([expect.stringContaining('levels deep')]);
    const halves = `{ import(id: "x") { ...A } } fragment A on Import { ${'retryOf { '.repeat(8)}...B${' }'.repeat(8)} } fragment B on Import { ${deep(8)} }`;
    expect(judge(halves)).toEqual([expect.stringContaining('levels deep')]);
  });

  it('with too many aliases is refused', () => {
    const aliases = Array.from({ length: QUERY_LIMITS.aliases + 1 }, (_, i) => `a${i}: id`).join(' ');
    expect(judge(`{ me { ${aliases} } }`)).toEqual([expect.stringContaining('aliases')]);
  });

  it('with too many fields at its root, or in all, is refused, also where they are the same', () => {
    const roots = (n: number) => `{ ${'__typename '.repeat(n)} }`;
    expect(judge(roots(QUERY_LIMITS.rootFields))).toEqual([]);
    expect(judge(roots(QUERY_LIMITS.rootFields + 1))).toEqual([expect.stringContaining('at its root')]);
    const ids = (n: number) => `{ me { ${'id '.repeat(n)} } }`;
    expect(judge(ids(QUERY_LIMITS.fields - 1))).toEqual([]);
    expect(judge(ids(QUERY_LIMITS.fields))).toEqual([expect.stringContaining('501 fields')]);
    const spread = `{ me { ...A } import(id: "x") { createdBy { ...A } } } fragment A on Usuario { ${'id '.repeat(300)} }`;
    expect(judge(spread)).toEqual([expect.stringContaining('fields')]);
  });

  it('with too many directives is refused once, in one place or in all', () => {
    expect(judge('query ($a: Boolean!) { me @skip(if: $a) @include(if: $a) { id } }')).toEqual([]);
    expect(judge(`{ me { id ${'@a '.repeat(10)} } }`)).toEqual([
      expect.stringContaining('10 directives in one place'),
    ]);
    const many = Array.from({ length: QUERY_LIMITS.directives + 1 }, () => 'id @a').join(' ');
    expect(judge(`{ me { ${many} } }`)).toEqual([expect.stringContaining('51 directives')]);
  });

  it('may not try many contraseñas at once, nor count over and over inside of lists', () => {
    const logins = (n: number) =>
      `mutation { ${Array.from({ length: n }, (_, i) => `a${i}: login(usuario: "a", contrasena: "${i}") { __typename }`).join(' ')} }`;
    expect(judge(logins(4))).toEqual([]);
    expect(judge(logins(5))).toEqual([expect.stringContaining('may cost')]);
    const counts =
      '{ imports(first: 200) { nodes { a: charges { totalCount } b: charges { totalCount } c: issues { totalCount } } } }';
    expect(judge(counts)).toEqual([expect.stringContaining('may cost')]);
  });

  it('is judged by the limits that are set, in both languages', () => {
    const strict = { ...QUERY_LIMITS, depth: 2 };
    const [refused] = validate(schema, parse('{ me { empresa { id } } }'), limitRules(strict, lists));
    expect(refused?.originalError).toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      text: { es: 'La consulta tiene 3 niveles; se admiten 2', en: expect.stringContaining('3 levels deep') },
    });
  });

  it('that asks for the schema is refused where introspection is off, __typename is not', () => {
    const codes = (query: string) =>
      validate(schema, parse(query), [noIntrospection]).map(({ originalError }) => originalError?.message);
    expect(codes('{ __typename me { __typename } }')).toEqual([]);
    expect(codes('{ __schema { types { name } } __type(name: "Import") { name } }')).toHaveLength(2);
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
