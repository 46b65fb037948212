/**
 * `POST /v1/examine` of a 1 MP JPEG beside a scan of as many of them: throughput as a ratio, how long single requests
 * take, and the same while 500 clients send nearly nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePhoto } from './photo.ts';
import { scanWith } from './scan.ts';

/** Of one round: the machine's mood changes, so scan and gate take turns. */
const IMAGES = 40;
const ROUNDS = 3;
const SLOW_CLIENTS = 500;
const bin = fileURLToPath(new URL('../../build/scalescope.mjs', import.meta.url));

export async function benchGate(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-gate-'));
  const jobs = availableParallelism();
  let gate: ChildProcess | null = null;
  try {
    const photo = await writePhoto(join(folder, '0.jpg'), 1250, 800);
    const files = [{ path: photo, isNamed: true }];
    for (let i = 1; i < IMAGES; i++) {
      const path = join(folder, `${i}.jpg`);
      await copyFile(photo, path);
      files.push({ path, isNamed: true });
    }
    const body = await readFile(photo);
    const started = await startGate(jobs);
    gate = started.child;
    await load(started.port, body, jobs * 2, 4 * jobs); // engines start, and code is compiled
    let scanS = 0;
    const alone: Load = { seconds: 0, latencies: [], failed: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      scanS += await secondsOf(() => scanWith(jobs, files));
      const part = await load(started.port, body, jobs * 2, IMAGES);
      alone.seconds += part.seconds;
      alone.latencies.push(...part.latencies);
      alone.failed += part.failed;
    }
    const all = IMAGES * ROUNDS;
    print(`scan, ${jobs} jobs`, all / scanS);
    print('gate', all / alone.seconds, alone.latencies);
    const ratio = (100 * scanS) / alone.seconds;
    process.stdout.write(`  throughput ${ratio.toFixed(0)}% of the scan (budget 85%)\n`);
    const slow = Array.from({ length: SLOW_CLIENTS }, () => {
      const socket = connect(started.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /v1/examine HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999\r\n');
      return socket;
    });
    const beside = await load(started.port, body, jobs * 2, IMAGES);
    for (const socket of slow) socket.destroy();
    print(`gate, beside ${SLOW_CLIENTS} slow clients`, IMAGES / beside.seconds, beside.latencies);
    const failed = alone.failed + beside.failed;
    process.stdout.write(`  failed requests: ${failed} of ${all + IMAGES}\n`);
  } finally {
    if (gate !== null) {
      const ended = new Promise((resolve) => gate!.once('exit', resolve));
      gate.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true });
  }
}

/** A gate of its own process, with `more` options. */
export async function startGate(
  jobs: number,
  more: readonly string[] = [],
): Promise<{ child: ChildProcess; port: number }> {
  const args = [bin, 'gate', '--port', '0', '--jobs', String(jobs), ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.setEncoding('utf8');
  let printed = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The gate did not start')));
    // It is read to the end: a log that nobody reads would end the gate.
    child.stdout.on('data', (chunk: string) => {
      if (printed.length < 10_000) printed += chunk;
      const found = /"origin":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(printed)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return { child, port };
}

interface Load {
  seconds: number;
  latencies: number[];
  failed: number;
}

/** Sends `body` `count` times, `clients` at a time. */
async function load(port: number, body: Buffer, clients: number, count: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latencies: number[] = [];
  let [next, failed] = [0, 0];
  const client = async () => {
    while (next++ < count) {
      const sent = performance.now();
      const status = await post(port, agent, body).catch(() => 0);
      latencies.push(performance.now() - sent);
      if (status !== 200) failed++;
    }
  };
  const seconds = await secondsOf(() => Promise.all(Array.from({ length: clients }, client)));
  agent.destroy();
  return { seconds, latencies, failed };
}

function post(port: number, agent: Agent, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': body.length, 'content-type': 'image/jpeg' };
    const options = {
      host: '127.0.0.1',
      port,
      path: '/v1/examine',
      method: 'POST',
      agent,
      headers,
    };
    const sent = request(options, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode!));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function print(label: string, perSecond: number, latencies?: readonly number[]): void {
  const sorted = latencies?.toSorted((a, b) => a - b) ?? [];
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(0);
  const told = latencies === undefined ? '' : `  p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
  const rate = perSecond.toFixed(1).padStart(8);
  process.stdout.write(`  ${label.padEnd(44)}${rate} images/s${told}\n`);
}
