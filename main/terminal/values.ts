/** Values of options: texts to numbers, sizes and parts, with sentences for what does not fit. */
import { InvalidArgumentError } from 'commander';
import { MAX_TARGET_PIXELS, MAX_TARGET_SIDE } from '../../shared/api/contract.ts';
import type { Size } from '../../shared/base/raster.ts';
import { wrongArgument } from './wrong-argument.ts';

/** `299x299` (also `299`): a target size. */
export function parseSize(text: string): Size {
  const match = /^(\d+)(?:[x×](\d+))?$/i.exec(text);
  if (match === null) {
    throw wrongArgument('a size such as 299x299', text);
  }
  const width = Number(match[1]);
  const height = Number(match[2] ?? match[1]);
  if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_TARGET_SIDE) {
    throw new InvalidArgumentError(
      `A target side is 1 to ${MAX_TARGET_SIDE} pixels; ${text} is outside.`,
    );
  }
  if (width * height > MAX_TARGET_PIXELS) {
    throw new InvalidArgumentError(
      `A target has at most ${MAX_TARGET_PIXELS / 1e6} million pixels; ${text} has more.`,
    );
  }
  return { width, height };
}

/** A whole number from 1. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw wrongArgument('a whole number from 1', text);
  }
  return value;
}

/** Images at once: each has an engine of its own. */
const MOST_JOBS = 256;

/** How many images at once. */
export function parseJobs(text: string): number {
  const jobs = parsePositive(text);
  if (jobs <= MOST_JOBS) return jobs;
  throw wrongArgument(`1 to ${MOST_JOBS} images at once`, text);
}

/** A number above 0. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw wrongArgument('a number above 0', text);
}

/** `2`: the second of several views. */
export function parsePart(text: string): number {
  const part = Number(text);
  if (Number.isInteger(part) && part >= 1) return part;
  throw new InvalidArgumentError(`A part is a whole number from 1, not "${text}".`);
}

/** Of an option that may be repeated: the values, in their order. */
export function collect<T>(value: T, previous: T[]): T[] {
  return [...previous, value];
}

/** The same of what `parse` makes of each. */
export function collectWith<T>(parse: (text: string) => T): (text: string, previous: T[]) => T[] {
  return (text, previous) => collect(parse(text), previous);
}
