/** A fingerprint as text. */
import { printableLines } from '../../../shared/base/printable.ts';
import { percent, VERDICT_WORDS, wayText } from '../../../shared/fingerprint/result/words.ts';
import type { Fingerprint, RankedClass } from '../../../shared/fingerprint/result/told.ts';

/** Classes and members that are printed; --json has more. */
const SHOWN = 5;
const MEMBERS = 6;

/** The text of `told`; `wrote` is the file of the pipeline. */
export function fingerprintText(told: Fingerprint, wrote: string | null): string {
  const { verdict, ranking, reasons, pipeline } = told;
  const isNone = verdict === 'none';
  return printableLines([
    `${VERDICT_WORDS[verdict]}${isNone || ranking[0] === undefined ? '' : `: ${namesOf(ranking[0])}`}`,
    '',
    ...(isNone
      ? []
      : ['Likelihood   Differs   Samplers', ...ranking.slice(0, SHOWN).flatMap(rankLines), '']),
    ...reasons.map((reason) => `- ${reason}`),
    ...(wrote === null
      ? []
      : ['', `Wrote ${wrote}: use it as --pipeline ${wrote} of every other command.`]),
    ...(wrote === null && pipeline !== null && !isNone
      ? ['', 'Add -o service.json to write the pipeline for other commands.']
      : []),
  ]);
}

function rankLines(ranked: RankedClass): string[] {
  const { share, differing, phase } = ranked;
  const read = `first output reads at ${phase.first.toFixed(2)}, then every ${phase.step.toFixed(3)}`;
  const mode = phase.coordinates === null ? '' : ` (${phase.coordinates})`;
  return [
    `${percent(share).padStart(10)}   ${percent(differing).padStart(7)}   ${namesOf(ranked)}`,
    `${' '.repeat(23)}${wayText(ranked)}; ${read} pixels${mode}`,
  ];
}

function namesOf({ samplers }: RankedClass): string {
  const names = samplers.slice(0, MEMBERS).map(({ id }) => id);
  const more = samplers.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
