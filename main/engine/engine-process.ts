/** The engine: a process that decodes, resizes and inspects for its host, one task at a time. */
import { setDecodeThreads } from './decode/decode.ts';
import { Images } from './images/images.ts';
import type { Progress } from './images/orders.ts';
import { connectToHost } from './pool/host-channel.ts';
import type { EngineRequest, EngineSettings, MadeOutput, Task } from './pool/protocol.ts';
import { askedFiles, type FileAnswer, type FileQuestion } from './reading/asked-files.ts';
import { toParts } from './reading/error-parts.ts';
import { ownFiles, readThrough, type Files } from './reading/files.ts';
import { fontInSeatbelt } from './sandbox/seatbelt.ts';
import { entryOf } from './tasks/task-table.ts';
import type { TaskContext } from './images/task.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as EngineSettings;
const send = connectToHost((request) => void answer(request));
const images = new Images(settings.cacheBytes);
setDecodeThreads(settings.threads);

/** What stops each task that runs. */
const running = new Map<number, AbortController>();

/** What settles each question about a file that the host has not answered yet. */
const asked = new Map<number, (answer: FileAnswer) => void>();
let lastAsked = 0;

const ask = (question: FileQuestion): Promise<FileAnswer> =>
  new Promise((resolve) => {
    asked.set(++lastAsked, resolve);
    send({ asks: lastAsked, question });
  });
const direct: Files =
  settings.isInSeatbelt === true
    ? { ...ownFiles, nativePath: async (path) => fontInSeatbelt(path) }
    : ownFiles;
readThrough(askedFiles(ask, settings.scratch ?? null, direct));

async function answer(request: EngineRequest): Promise<void> {
  if ('answer' in request) {
    asked.get(request.asked)?.(request.answer);
    asked.delete(request.asked);
    return;
  }
  const { id } = request;
  if ('cancel' in request) {
    running.get(id)?.abort();
    return;
  }
  const stop = new AbortController();
  running.set(id, stop);
  try {
    const progress: Progress = (stage, fraction, soFar) =>
      send({ id, progress: { stage, fraction, ...(soFar !== undefined && { soFar }) } });
    const budget = (budgetMs: number) => send({ id, budgetMs });
    const context = { images, progress, budget, signal: stop.signal };
    const output = await runTask(request.task, context);
    send({ id, output });
  } catch (error) {
    send({ id, error: toParts(error) });
  } finally {
    running.delete(id);
  }
}

/** Loads what the task needs, the first time, and runs it. */
async function runTask({ kind, input }: Task, context: TaskContext): Promise<MadeOutput> {
  const { run } = await entryOf(kind).load();
  return run(input as never, context) as Promise<MadeOutput>;
}

// A terminal sends Ctrl-C to the engines as well; their host decides, and gives them time to clean up.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => undefined);

/** What a viewer asks of the first image, in that order. */
const FIRST_TASKS = ['open', 'preview', 'tile', 'view', 'inspect'] as const;

send({ ready: { hasPermissions: (process as { permission?: unknown }).permission !== undefined } });
if (settings.prepares === true) void prepare();

/** Loads the code of the first tasks, one after the other: a task that comes meanwhile waits for one at most. */
async function prepare(): Promise<void> {
  for (const kind of FIRST_TASKS) await entryOf(kind).load();
}
