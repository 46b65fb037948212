/** Opens the viewer with what there is: Electron, the installed browser, or an address to open. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../../shared/base/errors.ts';
import { DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { printable } from '../../../shared/base/printable.ts';
import type { StartImage } from '../../api/open-images.ts';
import { fsPath, givenPaths, shownName } from '../../base/byte-path.ts';
import { mayLeadInside } from '../../base/inside-path.ts';
import { findBrowser, runBrowser } from '../../base/browser-app.ts';
import { openPoints, scoreOf, verdictAndScore } from '../../../shared/verdict/words.ts';
import { processIo, type CommandIo } from '../../terminal/io.ts';
import { sentenceOf } from '../../terminal/last-resort.ts';
import { limitsFrom, type DecodeOptions } from '../../terminal/options.ts';
import { settingsSwitch, type StartSettings } from '../../hosts/electron-arguments.ts';
import { rememberedPathOf } from '../../cases/open-case.ts';
import { environmentFor } from '../../cases/team/credentials.ts';
import { findElectron } from '../../hosts/electron-binary.ts';
import { sandboxPolicy } from '../../base/sandbox-policy.ts';
import { toldFinding } from '../../engine/images/told-finding.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { packageRoot } from '../../base/package-root.ts';
import { runWindow } from '../../base/run-window.ts';
import { serveLoopback } from '../../hosts/serve.ts';
import { createViewerHost } from '../../hosts/viewer-host.ts';

export interface OpenViewerOptions extends Partial<DecodeOptions> {
  /** Paths of the images to open. */
  images: string[];
  /** The case to review; made where there is none. */
  case?: string;
  /** With `case`: goes on with what is added to its folders, in this process. */
  watch?: true;
  /** Only print the address and serve; so does SCALESCOPE_NO_BROWSER=1. Default false. */
  serveOnly?: boolean;
  /** Port of the loopback host; any free one by default. */
  port?: number;
  /** Where lines go and what Ctrl-C means; the terminal by default. */
  io?: Pick<CommandIo, 'stdout' | 'stderr' | 'signal'>;
}

interface Viewing {
  images: string[];
  settings: StartSettings;
  isWatching: boolean;
  serveOnly: boolean;
  isWindowed: boolean;
  port: number;
  print(line: string): void;
  /** Says what went wrong, where it does not end the viewer. */
  warn(line: string): void;
  signal: AbortSignal;
}

/** How long the images may take to be opened before the address is told without them. */
const SOON_MS = 1000;

/** Exit code where none of the images could be opened. */
const NOTHING_OPENED = 2;

/**
 * Opens the viewer and resolves with the exit code when it is closed: 0, also by Ctrl-C; 2 where
 * none of the images is there, or none could be opened and no window shows why.
 */
export async function openViewer(options: OpenViewerOptions): Promise<number> {
  const { io = processIo() } = options;
  const { signal, release } = untilInterrupted(io.signal);
  const viewing: Viewing = {
    images: options.images.flatMap((path) => givenPaths(resolve(path))),
    settings: settingsFrom(options),
    isWatching: options.watch === true,
    serveOnly: options.serveOnly ?? false,
    isWindowed: !options.serveOnly && mayOpenWindow(),
    port: options.port ?? 0,
    print: (line) => void io.stdout.write(`${printable(line)}\n`),
    warn: (line) => void io.stderr.write(`scalescope: ${printable(line)}\n`),
    signal,
  };
  try {
    if (viewing.isWatching && viewing.settings.cases.length === 0) {
      throw new UserError('invalid-argument', '--watch needs --case, whose folders are watched.');
    }
    if (viewing.images.length > 0 && viewing.images.every(isMissing)) {
      for (const path of viewing.images) viewing.warn(`${shownName(path)} does not exist`);
      return NOTHING_OPENED;
    }
    if (viewing.isWindowed && (await showInElectron(viewing))) return 0;
    return signal.aborted ? 0 : await showOnLoopback(viewing);
  } finally {
    release();
  }
}

function settingsFrom(options: OpenViewerOptions): StartSettings {
  return {
    cases: options.case === undefined ? [] : [rememberedPathOf(options.case)],
    policy: {
      orientation: options.orientation ?? DEFAULT_DECODE_POLICY.orientation,
      frame: options.frame === undefined ? null : options.frame - 1,
      ...(options.item !== undefined && { item: options.item }),
    },
    limits: limitsFrom(options),
    ...(options.thresholds && { thresholds: options.thresholds }),
  };
}

