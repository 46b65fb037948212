/**
 * Loaded before a worker (`node --import`): the worker dies as soon as it opens a file whose name has DIES_ON in it,
 * as one would that the system ends for its memory. Its engines do not.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const deadly = process.env['DIES_ON'];
const isEngine = process.send !== undefined;

if (deadly !== undefined && !isEngine) {
  const { open } = fs;
  fs.open = (path, ...rest) => {
    if (String(path).includes(deadly)) process.kill(process.pid, 'SIGKILL');
    return open(path, ...rest);
  };
  syncBuiltinESMExports();
}
