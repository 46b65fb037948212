/** The channels of the scopes: their names and colors. */
import type { HistogramChannel } from '../../../shared/image/histogram.ts';

export const NAMES: Record<HistogramChannel, string> = {
  r: 'Red',
  g: 'Green',
  b: 'Blue',
  gray: 'Gray',
  alpha: 'Alpha',
};

/** Which channels rasters of 1, 3 and 4 channels have. */
export const CHANNELS_OF: Record<number, readonly HistogramChannel[]> = {
  1: ['gray'],
  3: ['r', 'g', 'b'],
  4: ['r', 'g', 'b', 'alpha'],
};

/** The colors of a chart, in numbers, so that it looks the same as a file. */
export interface ChartColors {
  ground: string;
  text: string;
  grid: string;
  /** The machine's curve: dark or light, so that it differs by lightness from every fill. */
  machine: string;
  channels: Record<HistogramChannel, string>;
}

export const COLORS: Record<'light' | 'dark', ChartColors> = {
  light: {
    ground: '#ffffff',
    text: '#595b5f',
    grid: '#d0d0ca',
    machine: '#1b1c1e',
    channels: { r: '#d9705f', g: '#63ab7b', b: '#6f9ed8', gray: '#a0a0a0', alpha: '#b58bc6' },
  },
  dark: {
    ground: '#202225',
    text: '#a6a9ae',
    grid: '#36393e',
    machine: '#ffffff',
    channels: { r: '#b3503f', g: '#3f8a58', b: '#3f73b3', gray: '#6f7278', alpha: '#87609a' },
  },
};
