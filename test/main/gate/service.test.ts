/** The gate as a process: signals, a restart under load, TLS. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { SANDBOX_VARIABLE } from '../../../main/base/sandbox-policy.ts';
import { root } from '../../../build/freshness.ts';
import { newToken, writeTokens } from '../../../main/gate/access/token-file.ts';

let folder: string;
let tokens: string;
const { token, stored } = newToken('web', null);
const authorization = `Bearer ${token}`;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  tokens = join(folder, 'tokens.json');
  await writeTokens(tokens, [stored]);
});
after(() => rm(folder, { recursive: true }));

interface Started {
  child: ChildProcess;
  origin: string;
  log(): Record<string, unknown>[];
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

const cli =
  `import('${new URL('../../../main/cli.ts', import.meta.url).href}')` +
  '.then(async ({ run }) => { process.exitCode = await run(process.argv.slice(1)); })';
const node = [process.execPath, '--eval', cli, '--', 'gate', '--port', '0', '--jobs', '1'];

/** Starts `scalescope gate` with `words` and waits until it listens. */
function start(words: string[]): Promise<Started> {
  const [program, ...args] = node;
  const env = { ...process.env, [SANDBOX_VARIABLE]: 'off' };
  return listening(
    spawn(program!, [...args, ...words], { stdio: ['ignore', 'pipe', 'ignore'], env, cwd: root }),
  );
}

/** Two gates that have one socket, as systemd hands it over; each starts when it is called. */
async function startOnOneSocket(): Promise<{ port: number; starts: (() => Promise<Started>)[] }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  const env = { ...process.env, [SANDBOX_VARIABLE]: 'off', LISTEN_FDS: '1' };
  const children = [0, 1].map(() =>
    spawn('sh', ['-c', 'read -r _ && exec "$@"', 'sh', ...node], {
      ...{ stdio: ['pipe', 'pipe', 'ignore', fd], env, cwd: root },
    }),
  );
  server.close(); // it would take connections itself
  const starts = children.map((child) => () => {
    child.stdin!.end('\n');
    return listening(child);
  });
  return { port, starts };
}

async function listening(child: ChildProcess): Promise<Started> {
  let printed = '';
  const log = () =>
    printed
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout!.setEncoding('utf8');
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (chunk: string) => {
      printed += chunk;
      const line = log().find(({ event }) => event === 'listening');
      if (line !== undefined) resolve(String(line['origin']));
    });
    void ended.then((code) => reject(new Error(`The gate ended with ${code}`)));
  });
  return { child, origin, log, ended };
}

const logged = async ({ log }: Started, event: string) => {
  while (!log().some((line) => line['event'] === event)) await sleep(10);
};

