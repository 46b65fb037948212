/** How much memory an engine holds, asked from outside: an engine that computes cannot answer. */
import { readFileSync } from 'node:fs';

/** The resident memory in bytes of the process `pid`; null where the system does not tell. */
export type MemoryOf = (pid: number) => number | null;

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

/** By Electron, which asks the system for each of its processes. */
async function electronMemory(): Promise<MemoryOf> {
  const { app } = await import('electron');
  return (pid) => {
    const metric = app.getAppMetrics().find((one) => one.pid === pid);
    return metric === undefined ? null : metric.memory.workingSetSize * 1024;
  };
}

const memoryOf: Promise<MemoryOf> =
  process.versions.electron === undefined || process.platform === 'linux'
    ? Promise.resolve(residentBytes)
    : electronMemory();

const WATCH_MS = 200;

/**
 * Watches the memory of process `pid` until the returned function is called; once it is above `most` bytes,
 * `onExceeded` is called and the watch ends.
 */
export function watchMemory(pid: number, most: number, onExceeded: () => void): () => void {
  let read: MemoryOf = () => null;
  void memoryOf.then(
    (found) => (read = found),
    () => undefined, // without Electron's word there is no watch
  );
  const timer = setInterval(() => {
    if ((read(pid) ?? 0) <= most) return;
    clearInterval(timer);
    onExceeded();
  }, WATCH_MS);
  timer.unref();
  return () => clearInterval(timer);
}
