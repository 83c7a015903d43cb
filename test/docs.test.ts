import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DATA_SET_NAMES, DATA_SETS } from '../src/exports/data-set.ts';
import { EXPORT_FORMATS } from '../src/exports/formats/index.ts';
import { filterNames } from '../src/exports/selection.ts';

const LEFT_OUT = new Set(['node_modules', 'dist', 'data', 'coverage', 'generated', '.git']);
/** At `npm pack`. */
const RUN_BY_NPM = new Set(['prepack']);
const documents = markdownFiles('.');
const read = (path: string) => readFileSync(path, 'utf8');

describe('documents', () => {
  it('are found', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'README.es.md', join('docs', 'api.md')]));
  });

  it.each(documents)('%s links only to what is there', (document) => {
    const broken = relativeLinks(document).filter((link) => !leadsSomewhere(document, link));
    expect(broken).toEqual([]);
  });

  it.each(documents)('%s names only commands that package.json has', (document) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(document).matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(
      ([, script, short]) => script ?? short ?? '',
    );
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe('queries in documents', () => {
  const schema = buildSchema(read('schema/schema.graphql'));

  it.each(['README.md', 'README.es.md', 'docs/api.md'])('of %s do as they stand there', (document) => {
    const queries = queriesIn(read(document));
    expect(queries.length).toBeGreaterThanOrEqual(2);
    for (const query of queries) expect(validate(schema, parse(query)).map(String), query).toEqual([]);
  });
});

describe.each(['README.md', 'README.es.md'])('%s', (readme) => {
  it('lists every setting of src/config.ts, in its order, but for the limits of reading and of queries, and no other', () => {
    const named = settings().filter((name) => !/^(?:READ|QUERY)_MAX_/.test(name));
    expect(settingsTable(read(readme))).toEqual(named);
  });

  it('lists every command that people call, and no other', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const called = Object.keys(scripts).filter(
      (script) => !RUN_BY_NPM.has(script) && (!/^(?:pre|post)/.test(script) || !(script.slice(3) in scripts)),
    );
    const listed = [...read(readme).matchAll(/^\| `npm (?:run )?([\w:-]+)` +\|/gm)].map(
      ([, script]) => script,
    );
    expect(listed.toSorted()).toEqual(called.toSorted());
  });
});

describe('the two READMEs', () => {
  const shapeOf = (text: string) => ({
    headings: [...text.matchAll(/^(#+) /gm)].map(([, level]) => level),
    links: [...text.matchAll(/\]\(([^)]+)\)/g)]
      .map(([, link]) => link)
      .filter((link) => !link?.startsWith('README')),
    queries: [...text.matchAll(/^.*(?:curl|npm ).*$/gm)]
      .map(([line]) => line.replace(/ {2,}#.*$/, ''))
      .filter(isCode),
    defaults: [...text.matchAll(/^\| `([A-Z0-9_]+)` +\| ([^|]*[^| ]) +\|/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  });

  it('say the same: headings, links, code, defaults', () => {
    expect(shapeOf(read('README.es.md'))).toEqual(shapeOf(read('README.md')));
  });
});

describe('docs/operations.md', () => {
  it('explains every setting', () => {
    expect(settingsTable(read('docs/operations.md'))).toEqual(settings());
  });
});

describe('docs/bi.md', () => {
  it('tells every column of every export with its type, in their order', () => {
    const text = read('docs/bi.md');
    for (const { name, columns } of Object.values(DATA_SETS)) {
      const section = text.split(`### ${name}\n`)[1]?.split('\n#')[0] ?? '';
      const told = [...section.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, column, type]) => [
        column,
        type,
      ]);
      expect([name, told]).toEqual([name, columns.map((column) => [column.name, column.type])]);
    }
  });

  it('tells every column of every sum', () => {
    const text = read('docs/bi.md');
    const sql = read('prisma/migrations/0007_bi/migration.sql');
    const views = [...sql.matchAll(/CREATE VIEW bi\.(stats_\w+)[^;]*? AS\s+SELECT ([^;]*?)\s+FROM/g)];
    expect(views).toHaveLength(3);
    for (const [, view, list = ''] of views) {
      const columns = list.split(/,\s+/).map((each) => each.split(' AS ').at(-1));
      const told = new RegExp(`^\\| \`bi\\.${view}\` \\| [^|]+ \\| ([^|]+) \\|`, 'm').exec(text)?.[1] ?? '';
      expect([view, [...told.matchAll(/`(\w+)`/g)].map(([, name]) => name)]).toEqual([view, columns]);
    }
  });

  it('tells every format and every parameter', () => {
    const text = read('docs/bi.md');
    for (const format of Object.keys(EXPORT_FORMATS)) expect(text).toContain(`| \`.${format}\` |`);
    for (const name of DATA_SET_NAMES)
      for (const parameter of filterNames(name))
        expect(text).toMatch(new RegExp(`^\\| .*\`${parameter}\``, 'm'));
  });
});

describe('docs/decisions', () => {
  const pages = readdirSync('docs/decisions').toSorted();

  it('are numbered without a gap', () => {
    const numbers = pages.map((page) => Number(/^(\d{3})-[a-z0-9-]+\.md$/.exec(page)?.[1]));
    expect(numbers).toEqual(pages.map((_, n) => n + 1));
  });

  it('give the reason of every dependency', () => {
    const reasons = read('docs/decisions/009-dependencies.md');
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !name.startsWith('@types/'),
    );
    expect(names.filter((name) => !isNamed(reasons, name))).toEqual([]);
  });
});

/** Pothos' plugins stand there by their short names. */
function isNamed(text: string, dependency: string): boolean {
  return text.includes(`\`${dependency.replace('@pothos/plugin-', '')}\``);
}

/** The variables in the order of the code. PATH belongs to the system and is no setting of ours. */
function settings(): string[] {
  const source = read('src/config.ts');
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'PATH');
}

function settingsTable(text: string): string[] {
  return [...text.matchAll(/^\| `([A-Z][A-Z0-9_]+)` +\|/gm)].map(([, name = '']) => name);
}

/** As the value of "query" in JSON, or in a template of JavaScript. */
function queriesIn(text: string): string[] {
  const json = [...text.matchAll(/"?query"?:\s*("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '']) =>
    String(JSON.parse(quoted)),
  );
  const templates = [...text.matchAll(/query: `([^`]+)`/g)].map(([, query = '']) => query);
  return [...json, ...templates];
}

function isCode(line: string): boolean {
  return /^(?:TOKEN=|curl|npm|ADMIN)/.test(line);
}

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function relativeLinks(document: string): string[] {
  const prose = read(document)
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : join(dirname(document), path);
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** As GitHub makes them from headings. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
