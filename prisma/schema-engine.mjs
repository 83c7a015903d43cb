#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which cannot be downloaded everywhere: the same JSON-RPC on standard input
// and output, answered by the WASM build of the same engine over the pg driver. Used by prisma/cli.mjs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as wasm from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const OID_CHAR = 18;
const OID_TEXT = 25;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { datasource: { type: 'string' }, datamodels: { type: 'string', short: 'd', multiple: true } },
});
const { url } = JSON.parse(values.datasource ?? '{}');

async function answerCli() {
  try {
    const connection = await adapterFactory().connect();
    await connection.queryRaw({ sql: 'select 1', args: [], argTypes: [] });
    await connection.dispose();
  } catch (error) {
    const fields = { message: String(error.message ?? error), is_panic: false, error_code: 'P1001' };
    console.error(
      JSON.stringify({
        timestamp: new Date().toISOString(),
        level: 'ERROR',
        fields,
        target: 'schema_engine',
      }),
    );
    process.exitCode = 1;
  }
}

async function serve() {
  const engine = await startEngine();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const { id, method, params } = JSON.parse(line);
    if (method) send({ id, ...(await call(engine, method, params)) });
  }
  process.exit(0);
}

async function call(engine, method, params) {
  try {
    if (method === 'getDatabaseVersion') return { result: await engine.version(params) };
    const result = (await engine[method](params)) ?? null;
    if (method !== 'diff') return { result };
    if (result.stdout != null) send({ id: 0, method: 'print', params: { content: result.stdout } });
    return { result: { exitCode: result.exitCode, stdout: null } };
  } catch (error) {
    const data = {
      is_panic: false,
      message: String(error.message ?? error),
      meta: error.meta ?? null,
      error_code: error.code ?? null,
    };
    return { error: { code: 4466, message: 'An error happened. Check the data field for details.', data } };
  }
}

function send(answer) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...answer })}\n`);
}

async function startEngine() {
  const folder = dirname(
    createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'),
  );
  const module = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': wasm });
  wasm.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (text) => console.error(text) };
  const files = [values.datamodels ?? []].flat().map((file) => [file, readFileSync(file, 'utf8')]);
  return wasm.SchemaEngine.new(
    { datamodels: files.length ? files : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapterFactory()),
  );
}

function adapterFactory() {
  const { provider, adapterName } = adapterFor(url);
  return {
    provider,
    adapterName,
    connect: async () => withCharColumns(await adapterFor(url).connect()),
    connectToShadowDb: async () => connectToShadowDatabase(),
  };
}

function adapterFor(address) {
  return new PrismaPg(new CharAsTextPool({ connectionString: address, max: 3 }), {
    disposeExternalPool: true,
  });
}

/** A database of its own for the engine to try migrations in, dropped when the engine lets it go. */
async function connectToShadowDatabase() {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  await runOnce(`CREATE DATABASE "${name}"`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  const adapter = withCharColumns(await adapterFor(address.href).connect());
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await runOnce(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  };
  return adapter;
}

async function runOnce(sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

// The engine's catalogue queries return PostgreSQL's internal "char", which the adapter does not know: it passes as text
// here, and is marked as a character column again on the way out.
class CharAsTextPool extends pg.Pool {
  async query(...args) {
    const client = await super.connect();
    try {
      return await charAsText(client).query(...args);
    } finally {
      delete client.query;
      client.release();
    }
  }
  connect(callback) {
    return callback ? super.connect(callback) : super.connect().then(charAsText);
  }
}

function charAsText(client) {
  const query = client.query.bind(client);
  client.query = async (...args) => {
    const result = await query(...args);
    const columns = (result?.fields ?? []).flatMap((field, index) =>
      field.dataTypeID === OID_CHAR ? [index] : [],
    );
    for (const index of columns) result.fields[index].dataTypeID = OID_TEXT;
    if (columns.length) Object.defineProperty(result.rows, 'charColumns', { value: columns });
    return result;
  };
  return client;
}

function withCharColumns(adapter) {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of result.rows.charColumns ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  const start = adapter.startTransaction?.bind(adapter);
  if (start) adapter.startTransaction = async (...args) => withCharColumns(await start(...args));
  return adapter;
}

// Last, since a class does not exist before its declaration has run.
if (positionals.includes('cli')) await answerCli();
else await serve();
