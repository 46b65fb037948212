/** A folder of a worker for what it fetches, which is removed with it: also by the next, where it was killed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^scalescope-worker-(\d+)-/;

/** Makes it, and removes those of workers on this computer that are no more. */
export async function makeOwnFolder(): Promise<string> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const owner = NAME.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    // That of another user stays.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
  return mkdtemp(join(tmpdir(), `scalescope-worker-${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
