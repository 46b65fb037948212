/** What happens on the interface thread while something on the page is moved, and how it is printed. */
import type { Page } from 'playwright';
import { traceInterface, type InterfaceTrace } from './interface-trace.ts';
import { report } from '../measure.ts';

export interface Motion extends InterfaceTrace {
  framesPerSecond: number;
  /** What one frame takes of the processor, in ms: how many there can be on an idle machine. */
  frameCpuMs: number;
}

const RUNS = 3;

/** Runs `move`, traces the interface thread and counts its frames. */
export async function watch(page: Page, move: () => Promise<void>): Promise<Motion> {
  let framesPerSecond = 0;
  let frames = 1;
  const trace = await traceInterface(page, async () => {
    await page.evaluate(() => {
      const seen = { frames: 0, since: performance.now(), isOn: true };
      (globalThis as { benchSeen?: typeof seen }).benchSeen = seen;
      const count = (): void => {
        seen.frames++;
        if (seen.isOn) requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    });
    await move();
    [frames, framesPerSecond] = await page.evaluate(() => {
      const { benchSeen: seen } = globalThis as {
        benchSeen?: { frames: number; since: number; isOn: boolean };
      };
      seen!.isOn = false;
      return [seen!.frames, seen!.frames / ((performance.now() - seen!.since) / 1000)];
    });
  });
  return { ...trace, framesPerSecond, frameCpuMs: trace.cpuMs / frames };
}

/** The best of a few runs: other programs on the machine only ever make it worse. */
export async function best(run: () => Promise<Motion>): Promise<Motion> {
  const runs: Motion[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await run());
  const least = (read: (run: Motion) => number): number => Math.min(...runs.map(read));
  return {
    longestCpuMs: least(({ longestCpuMs }) => longestCpuMs),
    longestMs: least(({ longestMs }) => longestMs),
    cpuMs: least(({ cpuMs }) => cpuMs),
    frameCpuMs: least(({ frameCpuMs }) => frameCpuMs),
    framesPerSecond: -least((run) => -run.framesPerSecond),
  };
}

/** Prints the longest task and the frames per second of a motion, with their budgets. */
export function print(label: string, motion: Motion): void {
  const { longestCpuMs, longestMs, framesPerSecond, frameCpuMs } = motion;
  report(`${label}: longest task`, longestCpuMs, undefined, '50 ms');
  process.stdout.write(
    `  ${`${label}: frames`.padEnd(46)}${framesPerSecond.toFixed(0).padStart(8)} /s  ` +
      `(budget 60 /s; ${frameCpuMs.toFixed(1)} ms of processor time each; ` +
      `longest task by the clock ${longestMs.toFixed(0)} ms)\n`,
  );
}
