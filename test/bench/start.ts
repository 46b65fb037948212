/** Processor time of the command line from its start to its end, engines and the wrapper included. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';

const RUNS = 9;

/** Prints the medians. On Windows, which has no `times`, nothing. */
export async function benchStart(): Promise<void> {
  if (process.platform === 'win32') return;
  await bundleIfStale();
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-start-'));
  const image = join(root, 'test/samples/drum-299.png');
  const view = ['--pipeline', 'opencv/linear', '--size', '64x64', '-o', join(folder, 'view.png')];
  try {
    print('node, doing nothing (baseline)', ['--eval', '0']);
    print('--version', [wrapper, '--version'], 'budget 0.25 s');
    print('--help', [wrapper, '--help'], 'budget 0.25 s');
    print('resize of a small image', [wrapper, 'resize', image, ...view], 'budget 0.6 s');
  } finally {
    await rm(folder, { recursive: true });
  }
}

const wrapper = join(root, 'build/scalescope.mjs');

function print(label: string, args: string[], budget = ''): void {
  cpuSeconds(args); // what is kept for the next start is kept now
  const times = Array.from({ length: RUNS }, () => cpuSeconds(args)).sort((a, b) => a - b);
  const median = times[RUNS >> 1].toFixed(2);
  process.stdout.write(
    `  ${label.padEnd(46)}${median.padStart(8)} s of processor time  ${budget}\n`,
  );
}

/** User and system time of `node` with `args` and of all that it starts, as the shell counts it. */
function cpuSeconds(args: string[]): number {
  const script = '"$@" >/dev/null || exit 1; times';
  const shell = spawnSync('sh', ['-c', script, 'sh', process.execPath, ...args], {
    encoding: 'utf8',
  });
  if (shell.status !== 0) throw new Error(shell.stderr);
  const ofChildren = shell.stdout.trim().split('\n').at(-1) ?? '';
  return [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}
