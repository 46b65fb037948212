/** A finding as text for a terminal. */
import type { ImageFacts } from '../../shared/facts.ts';
import type { Finding } from '../../shared/finding.ts';
import { printableLines } from '../../shared/printable.ts';
import type { ViewEvidence } from '../../shared/verdict.ts';

/** The finding in a few aligned lines: verdict first, then reasons, view and facts. */
export function findingText(finding: Finding): string {
  const lines = [
    `${finding.file}: ${verdictWord(finding).toUpperCase()} (score ${finding.score.toFixed(2)})`,
  ];
  for (const reason of finding.reasons) lines.push(`  ${reason}`);
  if (finding.view !== null) lines.push('', ...viewLines(finding.view));
  if (finding.facts !== null) lines.push('', ...factLines(finding.facts));
  return printableLines(lines);
}

/** The verdict for people: what could not be assessed is never called clean. */
export function verdictWord({ verdict, explanation }: Finding): string {
  return explanation === 'not-assessable' ? 'not assessable' : verdict;
}

function viewLines(view: ViewEvidence): string[] {
  const { disagreement } = view;
  return aligned([
    ['Machine view', `${view.width}x${view.height} by ${view.pipeline}`],
    ['Ratio', `${view.ratioX.toFixed(2)} across, ${view.ratioY.toFixed(2)} down`],
    ['Pixels read', `${(view.readShare * 100).toFixed(1)} % of the source`],
    [
      'Disagreement',
      `${disagreement.rms.toFixed(2)} grey levels RMS, ${disagreement.max.toFixed(0)} at most, ` +
        `${disagreement.normalised.toFixed(2)} times the image's own detail`,
    ],
  ]);
}

function factLines(facts: ImageFacts): string[] {
  const color = `${facts.colorType}, ${facts.bitDepth} bit${facts.hasAlpha ? ', alpha' : ''}`;
  return [
    ...aligned([
      ['SHA-256', facts.sha256],
      ['File', `${facts.format}, ${facts.bytes} bytes`],
      ['Image', `${facts.width}x${facts.height}, ${color}`],
      ['Orientation', facts.orientation === 1 ? 'upright' : `EXIF ${facts.orientation}`],
      ['ICC profile', facts.iccName ?? 'none'],
      ['Frames', String(facts.frames)],
    ]),
    ...facts.notes.map((note) => `  Note: ${note}`),
  ];
}

function aligned(rows: [string, string][]): string[] {
  return rows.map(([label, value]) => `  ${label.padEnd(14)}${value}`);
}
