/** What the options of `scalescope craft` say, checked. */
import { InvalidArgumentError } from 'commander';
import {
  CHANNEL_NAMES,
  DEFAULT_CRAFT_SETTINGS,
  type ChannelName,
  type CraftMethod,
  type CraftSettings,
} from '../../../shared/craft/craft-settings.ts';
import type { Region } from '../../../shared/finding/finding.ts';
import type { Size } from '../../../shared/base/raster.ts';

/** The options that become settings. */
export interface CraftSettingOptions {
  method?: CraftMethod;
  tolerance?: number;
  bound?: number;
  channels?: ChannelName[];
  dark?: number;
  strength?: number;
  suppressPeaks?: true;
  fakePeaks?: Size;
}

/** The settings that `options` ask for, defaults for the rest. */
export function craftSettings(options: CraftSettingOptions): CraftSettings {
  const defaults = DEFAULT_CRAFT_SETTINGS;
  return {
    method: options.method ?? defaults.method,
    tolerance: options.tolerance ?? defaults.tolerance,
    bound: options.bound ?? defaults.bound,
    channels: options.channels ?? defaults.channels,
    dark: options.dark ?? defaults.dark,
    strength: options.strength ?? defaults.strength,
    suppressPeaks: options.suppressPeaks ?? defaults.suppressPeaks,
    fakePeaks: options.fakePeaks ?? defaults.fakePeaks,
  };
}

/** A whole number of `least` to `most`; `what` begins the sentence that says so. */
export function parseWhole(what: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `${what} is a whole number of ${least} to ${most}, not "${text}".`,
    );
  };
}

/** `0.5` or `50%`: above 0, at most 1. */
export function parseStrength(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text);
  const value = match === null ? NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError(
    `A strength is above 0 and at most 1, such as 0.5, not "${text}".`,
  );
}

/** `r,b`: some of red, green and blue. */
export function parseChannels(text: string): ChannelName[] {
  const names = text.toLowerCase().split(',');
  const known = CHANNEL_NAMES.filter((name) => names.includes(name));
  if (known.length > 0 && known.length === names.length) return known;
  throw new InvalidArgumentError(`Channels are some of r,g,b, each once, not "${text}".`);
}

/** `x,y,w,h`: a part of the view, in its pixels. */
export function parseAt(text: string): Region {
  const match = /^(\d+),(\d+),(\d+)[,x](\d+)$/.exec(text);
  const [x, y, width, height] = (match ?? []).slice(1).map(Number);
  if (match !== null && width > 0 && height > 0) return { x, y, width, height };
  throw new InvalidArgumentError(
    `A place in the view is x,y,width,height in view pixels, such as 10,10,15,15, not "${text}".`,
  );
}

/** `#rrggbb`: 8-bit red, green and blue. */
export function parseColor(text: string): [number, number, number] {
  const match = /^#?([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text);
  if (match === null) {
    throw new InvalidArgumentError(`A color is #rrggbb, such as #ff0000, not "${text}".`);
  }
  return [parseInt(match[1], 16), parseInt(match[2], 16), parseInt(match[3], 16)];
}
