import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { type RedisServer, startRedisServer } from '../../test/redis-server.ts';
import { describeCarrier } from './carrier.contract.ts';
import { describeChanges } from './changes.contract.ts';
import { changesBetweenProcesses } from './changes-between-processes.ts';
import { redisCarrier } from './redis-carrier.ts';

const log = pino({ level: 'silent' });
const database = useDatabase();
const PASSWORD = 'una contraseña: /@?';
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer({ password: PASSWORD });
});
afterAll(() => redis[Symbol.asyncDispose]());

const at = (port: number, channel = 'importador:one') => {
  const url = new URL(redis.url);
  url.port = String(port);
  return redisCarrier({ url: url.href, channel }, log);
};

describeCarrier('changes by Redis', { server: () => redis, at });

describeChanges('changes from one process to another, by Redis', async () => {
  const openChanges = () => changesBetweenProcesses({ database: database(), log, open: at(redis.port) });
  const [published, heard] = [await openChanges(), await openChanges()];
  return {
    published,
    heard,
    async [Symbol.asyncDispose]() {
      await published[Symbol.asyncDispose]();
      await heard[Symbol.asyncDispose]();
    },
  };
});

describe('a carrier by Redis', () => {
  it('hears nothing of another installation on the same server', async () => {
    const mine: string[] = [];
    const theirs: string[] = [];
    const receiver = (texts: string[]) => ({
      receive: (text: string) => void texts.push(text),
      connected: () => {},
    });
    await using one = await at(redis.port, 'importador:one')(receiver(mine));
    await using other = await at(redis.port, 'importador:other')(receiver(theirs));
    await one.send(['1']);
    await other.send(['2']);
    await expect.poll(() => [mine, theirs], { timeout: 5_000 }).toEqual([['1'], ['2']]);
  });

  it('says that it is away while its server is, and is back at most seconds after it', async () => {
    const server = await startRedisServer();
    await using _ = server;
    let connections = 0;
    const heard: string[] = [];
    const open = redisCarrier({ url: server.url, channel: 'c' }, log);
    await using carrier = await open({
      receive: (text) => heard.push(text),
      connected: () => connections++,
    });
    await server.kill();
    await expect.poll(() => carrier.send(['lost']).then(String, (error) => error.code)).toBe('REDIS_AWAY');
    const back = performance.now();
    await server.start();
    await expect.poll(() => connections, { timeout: 10_000 }).toBe(2);
    expect(performance.now() - back).toBeLessThan(5_000);
    await carrier.send(['told']);
    await expect.poll(() => heard).toEqual(['told']);
  });

  it('that is refused says why in its log, and neither address nor contraseña', async () => {
    const lines: string[] = [];
    const noisy = pino({ level: 'debug' }, { write: (line) => void lines.push(line) });
    const url = `redis://:wrong-hunter2@${redis.host}:${redis.port}`;
    await using _ = await redisCarrier({ url, channel: 'c' }, noisy)({ receive() {}, connected() {} });
    expect(lines.join('')).toContain('"code":"WRONGPASS"');
    expect(lines.join('')).not.toMatch(/hunter2|127\.0\.0\.1/);
  });
});
