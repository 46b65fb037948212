/** An evaluation as Markdown tables. */
import type { DetectorFigures, Evaluation, Share, VerdictFigures } from './evaluation.ts';

/** Every table, one after the other. */
export function evaluationText(evaluation: Evaluation): string {
  const { benign, attacks, failed, own, comparators, seconds } = evaluation;
  const parts = [
    `${benign} benign images and ${attacks} attacks. Shares with 95% intervals: Wilson, AUC by DeLong.`,
    ...(benign < 1000
      ? [`With fewer than 1000 benign images "at 0.1%" means: above every one of them.`]
      : []),
    detectorTable([own, ...comparators]),
    'False alarms and detections at the own threshold of each; for Scalescope, at the verdict `attack`:',
    thresholdTable([own, ...comparators]),
    `Size within one pixel, told nothing: ${shown(evaluation.size)} of the attacks.`,
    verdictTable(evaluation),
  ];
  if (comparators.length > 0) {
    parts.push('Detected at 1% false alarms, by kind of attack:', kindTable([own, ...comparators]));
  }
  parts.push(
    `Time of one image, median: Scalescope ${seconds.detectMedian.toFixed(2)} s ` +
      `(${seconds.ratioToDecodeMedian.toFixed(1)} times its decode), all comparators together ` +
      `${seconds.compareMedian.toFixed(2)} s.`,
    ...failed.map(({ file, error }) => `Not examined: ${file}: ${error}`),
  );
  return `${parts.join('\n\n')}\n`;
}

function detectorTable(detectors: readonly DetectorFigures[]): string {
  return table(
    ['detector', 'AUC', 'detected at 1%', 'detected at 0.1%'],
    detectors.map(({ name, auc, aucInterval, at1, at01 }) => [
      name,
      `${auc.toFixed(3)} [${aucInterval.map((end) => end.toFixed(3)).join(', ')}]`,
      shown(at1),
      shown(at01),
    ]),
  );
}

function thresholdTable(detectors: readonly DetectorFigures[]): string {
  return table(
    ['detector', 'false alarms', 'detected'],
    detectors.map(({ name, alarms, detected }) => [name, shown(alarms), shown(detected)]),
  );
}

function verdictTable({ verdicts, kinds }: Evaluation): string {
  const row = (name: string, { attack, flagged }: VerdictFigures, size: Share | null) => [
    name,
    shown(attack),
    shown(flagged),
    size === null ? '' : shown(size),
  ];
  return table(
    ['told nothing', 'verdict attack', 'attack or suspicious', 'size right'],
    [
      row('all attacks', verdicts.attacks, null),
      ...kinds
        .filter(({ label }) => label === 'attack')
        .map(({ name, verdicts: of, size }) => row(name, of, size)),
      row('all benign', verdicts.benign, null),
      ...kinds
        .filter(({ label, verdicts: of }) => label === 'benign' && of.flagged.k > 0)
        .map(({ name, verdicts: of }) => row(`benign: ${name}`, of, null)),
    ],
  );
}

function kindTable(detectors: readonly DetectorFigures[]): string {
  const kinds = Object.entries(detectors[0].kinds);
  return table(
    ['detector', ...kinds.map(([kind, { n }]) => `${kind} (${n})`)],
    detectors.map(({ name, kinds: of }) => [
      name,
      ...kinds.map(([kind]) => `${Math.round((100 * of[kind].k) / of[kind].n)}%`),
    ]),
  );
}

/** `k of n, percent [interval]`. */
export function shown({ k, n, interval: [low, high] }: Share): string {
  if (n === 0) return 'none';
  const percent = (value: number) => (100 * value).toFixed(1);
  return `${k} of ${n}, ${percent(k / n)}% [${percent(low)}, ${percent(high)}]`;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((text, i) =>
    Math.max(3, text.length, ...rows.map((row) => row[i].length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
