import type { Fault } from '../fault.ts';
import { brokenThread } from './broken-thread.ts';
import { cutNetwork } from './cut-network.ts';
import { fourServers } from './four-servers.ts';
import { frozenServer } from './frozen-server.ts';
import { fullDisk } from './full-disk.ts';
import { killServer } from './kill-server.ts';
import { killUpload } from './kill-upload.ts';
import { lostDatabase } from './lost-database.ts';
import { lostEmbedded } from './lost-embedded.ts';
import { manyQueued } from './many-queued.ts';
import { races } from './races.ts';
import { repeatedMutation } from './repeated-mutation.ts';
import { restore } from './restore.ts';
import { terminated } from './terminated.ts';
import { wrongClock } from './wrong-clock.ts';

/** In the order of the table in docs/operations.md. */
export const FAULTS: readonly Fault[] = [
  killServer,
  killUpload,
  brokenThread,
  lostDatabase,
  lostEmbedded,
  fullDisk,
  repeatedMutation,
  races,
  fourServers,
  frozenServer,
  wrongClock,
  terminated,
  cutNetwork,
  manyQueued,
  restore,
];
