// Preloaded into a server: its reading threads meet trouble with the files that FAULT_DIR names. There stands, under a
// file's key (or "all"), what happens: {"slowMs": n} a slow disk, {"do": "exit" | "memory" | "loop", "times": n}. Nothing
// of the program itself is changed, so no build step and no type knows of this.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.FAULT_DIR;
if (!isMainThread && folder) {
  const { openSync, readSync, closeSync } = fs;
  const slow = new Map();
  const stuck = new Set();
  const wait = new Int32Array(new SharedArrayBuffer(4));

  fs.openSync = (path, ...rest) => {
    const fd = openSync(path, ...rest);
    const trouble = troubleWith(basename(String(path)));
    if (trouble?.do === 'loop') stuck.add(fd);
    else if (trouble?.do) meet(trouble.do);
    if (trouble?.slowMs) slow.set(fd, trouble.slowMs);
    return fd;
  };
  fs.readSync = (fd, ...rest) => {
    if (stuck.has(fd)) for (;;);
    const slowMs = slow.get(fd);
    if (slowMs) Atomics.wait(wait, 0, 0, slowMs);
    return readSync(fd, ...rest);
  };
  fs.closeSync = (fd) => {
    slow.delete(fd);
    stuck.delete(fd);
    closeSync(fd);
  };
  syncBuiltinESMExports();

  function troubleWith(key) {
    if (!/^[0-9a-f]{32}(-[0-9a-f]{8})?$/.test(key)) return undefined;
    for (const name of [key, 'all']) {
      const path = join(folder, name);
      if (!fs.existsSync(path)) continue;
      const trouble = JSON.parse(fs.readFileSync(path, 'utf8'));
      if (trouble.times === undefined) return trouble;
      if (trouble.times <= 0) continue;
      fs.writeFileSync(path, JSON.stringify({ ...trouble, times: trouble.times - 1 }));
      return trouble;
    }
    return undefined;
  }

  function meet(trouble) {
    if (trouble === 'exit') process.exit(7);
    const held = [];
    for (;;) held.push(new Array(1_000_000).fill(held.length));
  }
}
