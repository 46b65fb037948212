/** How much memory an engine holds, asked from outside: an engine that computes cannot answer. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The resident memory in bytes of the process `pid`; null where the system does not tell. */
export type MemoryOf = (pid: number) => number | null | Promise<number | null>;

/** By the files of Linux; null on other systems, and where the process has ended. */
export function residentBytes(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const [, kibibytes] =
      /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}

/** By `ps`, which every POSIX system has; null where the process has ended. */
export function residentBytesByPs(pid: number): Promise<number | null> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, text) => {
      const kibibytes = Number.parseInt(text, 10);
      resolve(error !== null || Number.isNaN(kibibytes) ? null : kibibytes * 1024);
    });
  });
}

/** By Electron, which asks the system for each of its processes. */
async function electronMemory(): Promise<MemoryOf> {
  const { app } = await import('electron');
  return (pid) => {
    const metric = app.getAppMetrics().find((one) => one.pid === pid);
    return metric === undefined ? null : metric.memory.workingSetSize * 1024;
  };
}

/** The way to ask on this system, and how often that may be done; Windows tells a program of its own only. */
async function waysToAsk(): Promise<{ memoryOf: MemoryOf; everyMs: number } | null> {
  if (process.platform === 'linux') return { memoryOf: residentBytes, everyMs: WATCH_MS };
  if (process.versions.electron !== undefined) {
    return { memoryOf: await electronMemory(), everyMs: WATCH_MS };
  }
  if (process.platform === 'win32') return null;
  return { memoryOf: residentBytesByPs, everyMs: PS_MS }; // it starts a program each time
}

const WATCH_MS = 200;
const PS_MS = 1000;

const asked = waysToAsk();

/**
 * Watches the memory of process `pid` until the returned function is called; once it is above `most` bytes,
 * `onExceeded` is called and the watch ends.
 */
export function watchMemory(
  pid: number,
  most: number,
  onExceeded: () => void,
  ask: ReturnType<typeof waysToAsk> = asked,
): () => void {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const watch = async (): Promise<void> => {
    const way = await ask.catch(() => null); // without Electron's word there is no watch
    if (way === null || isOver) return;
    const look = async (): Promise<void> => {
      const bytes = (await way.memoryOf(pid)) ?? 0;
      if (isOver) return;
      if (bytes <= most) timer = setTimeout(() => void look(), way.everyMs).unref();
      else {
        isOver = true;
        onExceeded();
      }
    };
    timer = setTimeout(() => void look(), way.everyMs).unref();
  };
  void watch();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
