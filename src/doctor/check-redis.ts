import { message } from '../domain/message.ts';
import { type Check, fine, reasonOf, wrong } from './check.ts';

const ANSWER_MS = 3_000;

/** Whether the Redis that carries events answers, where one is set. */
export function checkRedis({ eventsUrl }: { readonly eventsUrl: string | undefined }): Check {
  return {
    code: 'REDIS',
    name: message('Redis', 'Redis'),
    async find() {
      if (eventsUrl === undefined)
        return fine(
          'no se usa: los eventos van por la base de datos',
          'not used: the database carries events',
        );
      try {
        await ping(eventsUrl);
        return fine('responde', 'answers');
      } catch (error) {
        const why = reasonOf(error);
        return wrong(
          message(`no responde: ${why}`, `does not answer: ${why}`),
          message(
            'compruebe EVENTS_URL y que Redis esté en marcha, o quítela: entonces los eventos van por la base de datos',
            'check EVENTS_URL and that Redis is running, or unset it: then the database carries events',
          ),
        );
      }
    },
  };
}

async function ping(url: string): Promise<void> {
  const { createClient } = await import('@redis/client');
  const client = createClient({
    url,
    name: 'importador-doctor',
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    socket: { reconnectStrategy: false, connectTimeout: ANSWER_MS },
  });
  client.on('error', () => {}); // connect and ping reject with the same
  const late = AbortSignal.timeout(ANSWER_MS);
  const silent = new Promise<never>((_resolve, reject) => {
    late.addEventListener('abort', () =>
      reject(Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' })),
    );
  });
  try {
    await Promise.race([client.connect().then(() => client.ping()), silent]);
  } finally {
    client.destroy();
  }
}
