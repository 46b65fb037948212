/**
 * Ten thousand requests at once, each on a connection of its own: how many are examined, how many are asked to come
 * again, whether any is lost, and how much memory the gate takes meanwhile.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCheapImages } from '../crash-test/fleet/cheap-images.ts';
import { startGate } from './gate.ts';

const CLIENTS = 10_000;
const QUEUE = 200;
/** Connections that are made at a time: as many as the system keeps until they are accepted. */
const AT_A_TIME = 250;

export async function benchGateFlood(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-flood-'));
  const [path] = await makeCheapImages(folder, 1);
  const body = await readFile(path);
  const connections = String(CLIENTS + 100);
  const options = ['--queue', String(QUEUE), '--connections', connections, '--timeout', '120'];
  const { child, port } = await startGate(availableParallelism(), options);
  try {
    await ask(port, body).answer;
    const before = peakMb(child.pid!);
    const answers: Promise<string>[] = [];
    const started = performance.now();
    for (let at = 0; at < CLIENTS; at += AT_A_TIME) {
      const some = Array.from({ length: AT_A_TIME }, () => ask(port, body));
      await Promise.all(some.map(({ connected }) => connected));
      answers.push(...some.map(({ answer }) => answer));
    }
    const told = await Promise.all(answers);
    const seconds = (performance.now() - started) / 1000;
    const count = (test: RegExp): number => told.filter((text) => test.test(text)).length;
    const examined = count(/^HTTP\/1\.1 200 /);
    const later = count(/^HTTP\/1\.1 429 [^]*\r\nretry-after: \d+\r\n/i);
    const lines: [string, string][] = [
      [`requests, each on its own connection`, String(CLIENTS)],
      ['examined', String(examined)],
      ['answered with 429 and Retry-After', String(later)],
      ['anything else, or lost', String(CLIENTS - examined - later)],
      ['seconds', seconds.toFixed(1)],
      ['peak memory of the gate, before and after', `${before} and ${peakMb(child.pid!)} MB`],
    ];
    for (const [name, figure] of lines) {
      process.stdout.write(`  ${name.padEnd(44)}${figure}\n`);
    }
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  }
}

/** Sends one request; `answer` is what came until the connection ended, empty where it was refused. */
function ask(port: number, body: Buffer): { connected: Promise<void>; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.on('error', () => undefined);
  socket.write(
    `POST /v1/examine HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n` +
      `Content-Length: ${body.length}\r\n\r\n`,
  );
  socket.write(body);
  const answer = new Promise<string>((resolve) => socket.once('close', () => resolve(received)));
  const open = new Promise<void>((resolve) => socket.once('connect', resolve));
  return { connected: Promise.race([open, answer.then(() => undefined)]), answer };
}

/** What a process had in memory at most so far, where the system tells it. */
function peakMb(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return (Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024).toFixed(0);
  } catch {
    return '?';
  }
}
