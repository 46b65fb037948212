/** What the desktop app was started for. */
import { isAbsolute, resolve } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../shared/base/errors.ts';
import { ThresholdsShape } from '../../shared/verdict/thresholds-file.ts';
import {
  ITEM_ID,
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

/** Longer settings are nobody's. */
const MOST_CHARACTERS = 100_000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Settings = v.strictObject({
  policy: v.strictObject({
    orientation: v.picklist(['stored', 'applied']),
    frame: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    item: v.optional(v.nullable(v.pipe(v.string(), v.regex(ITEM_ID)))),
  }),
  limits: v.strictObject({
    ...{ maxPixels: count, maxBytes: count, maxMemoryBytes: v.optional(count) },
    timeoutMs: v.pipe(v.number(), v.finite(), v.minValue(1)),
  }),
  cases: v.array(
    v.pipe(
      v.string(),
      v.check((path) => isAbsolute(path) && !path.includes('\0')),
    ),
  ),
  thresholds: v.optional(ThresholdsShape),
});

/**
 * The settings among `args`, or the defaults. Throws UserError `invalid-argument` for what settingsSwitch has
 * not written: any program may start the app with any word.
 */
export function settingsOf(args: string[]): StartSettings {
  const given = args.find((arg) => arg.startsWith(SETTINGS_SWITCH));
  if (given === undefined) {
    return { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS, cases: [] };
  }
  const parsed = v.safeParse(Settings, readSettings(given.slice(SETTINGS_SWITCH.length)));
  if (parsed.success) return parsed.output as StartSettings;
  const [{ message }] = parsed.issues;
  throw new UserError(
    'invalid-argument',
    `The settings that Scalescope was started with are damaged (${message})`,
    'start it again',
  );
}

function readSettings(text: string): unknown {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
  } catch {
    return null;
  }
}
