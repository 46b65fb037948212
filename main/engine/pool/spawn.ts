/** Starts engine processes: which way, and in which sandbox. */
import { fileURLToPath } from 'node:url';
import { UserError } from '../../../shared/base/errors.ts';
import { launches, type Launch } from '../sandbox/sandbox.ts';
import { forkInElectron } from './fork-electron.ts';
import { forkInNode } from './fork-node.ts';
import { MOST_DATA } from './frames.ts';
import type { EngineSettings, EngineState } from './protocol.ts';
import { readResponse } from './response.ts';
import { isPassing, startFailure } from './start-failure.ts';
import type { EngineEvents, EngineProcess } from './started-engine.ts';

/** The engine's own program: beside this file, from the sources (.ts) or built (.js). */
const ENGINE = fileURLToPath(
  new URL(`../engine-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** A process that has not said anything by then never will. */
const START_MS = 60_000;

/** The same where Electron may not heed Node's options: somebody waits for a window. */
const TRIAL_MS = 15_000;

const isElectron = process.versions.electron !== undefined;

/** Why ways to start were given up in this process. One that has worked is never given up. */
const givenUp = new Map<string, string>();
const worked = new Set<string>();

/** Starts by ways of which it is not known yet whether they work. */
const trials = new Map<string, Set<Promise<unknown>>>();

interface Failed {
  failed: string;
  isPassing: boolean;
}

/** A way by what distinguishes it from the others. */
const nameOf = ({ kind, hasPermissions }: Launch): string => `${kind} ${hasPermissions}`;

/**
 * Starts an engine, the program at `entry`, in the strongest sandbox in which it starts; what it says arrives at
 * `events`. Rejects with UserError `engine-crashed` where the system starts no process, or none in a sandbox where one is required.
 */
export async function spawnEngine(
  settings: EngineSettings,
  events: EngineEvents,
  entry = ENGINE,
): Promise<EngineProcess> {
  const { ways, reason: whyNoMore } = launches();
  let reason = whyNoMore;
  for (const way of ways) {
    const name = nameOf(way);
    if (worked.has(name) || !givenUp.has(name)) {
      const trial = startBy(way, entry, settings, events);
      const start = await tried(name, trial);
      if ('process' in start) {
        worked.add(name);
        givenUp.delete(name);
        const { kind, filter } = way;
        events.started?.({ kind, hasFilter: filter !== null, ...start.state, reason });
        return start.process;
      }
      const isLast = way === ways.at(-1) && way.kind === 'none';
      // A way that works is not left for a weaker one because it failed once.
      if (worked.has(name) || isLast || start.isPassing)
        throw startFailure(new Error(start.failed));
      givenUp.set(name, start.failed);
    }
    reason ??= `${TITLES[way.kind]} does not work here (${givenUp.get(name)})`;
  }
  const fact = `A sandbox for decoding is required, and there is none: ${reason}`;
  throw new UserError('engine-crashed', fact, 'scalescope doctor says what the system offers');
}

const TITLES = {
  bubblewrap: 'bubblewrap',
  seatbelt: 'sandbox-exec',
  none: 'Node’s permission model',
};

/**
 * What `trial` of the way called `name` comes to. Where it failed the others are waited for that run at the same
 * time: one of them may show that the way works.
 */
async function tried(name: string, trial: ReturnType<typeof startBy>): ReturnType<typeof startBy> {
  if (worked.has(name)) return trial;
  const running = trials.get(name) ?? new Set();
  trials.set(name, running.add(trial));
  try {
    const start = await trial;
    if ('process' in start) worked.add(name);
    else await Promise.allSettled(running);
    return start;
  } finally {
    running.delete(trial);
  }
}

/**
 * Starts it one way; `failed` where it did not say anything, `isPassing` where the way is not at fault. Throws
 * UserError.
 */
async function startBy(
  way: Launch,
  entry: string,
  settings: EngineSettings,
  events: EngineEvents,
): Promise<{ process: EngineProcess; state: EngineState } | Failed> {
  const begun = Promise.withResolvers<EngineState | Failed>();
  let isReady = false;
  const heard: EngineEvents = {
    mostData: () => events.mostData?.() ?? MOST_DATA,
    message(said) {
      // Whoever took over an engine sends what they like: it costs the engine, and never the host.
      try {
        const response = readResponse(said);
        if (!('ready' in response)) return events.message(response);
        isReady = true;
        begun.resolve({ hasPermissions: response.ready.hasPermissions });
      } catch (error) {
        heard.exit(`it sent what is no answer: ${(error as Error).message}`);
      }
    },
    exit(reason) {
      if (isReady) events.exit(reason);
      else begun.resolve({ failed: reason, isPassing: isPassing(reason) });
    },
  };
  const own: EngineSettings = {
    ...settings,
    scratch: way.scratch,
    isInSeatbelt: way.kind === 'seatbelt',
  };
  const args = [JSON.stringify(own)];
  const isTrial = isElectron && way.hasPermissions;
  let process: EngineProcess;
  try {
    process = await fork(way, entry, args, heard);
  } catch (error) {
    if (isTrial) return { failed: (error as Error).message, isPassing: false };
    throw startFailure(error);
  }
  const timer = setTimeout(
    () => begun.resolve({ failed: 'it did not start in time', isPassing: !isTrial }),
    isTrial ? TRIAL_MS : START_MS,
  );
  const state = await begun.promise;
  clearTimeout(timer);
  if (!('failed' in state)) return { process, state };
  void process.kill();
  return state;
}

async function fork(
  way: Launch,
  entry: string,
  args: string[],
  events: EngineEvents,
): Promise<EngineProcess> {
  return isElectron
    ? forkInElectron(way.nodeOptions, entry, args, events)
    : forkInNode(way, entry, args, events);
}