/** True where Electron showed the viewer until it was closed. */
async function showInElectron(viewing: Viewing): Promise<boolean> {
  const { images, settings, isWatching, print, signal } = viewing;
  if (isWatching) return false; // the terminal watches, so it serves too
  // Electron has none for its utility processes: the browser's host has.
  if (sandboxPolicy() === 'require') return false;
  const electron = await findElectron(packageRoot, print, signal);
  if (electron === null || signal.aborted) return false;
  const args = [packageRoot, settingsSwitch(settings), ...images];
  const end = await runWindow(electron, args, 'inherit', signal, secretsFor(settings.cases));
  if (end === 'failed') print('Electron did not start. The browser is used instead.');
  return end === 'closed';
}

/** Passwords and tokens are no arguments of a program: everybody on the computer can read those. */
function secretsFor(cases: readonly string[]): NodeJS.ProcessEnv {
  return Object.assign({}, ...cases.map(environmentFor)) as NodeJS.ProcessEnv;
}

/** Serves the viewer until it is closed; resolves with the exit code. */
async function showOnLoopback(viewing: Viewing): Promise<number> {
  const { images, settings, isWatching, serveOnly, isWindowed, port } = viewing;
  const { print, warn, signal } = viewing;
  const host = createViewerHost('loopback', { ...settings, tell: print });
  try {
    for (const path of settings.cases) {
      const { id, name, readOnly } = await host.openCase(path);
      if (!isWatching || readOnly !== null) continue;
      print(`Watching the folders of ${name} for new images.`);
      void host.watchCase(id, signal).catch((error: unknown) => {
        if (!signal.aborted) warn(sentenceOf(error));
      });
    }
    const loopback = await serveLoopback({ site: host.site, port });
    try {
      const opened = host.api.openAtStart(images, settings.policy).then((starts) => {
        // The viewer shows these too, and opens others: it is served all the same.
        for (const start of starts) if ('error' in start) warn(start.sentence);
        return starts;
      });
      const browser = isWindowed ? findBrowser() : null;
      if (
        browser !== null &&
        (await runBrowser(browser, loopback.oneTimeUrl(), signal)) === 'closed'
      )
        return 0;
      const tell = () => print(`Scalescope is at ${loopback.url}`);
      const early = await Promise.race([opened, aborted(signal), sleep(SOON_MS)]);
      const isTold = serveOnly && early === undefined && !signal.aborted;
      if (isTold) tell();
      // Closing the host ends a decode that Ctrl-C leaves behind.
      const starts = await Promise.race([opened, aborted(signal)]);
      if (starts === undefined) return 0;
      const isFailure = starts.length > 0 && starts.every((start) => 'error' in start);
      if (!isTold && !isFailure) tell();
      for (const start of starts) await printVerdict(start, host.engines, print, signal);
      if (isFailure) return NOTHING_OPENED;
      if (signal.aborted) return 0;
      print('Press Ctrl-C to end.');
      await aborted(signal);
      return 0;
    } finally {
      await loopback.close();
    }
  } finally {
    await host.close();
  }
}

async function printVerdict(
  start: StartImage,
  engines: Engines,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if ('error' in start) return; // told as soon as it was known
  const { name } = start.image.source;
  try {
    const told = await engines.inspect(start.image, null, undefined, signal);
    const finding = toldFinding(told, name);
    print(`${name}: ${verdictAndScore(finding)}`);
    const score = scoreOf(finding);
    const said = [...finding.reasons, ...openPoints(finding)];
    for (const line of score === null ? said : [...said, `Score: ${score.meaning}.`])
      print(`  ${line}`);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof UserError)) throw error;
    print(error.message);
  }
}

/** Whether there is nothing at `path`; what cannot be looked at, or lies inside a file, may be there. */
function isMissing(path: string): boolean {
  if (mayLeadInside(path)) return false; // opening it tells
  try {
    statSync(fsPath(path));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function mayOpenWindow(): boolean {
  const { SCALESCOPE_NO_BROWSER, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (SCALESCOPE_NO_BROWSER === '1') return false;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** A signal that Ctrl-C, a termination or `outer` fires; `release` gives Ctrl-C back. */
function untilInterrupted(outer?: AbortSignal): { signal: AbortSignal; release: () => void } {
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, stop);
  return {
    signal: outer ? AbortSignal.any([interrupt.signal, outer]) : interrupt.signal,
    release: () => names.forEach((name) => process.off(name, stop)),
  };
}

async function sleep(ms: number): Promise<void> {
  await setTimeout(ms, undefined, { ref: false });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
