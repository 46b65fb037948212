/** A row of the table of faults: what is done, what goes wrong meanwhile, and what has to come of it. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '../../../build/scalescope.mjs');

/** What a command came to. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Row {
  /** The fault. */
  when: string;
  /** What it meets. */
  meets: string;
  /** Rows that take long run only with SCALESCOPE_FAULTS=all. */
  isHeavy?: boolean | undefined;
  run(work: Work, t: { skip(why: string): void }): Promise<void>;
}

/** Where a row works. */
export interface Work {
  /** Path of a file of the row's own. */
  at(name: string): string;
  /** Folder of the images, which rows do not change. */
  images: string;
}

/** Whether a row runs. */
export function isAsked({ isHeavy }: Row): boolean {
  return isHeavy !== true || process.env['SCALESCOPE_FAULTS'] === 'all';
}

/** `scalescope ARGV…` as a process of its own, inside `shell` where that is given (`exec "$@"` runs it). */
export function start(
  argv: readonly string[],
  { shell, stdio = ['ignore', 'pipe', 'pipe'] }: Starting = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const command = [process.execPath, bin, ...argv];
  const env = { ...process.env, SCALESCOPE_NO_BROWSER: '1' };
  const child =
    shell === undefined
      ? spawn(command[0], command.slice(1), { env, stdio })
      : spawn('sh', ['-c', shell, 'sh', ...command], { env, stdio });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  }
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, ...texts })),
  );
  return { child, ended };
}

export interface Starting {
  shell?: string;
  stdio?: ('ignore' | 'pipe')[];
}

/** What a failed command has to say: one sentence of ours, and nothing raw. */
export function assertSentence(stderr: string, sentence: RegExp): void {
  assert.match(stderr, sentence);
  assert.doesNotMatch(stderr, /\n\s+at |node:|E[A-Z]{4,}:|undefined|\[object/, stderr);
}

/** Waits until `holds`, at most a minute. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, 'it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The lines of a file of JSON lines, without the times in them; none where there is no file. */
export function linesIn(path: string): string[] {
  try {
    const text = readFileSync(path, 'utf8').replace(/"elapsedMs":[\d.e-]+/g, '"elapsedMs":0');
    return text.split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** Ids of the processes that process `pid` has started, of the engines first of all. */
export function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it has ended
  }
}
