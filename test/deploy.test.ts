import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const read = (path: string) => readFileSync(path, 'utf8');
const settings = new Set(
  [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name),
);

describe('deploy/Dockerfile', () => {
  const text = read('deploy/Dockerfile');

  it('copies only what is there, and leaves out nothing that it copies', () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    );
    const built = [...text.matchAll(/^COPY --from=build \/app\/(\S+) /gm)].map(([, from = '']) => from);
    const sources = [...copied, ...built.filter((path) => path !== 'dist')];
    expect(sources.length).toBeGreaterThan(4);
    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
    const kept: string[] = read('deploy/Dockerfile.dockerignore').match(/(?<=^!).+$/gm) ?? [];
    expect(kept.filter((path) => !existsSync(path))).toEqual([]);
    const needed = [...copied, ...built].filter((path) => !['.', 'dist', 'node_modules'].includes(path));
    expect(needed.filter((path) => !kept.includes(path.split('/')[0] ?? ''))).toEqual([]);
  });

  it('runs the server as nobody in particular, and says whether it is well', () => {
    const last = text.slice(text.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK .*\\\n +CMD \[.*\/readyz/m);
  });

  it('starts it as npm start does, so that the memory is what was measured', () => {
    const [, words = '[]'] = /^CMD (\[.*\])$/m.exec(text.slice(text.lastIndexOf('\nFROM '))) ?? [];
    const started = (JSON.parse(words) as string[]).filter((word) => word !== '--enable-source-maps');
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    expect(['exec', ...started].join(' ')).toBe(scripts.start);
  });

  it('sets only settings that there are', () => {
    const set = [...text.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) =>
      line.split(' ').map((each) => each.split('=')[0]),
    );
    expect(set.filter((name) => !settings.has(name ?? ''))).toEqual([]);
  });
});

interface Service {
  readonly environment?: Record<string, string>;
  readonly deploy?: { readonly replicas?: number };
  readonly image?: string;
  readonly init?: boolean;
}

describe('deploy/compose.yaml', () => {
  const text = read('deploy/compose.yaml');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
  const ours = Object.values(services).filter(({ image }) => image === 'importador');

  it('runs two that answer and two that import, beside PostgreSQL and a bucket', () => {
    expect(ours.map(({ environment, deploy }) => [environment?.['ROLE'], deploy?.replicas])).toEqual([
      ['api', 2],
      ['worker', 2],
    ]);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(['postgresql', 's3']));
  });

  it('leaves the reaping to the image, which brings its own tini', () => {
    expect(ours.filter(({ init }) => init !== undefined)).toEqual([]);
    expect(read('deploy/Dockerfile')).toMatch(/^ENTRYPOINT \["tini", "--"\]$/m);
  });

  it('sets only settings that there are, and asks for every secret', () => {
    const set = ours.flatMap(({ environment }) => Object.keys(environment ?? {}));
    expect(set).toContain('DATABASE_URL');
    expect(set.filter((name) => !settings.has(name))).toEqual([]);
    const asked = new Set([...text.matchAll(/\$\{([A-Z0-9_]+):\?\}/g)].map(([, name]) => name));
    const offered = new Set(read('deploy/compose.env.example').match(/^[A-Z0-9_]+(?==)/gm));
    expect(offered).toEqual(asked);
  });
});

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, unknown>;
  readonly stringData?: Record<string, unknown>;
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Record<string, string> };
    readonly template?: {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: { readonly containers: Container[]; readonly volumes: { readonly name: string }[] };
    };
  };
}

interface Container {
  readonly env: { readonly name: string; readonly value: string }[];
  readonly envFrom: Record<string, { readonly name: string }>[];
  readonly volumeMounts: { readonly name: string }[];
}

describe('manifests for Kubernetes', () => {
  const folder = join('deploy', 'kubernetes');
  const files = [
    ...readdirSync(folder).map((name) => join(folder, name)),
    join('deploy', 'secret.example.yaml'),
  ];
  const manifests = files.flatMap((file) =>
    parseAllDocuments(read(file)).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Manifest;
    }),
  );
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');

  it('each have a kind and a name', () => {
    expect(manifests.length).toBeGreaterThan(4);
    for (const { apiVersion, kind, metadata } of manifests)
      expect([apiVersion, kind, metadata.name].map((value) => typeof value)).toEqual([
        'string',
        'string',
        'string',
      ]);
  });

  it('run two that answer and two that import, each found by its labels', () => {
    const roles = deployments.map(({ spec }) => [
      spec?.template?.spec.containers[0]?.env.find(({ name }) => name === 'ROLE')?.value,
      spec?.replicas,
    ]);
    expect(roles).toEqual([
      ['api', 2],
      ['worker', 2],
    ]);
    for (const { spec } of deployments)
      expect(spec?.template?.metadata.labels).toMatchObject(spec?.selector?.matchLabels ?? { none: 'given' });
  });

  it('set only settings that there are, as texts, and mount only volumes that there are', () => {
    const named = manifests.flatMap(({ data, stringData }) => Object.entries({ ...data, ...stringData }));
    for (const { spec } of deployments)
      for (const { env, envFrom, volumeMounts } of spec?.template?.spec.containers ?? []) {
        named.push(...env.map(({ name, value }): [string, unknown] => [name, value]));
        const from = envFrom.flatMap((each) => Object.values(each).map(({ name }) => name));
        expect(manifests.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(from));
        const volumes = spec?.template?.spec.volumes.map(({ name }) => name);
        expect(volumes).toEqual(volumeMounts.map(({ name }) => name));
      }
    expect(named.filter(([name]) => !settings.has(name))).toEqual([]);
    expect(named.filter(([, value]) => typeof value !== 'string')).toEqual([]);
  });
});
