import { pino } from 'pino';
import { useDatabase } from '../../test/database.ts';
import { describeCarrier } from './carrier.contract.ts';
import { notifyCarrier } from './notify-carrier.ts';

const database = useDatabase();

describeCarrier('changes by NOTIFY', {
  server() {
    const { hostname, port } = new URL(database().url);
    return { host: hostname, port: Number(port) };
  },
  at(port) {
    const { pool } = database();
    const url = new URL(database().url);
    url.port = String(port);
    return notifyCarrier({ url: url.href, pool }, pino({ level: 'silent' }));
  },
});
