/** A PostgreSQL server of one's own, in a temporary folder, that can be restarted as after a crash. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OwnPostgres {
  address: string;
  /** Ends it at once, as a failure of power does, and starts it again. */
  restart(): Promise<void>;
  stop(): void;
}

/** Starts one that listens on loopback, and at `also` to its network. Throws where PostgreSQL is not installed. */
export async function startOwnPostgres(also?: string): Promise<OwnPostgres> {
  const bin = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);
  if (bin === undefined) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-postgres-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const { stdout } = spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' });
    chownSync(folder, Number(stdout), 0);
  }
  const run = (program: string, ...args: string[]): void => {
    const command = [join(bin, program), '--pgdata', join(folder, 'data'), ...args];
    const [first, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    const { status, stderr } = spawnSync(first, rest, {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`${program} failed: ${String(stderr)}`);
  };
  const port = await freePort();
  const start = (): void => {
    const addresses = ['127.0.0.1', also].filter((each) => each !== undefined).join(',');
    const options = `-p ${port} -c listen_addresses=${addresses} -c unix_socket_directories=${folder}`;
    run('pg_ctl', '--log', join(folder, 'log'), '--wait', '--options', options, 'start');
  };
  run('initdb', '--username', 'scalescope', '--auth', 'trust', '--encoding', 'UTF8');
  if (also !== undefined) {
    appendFileSync(join(folder, 'data', 'pg_hba.conf'), `host all all ${also}/30 trust\n`);
  }
  start();
  return {
    address: `postgres://scalescope@127.0.0.1:${port}/postgres`,
    restart() {
      run('pg_ctl', '--mode', 'immediate', '--wait', 'stop');
      start();
      return Promise.resolve();
    },
    stop() {
      run('pg_ctl', '--mode', 'immediate', '--wait', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
