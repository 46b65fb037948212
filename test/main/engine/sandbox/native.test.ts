/** What native code can do in the place of a decoder: in each sandbox, and without one. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { forkInNode } from '../../../../main/engine/pool/fork-node.ts';
import { findBubblewrap } from '../../../../main/engine/sandbox/bubblewrap.ts';
import { launches, type Launch } from '../../../../main/engine/sandbox/sandbox.ts';
import { packageRoot } from '../../../../main/base/package-root.ts';
import { makeFolder } from '../make.ts';

const SOURCE = join(import.meta.dirname, 'probe.c');
const PROBE = join(import.meta.dirname, 'probe.mjs');
const SECRET = 'SCALESCOPE_TEST_SECRET';

interface Told {
  fromJavaScript: Record<'write' | 'read' | 'spawn', string>;
  fromNative: Record<string, string>;
  variables: string[];
}

const folder = makeFolder();
const library = join(folder, 'probe.so');
const compiler = compile();
const skip = compiler !== null && compiler;

/** Compiles the probe; why it could not be where it is not. */
function compile(): string | null {
  if (process.platform !== 'linux') return 'the probe speaks to the kernel of Linux';
  try {
    execFileSync('gcc', ['-shared', '-fPIC', '-pthread', '-o', library, SOURCE], { stdio: 'pipe' });
    return null;
  } catch {
    return 'there is no C compiler that makes the probe (gcc)';
  }
}

/** Runs the probe in the place of an engine. */
function tell(launch: Launch, env: Record<string, string>): Promise<Told> {
  const input = { library, write: join(folder, 'js'), secret: env['PROBE_SECRET'], env };
  return new Promise((resolve, reject) => {
    const probe = forkInNode(launch, PROBE, [JSON.stringify(input)], {
      message(told) {
        resolve(told as unknown as Told);
        void probe.kill();
      },
      exit: (reason) => reject(new Error(reason)),
    });
  });
}

describe('native code in the place of a decoder', { skip }, () => {
  const server = createServer((socket) => socket.destroy());
  let own: string;
  let env: Record<string, string>;

  before(async () => {
    process.env[SECRET] = 'x';
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    own = mkdtempSync(join(homedir(), '.scalescope-test-'));
    writeFileSync(join(own, 'secret'), 'x');
    writeFileSync(join(folder, 'program'), 'x');
    env = {
      PROBE_WRITE: join(own, 'written'),
      PROBE_PROGRAM: join(packageRoot, 'LICENSE'),
      PROBE_SECRET: join(own, 'secret'),
      PROBE_PORT: String((server.address() as AddressInfo).port),
      PROBE_HOST: String(process.pid),
    };
  });

  after(() => {
    server.close();
    rmSync(own, { recursive: true, force: true });
  });

  const inBubblewrap = () => {
    const [way] = launches([folder, import.meta.dirname]).ways;
    return way?.kind === 'bubblewrap' ? way : null;
  };
  const noBubblewrap = findBubblewrap() === null && 'bubblewrap is not installed';

  test(
    'can do nothing outside in bubblewrap with its filter',
    { skip: noBubblewrap },
    async (t) => {
      const way = inBubblewrap()!;
      if (way.filter === null) return t.skip(`there is no filter for ${process.arch}`);
      const { fromNative, fromJavaScript, variables } = await tell(way, env);
      assert.deepEqual(fromNative, {
        write: 'ENOENT', // the folder is not there
        'write-program': 'EROFS',
        'read-secret': 'ENOENT',
        connect: 'EPERM',
        fork: 'EPERM',
        'libc-fork': 'EPERM',
        spawn: 'EPERM',
        exec: 'ENOENT',
        'signal-host': 'ESRCH',
        trace: 'EPERM',
        thread: 'ok', // the decoders use some
      });
      assert.deepEqual(fromJavaScript, {
        write: 'EROFS', // the folder lies in /tmp, where it may write what nobody sees
        read: 'ERR_ACCESS_DENIED',
        spawn: 'ERR_ACCESS_DENIED',
      });
      assert.equal(existsSync(env['PROBE_WRITE']!), false);
      assert.equal(variables.includes(SECRET), false);
    },
  );

  test('cannot write, read or connect in bubblewrap alone', { skip: noBubblewrap }, async () => {
    const way = inBubblewrap()!;
    const before = way.before.toSpliced(way.before.indexOf('--seccomp'), 2);
    const { fromNative } = await tell({ ...way, before, filter: null }, env);
    const { write, connect, fork, 'signal-host': signal, 'read-secret': read } = fromNative;
    assert.deepEqual([write, read, signal], ['ENOENT', 'ENOENT', 'ESRCH']);
    assert.match(connect!, /^E(NETUNREACH|CONNREFUSED)$/); // a network without anybody
    assert.equal(fork, 'ok', 'only the filter refuses new processes');
  });

  test('is not held by Node’s permission model, which holds JavaScript', async () => {
    const way = launches([folder, import.meta.dirname]).ways.find(
      ({ kind, hasPermissions }) => kind === 'none' && hasPermissions,
    )!;
    // What is not held would write into the program.
    const spared = { ...env, PROBE_PROGRAM: join(folder, 'program') };
    const { fromNative, fromJavaScript } = await tell(way, spared);
    for (const what of ['write', 'read-secret', 'connect', 'fork', 'spawn', 'signal-host']) {
      assert.equal(fromNative[what], 'ok', what);
    }
    assert.deepEqual(Object.values(fromJavaScript), Array(3).fill('ERR_ACCESS_DENIED'));
  });
});
