/** What the desktop app was started for. */
import { resolve } from 'node:path';
import {
  DEFAULT_DECODE_LIMITS,
  DEFAULT_DECODE_POLICY,
  type DecodeLimits,
  type DecodePolicy,
} from '../../shared/image/facts.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';

/**
 * The arguments meant for Scalescope. Unpackaged, Electron's own binary takes the first one that is
 * no switch as the folder of the app.
 */
export function ownArguments(argv: string[], isPackaged: boolean): string[] {
  if (isPackaged) return argv.slice(1);
  const folder = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'));
  return folder < 0 ? [] : argv.slice(folder + 1);
}

/** The images among `args`, absolute; `view` is what a window does anyway, switches are Chromium's. */
export function imagesOf(args: string[], folder: string): string[] {
  const named = args[0] === 'view' ? args.slice(1) : args;
  return named.filter((arg) => !arg.startsWith('-')).map((arg) => resolve(folder, arg));
}

/** How the images of the command line are to be decoded. */
export interface StartSettings {
  policy: DecodePolicy;
  limits: DecodeLimits;
  /** Paths of the cases to open; made where there are none. */
  cases: string[];
  /** What images are judged by; left out: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
}

const SETTINGS_SWITCH = '--scalescope-settings=';

/** The switch that hands `settings` to the desktop app. */
export function settingsSwitch(settings: StartSettings): string {
  return SETTINGS_SWITCH + Buffer.from(JSON.stringify(settings)).toString('base64url');
}

/** The settings among `args`, or the defaults. */
export function settingsOf(args: string[]): StartSettings {
  const given = args.find((arg) => arg.startsWith(SETTINGS_SWITCH));
  if (given === undefined) {
    return { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS, cases: [] };
  }
  const text = Buffer.from(given.slice(SETTINGS_SWITCH.length), 'base64url').toString();
  return JSON.parse(text) as StartSettings;
}
