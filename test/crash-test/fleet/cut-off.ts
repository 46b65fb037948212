/** Ways to cut one worker off from the database: by a network of its own where that may be made, else by a proxy. */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { stallingProxy } from './stalling-proxy.ts';

export interface CutOff {
  /** What is cut. */
  by: 'network namespace' | 'proxy';
  /** The address by which the worker reaches the database. */
  address: string;
  /** What the command line of the worker begins with. */
  prefix: string[];
  /** Lets nothing pass for `ms`; nobody is told. */
  cut(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** A network of two, of the addresses that nobody else has (RFC 2544). */
export const NEAR = '198.18.7.1';
const FAR = '198.18.7.2';

/** Whether networks can be made here: on Linux, as root. */
export function canMakeNetworks(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const name = `scalescope-try-${process.pid}`;
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return false;
  return spawnSync('ip', ['netns', 'delete', name]).status === 0;
}

/** A network namespace, joined to this one by a cable. The database has to listen at NEAR, once it is there. */
export function makeNetwork(): Omit<CutOff, 'address'> {
  const [name, near, far] = [`scalescope-${process.pid}`, `sn${process.pid}`, `sf${process.pid}`];
  ip('netns', 'add', name);
  try {
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
    ip('address', 'add', `${NEAR}/30`, 'dev', near);
    ip('link', 'set', near, 'up');
    ip('-n', name, 'address', 'add', `${FAR}/30`, 'dev', far);
    ip('-n', name, 'link', 'set', far, 'up');
    ip('-n', name, 'link', 'set', 'lo', 'up');
  } catch (error) {
    ip('netns', 'delete', name);
    throw error;
  }
  return {
    by: 'network namespace',
    prefix: ['ip', 'netns', 'exec', name],
    async cut(ms) {
      ip('link', 'set', near, 'down');
      await sleep(ms);
      ip('link', 'set', near, 'up');
    },
    close() {
      // The cable goes with it.
      ip('netns', 'delete', name);
      return Promise.resolve();
    },
  };
}

/** A proxy before the database at `address`. */
export async function makeProxy(address: string): Promise<CutOff> {
  const url = new URL(address);
  const proxy = await stallingProxy(url.hostname, Number(url.port));
  url.port = String(proxy.port);
  return {
    by: 'proxy',
    address: url.href,
    prefix: [],
    cut: (ms) => proxy.stall(ms),
    close: () => proxy.close(),
  };
}

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')} failed: ${stderr}`);
}