suite('signals', { skip: process.platform === 'win32' }, () => {
  test('SIGHUP rereads policy and tokens; what cannot be read leaves those before', async () => {
    const policy = join(folder, 'policy.json');
    const actions = (attack: string) =>
      writeFile(
        policy,
        JSON.stringify({ schema: 'scalescope/policy@1', verdicts: { clean: attack } }),
      );
    await actions('pass');
    const started = await start(['--tokens', tokens, '--policy', policy]);
    const image = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const ask = async (given: string) => {
      const response = await fetch(`${started.origin}/v1/examine`, {
        ...{ method: 'POST', headers: { 'x-api-key': given }, body: new Uint8Array(image) },
      });
      const { action } = (await response.json()) as { action?: string };
      return [response.status, action];
    };
    try {
      const [, first] = await ask(token);
      const other = newToken('other', null);
      await writeTokens(tokens, [other.stored]);
      await writeFile(
        policy,
        '{"schema": "scalescope/policy@1", "verdicts": {"not-assessable": "block", "clean": "block"}}',
      );
      started.child.kill('SIGHUP');
      await logged(started, 'reloaded');
      assert.equal((await ask(token))[0], 401);
      assert.deepEqual(await ask(other.token), [200, 'block']);
      assert.notEqual(first, 'block');
      await writeFile(policy, '{"schema": "scalescope/policy@1", "verdicts": {"clean": "ban"}}');
      started.child.kill('SIGHUP');
      await logged(started, 'reload-failed');
      assert.match(JSON.stringify(started.log()), /line 1: expected one of/);
      assert.deepEqual(await ask(other.token), [200, 'block']);
    } finally {
      started.child.kill('SIGTERM');
      assert.equal(await started.ended, 0);
      await writeTokens(tokens, [stored]);
    }
    assert.deepEqual(
      started
        .log()
        .slice(-2)
        .map(({ event }) => event),
      ['ending', 'ended'],
    );
  });

  test(
    'SIGTERM lets running work end; a second one ends at once',
    { timeout: 60_000 },
    async () => {
      const attack = new Uint8Array(
        await readFile(join(root, 'test/samples/dandelion-attack.png')),
      );
      const started = await start(['--timeout', '120']);
      const long = fetch(`${started.origin}/v1/examine?clean=true`, {
        method: 'POST',
        body: attack,
      });
      const failed = assert.rejects(long);
      await sleep(1500);
      started.child.kill('SIGTERM');
      await logged(started, 'ending');
      await sleep(700);
      assert.equal(started.child.exitCode, null);
      const at = performance.now();
      started.child.kill('SIGTERM');
      await failed;
      assert.equal(await started.ended, 0);
      assert.ok(performance.now() - at < 20_000);
    },
  );

  test('a restart on one socket under load fails no request', { timeout: 60_000 }, async () => {
    const { port, starts } = await startOnOneSocket();
    const first = await starts[0]!();
    const image = await sharp({ create: { width: 80, height: 60, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 8 });
    const statuses: (number | string)[] = [];
    let isDone = false;
    const client = async () => {
      while (!isDone) statuses.push(await post(port, agent, image));
    };
    try {
      const clients = Array.from({ length: 8 }, client);
      const second = await starts[1]!();
      const before = statuses.length;
      first.child.kill('SIGTERM');
      assert.equal(await first.ended, 0);
      await sleep(300);
      isDone = true;
      await Promise.all(clients);
      second.child.kill('SIGTERM');
      assert.equal(await second.ended, 0);
      assert.ok(before > 0 && statuses.length > before);
      assert.deepEqual([...new Set(statuses)], [200]);
      for (const each of [first, second])
        assert.ok(each.log().some(({ event }) => event === 'examined'));
    } finally {
      isDone = true;
      agent.destroy();
    }
  });
});

/** The status of an examination of `image`, or what failed. */
function post(port: number, agent: HttpAgent, image: Buffer): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = httpRequest(
      {
        port,
        host: '127.0.0.1',
        path: '/v1/examine',
        method: 'POST',
        agent,
        headers: { 'content-length': image.length },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode!));
        response.once('error', (error) => resolve(error.message));
      },
    );
    sent.once('error', (error) => resolve(error.message));
    sent.end(image);
  });
}

const openssl = spawnSync('openssl', ['version']).status === 0;

test(
  'with a certificate of its own it speaks TLS, and takes a new one after SIGHUP',
  { skip: !openssl || process.platform === 'win32' },
  async () => {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const make = (name: string) => {
      const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${name}`;
      const { status, stderr } = spawnSync(
        'openssl',
        [...words.split(' '), '-keyout', key, '-out', cert],
        { encoding: 'utf8' },
      );
      assert.equal(status, 0, stderr);
    };
    make('first');
    const started = await start([
      '--host',
      '0.0.0.0',
      '--tokens',
      tokens,
      '--tls-cert',
      cert,
      '--tls-key',
      key,
    ]);
    const { port } = new URL(started.origin);
    const ask = () =>
      new Promise<[number, string]>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port,
          path: '/v1/pipelines',
          headers: { authorization },
          agent: false as const,
          rejectUnauthorized: false,
        };
        httpsGet(options, (response) => {
          const { subject } = (
            response.socket as import('node:tls').TLSSocket
          ).getPeerCertificate();
          response.resume();
          resolve([response.statusCode!, String(subject.CN)]);
        }).once('error', reject);
      });
    try {
      assert.deepEqual(await ask(), [200, 'first']);
      make('second');
      started.child.kill('SIGHUP');
      await logged(started, 'reloaded');
      assert.deepEqual(await ask(), [200, 'second']);
    } finally {
      started.child.kill('SIGTERM');
      assert.equal(await started.ended, 0);
    }
  },
);
