/** `--comparators`: what the published detectors would have said, as text. */
import type { ComparatorEvidence } from '../../../shared/detect/published/comparators.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { listedWord } from '../../../shared/verdict/words.ts';

/** What the published detectors were told, and what each says. */
export interface ComparatorReport {
  target: Size;
  sampler: string;
  evidence: ComparatorEvidence[];
}

/** One line for each detector. */
export function comparatorsText({ target, sampler, evidence }: ComparatorReport): string {
  const lines = [
    `Published detectors, given ${target.width}x${target.height} by ${sampler} where they need it ` +
      '(thresholds: false alarms on 1 in 100 photographs)',
  ];
  for (const { name, value, unit, threshold, lower, score, needs } of evidence) {
    const says = value === null ? 'Undefined' : listedWord(score > 0.5 ? 'attack' : 'clean');
    const measured =
      value === null
        ? 'no value at a ratio below 2'
        : `${value.toPrecision(4)}${unit === '' ? '' : ` ${unit}`}, attack ` +
          `${lower ? 'below' : 'above'} ${threshold}`;
    lines.push(`  ${name.padEnd(28)}${says.padEnd(15)}${measured} (needs ${needs})`);
  }
  return printableLines(lines);
}
