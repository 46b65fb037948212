/** What happened on a page's interface thread, out of the browser's own trace. */
import type { CDPSession, Page } from 'playwright';

export interface InterfaceTrace {
  /** The longest task by the processor time it took: other programs do not count. */
  longestCpuMs: number;
  /** The longest task by the clock, with the time in which other programs ran. */
  longestMs: number;
  /** All tasks together, by their processor time. */
  cpuMs: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds by the clock and of the thread. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** Runs `work` and traces the interface thread of `page` meanwhile. */
export async function traceInterface(
  page: Page,
  work: () => Promise<void>,
): Promise<InterfaceTrace> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  );
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await work();
  await endTracing(session);
  await session.detach();
  const tasks = tasksOf(events);
  const longest = (read: (task: TraceEvent) => number): number =>
    tasks.reduce((most, task) => Math.max(most, read(task) / 1000), 0);
  return {
    longestCpuMs: longest(({ tdur = 0 }) => tdur),
    longestMs: longest(({ dur = 0 }) => dur),
    cpuMs: tasks.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0),
  };
}

async function endTracing(session: CDPSession): Promise<void> {
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await ended;
}

/** The tasks of the page's interface thread; workers and the browser itself are left out. */
function tasksOf(events: readonly TraceEvent[]): TraceEvent[] {
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events.filter(
    ({ name, ph, pid, tid }) =>
      ph === 'X' && name.endsWith('RunTask') && threads.has(`${pid} ${tid}`),
  );
}
