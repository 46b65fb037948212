/** `--sweep A:B`: the curve of a sweep as a table with bars, for a terminal. */
import { InvalidArgumentError } from 'commander';
import { toErrorBody } from '../../../shared/base/errors.ts';
import { MAX_TARGET_SIDE } from '../../../shared/pipelines/steps/limits.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import { spikesOf, sweepSides, type SweepPoint } from '../../../shared/analyze/sweep.ts';
import { bandWord, viewBand } from '../../../shared/verdict/view-bands.ts';
import { FIRST_LOOK } from '../../../shared/verdict/thresholds.ts';
import { wrongArgument } from '../../terminal/wrong-argument.ts';

/** What was swept, and what came of it. */
export interface SweepReport {
  pipeline: string;
  points: SweepPoint[];
  /** The sizes that stand out, best first. */
  spikes: SweepPoint[];
}

/** `280:320` (also `96:512:8`, every eighth): the sides of a sweep. */
export function parseSweep(text: string): number[] {
  const match = /^(\d{1,5}):(\d{1,5})(?::(\d{1,5}))?$/.exec(text);
  if (match === null) {
    throw wrongArgument('sizes such as 280:320', text);
  }
  const [from, to, step] = [match[1], match[2], match[3] ?? 1].map(Number);
  if (to > MAX_TARGET_SIDE) {
    throw new InvalidArgumentError(`A target side is at most ${MAX_TARGET_SIDE} pixels.`);
  }
  try {
    return sweepSides(from, to, step);
  } catch (error) {
    throw new InvalidArgumentError(toErrorBody(error).message);
  }
}

/** The report on `points`. */
export function sweepReport(pipeline: string, points: SweepPoint[]): SweepReport {
  return { pipeline, points, spikes: spikesOf(points) };
}

const BAR = 40;

/** One line for each size: its disagreement, and a bar of it. */
export function sweepText({ pipeline, points, spikes }: SweepReport): string {
  const most = points.reduce((largest, { rms }) => Math.max(largest, rms), 1);
  const standing = new Set(spikes);
  const lines = [
    `Sweep of ${points.length} sizes by ${pipeline}: grey levels from the antialiased view (RMS), ` +
      "times the image's own detail",
  ];
  for (const point of points) {
    const { width, height, rms, normalised } = point;
    const bar = '#'.repeat(Math.round((rms / most) * BAR));
    const band = viewBand(normalised, FIRST_LOOK);
    const remark = standing.has(point)
      ? '  stands out'
      : band === 'near'
        ? `  ${bandWord(band)}`
        : '';
    lines.push(
      `  ${`${width}x${height}`.padEnd(11)} ${rms.toFixed(2).padStart(7)} ` +
        `${normalised.toFixed(2).padStart(7)}  ${bar}${remark}`,
    );
  }
  return printableLines(lines);
}
