/** Starts an engine as a utility process of Electron. */
import type { Readable } from 'node:stream';
import { plainEnvironment } from '../sandbox/sandbox.ts';
import { collectLastWords } from './last-words.ts';
import type { EngineEvents, EngineProcess } from './started-engine.ts';
import type { EngineResponse } from './protocol.ts';

/** Starts `entry` with `args` and options of Node; what it says arrives at `events`. */
export async function forkInElectron(
  execArgv: string[],
  entry: string,
  args: string[],
  events: EngineEvents,
): Promise<EngineProcess> {
  const { utilityProcess } = await import('electron');
  const child = utilityProcess.fork(entry, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Scalescope engine',
    execArgv,
    env: plainEnvironment(),
    allowLoadingUnsignedLibraries: false,
    respondToAuthRequestsFromMainProcess: false,
  });
  const lastWords = collectLastWords(child.stderr as Readable);
  child.on('message', (message) => events.message(message as EngineResponse));
  child.on('exit', (code) => events.exit(`exit code ${code}${lastWords()}`));
  const kill = killOf(child);
  return {
    get pid() {
      return child.pid;
    },
    send: async (request) => child.postMessage(request),
    kill,
    setBusy: () => undefined, // utility processes end with their host
  };
}

/** What stopping a utility process needs of it. */
export interface Stoppable {
  /** Undefined before it has started, and again when it has ended. */
  readonly pid: number | undefined;
  once(event: 'spawn' | 'exit', listener: () => void): unknown;
  kill(): boolean;
}

/** Stops `child` and settles at its end; one that is still starting is stopped once it has. */
export function killOf(child: Stoppable): () => Promise<void> {
  let hasEnded = false;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      hasEnded = true;
      resolve();
    }),
  );
  return () => {
    if (hasEnded) return ended;
    if (child.pid === undefined) child.once('spawn', () => child.kill());
    else child.kill();
    return ended;
  };
}
