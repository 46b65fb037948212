/** A finding as text for a terminal. */
import type { ImageFacts } from '../../../shared/image/facts.ts';
import { factRowsOf, itemText } from '../../../shared/image/forensics/fact-rows.ts';
import type { Finding, FindingTarget } from '../../../shared/finding/finding.ts';
import { labelSentence, type Label, type LabelPair } from '../../../shared/finding/labels.ts';
import {
  evidenceText,
  latticeText,
  listedWord,
  neededText,
  scoreOf,
  searchedText,
  skippedText,
  targetScoreText,
  verdictAndScore,
  verdictWord,
} from '../../../shared/verdict/words.ts';
import { regionText } from '../../../shared/verdict/amounts.ts';
import { loaderText } from '../../../shared/loaders/loader-words.ts';
import { allPipelines } from '../../../shared/pipelines/pipeline.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import { textLines } from './text-lines.ts';
import type { Verdict, ViewEvidence } from '../../../shared/verdict/judge.ts';

/** The finding in aligned lines: verdict first, then reasons, targets, view and facts. */
export function findingText(finding: Finding): string {
  const word = verdictWord(finding).toUpperCase();
  const lines = [`${finding.file}: ${verdictAndScore(finding, word)}`];
  for (const reason of finding.reasons) lines.push(`  ${reason}`);
  lines.push(...openLines(finding));
  lines.push(...finding.targets.flatMap((target) => ['', ...targetLines(target)]));
  const about = aboutLines(finding);
  if (about.length > 0) lines.push('', ...about);
  if (finding.text !== undefined) lines.push('', ...textLines(finding.text));
  if (finding.labels !== undefined) lines.push('', ...labelLines(finding.labels));
  if (finding.view !== null) lines.push('', ...viewLines(finding.view, finding));
  if (finding.facts !== null) {
    lines.push('', ...factLines(finding.facts), ...forensicLines(finding.facts));
    const items = itemLines(finding.facts, finding);
    if (items.length > 0) lines.push('', ...items);
  }
  return printableLines(lines);
}

/** Lattices that are left to look at, each with the options that show it. */
function openLines({ unexplained = [], skipped }: Finding): string[] {
  const rest = skippedText(skipped);
  return [
    ...unexplained.map(
      (one) => `  ${latticeText(one)}: look with --size ${one.width}x${one.height} --out FOLDER`,
    ),
    ...(rest === null ? [] : [`  ${rest}`]),
  ];
}

/** What was searched, and what the score is. */
function aboutLines(finding: Finding): string[] {
  const { tested, judgements } = finding;
  const rows: [string, string][] = [];
  if (tested !== null) rows.push(['Searched', searchedText({ tested, judgements })]);
  const score = scoreOf(finding);
  if (score !== null) rows.push(['Score', `${score.value.toFixed(2)}: ${score.meaning}`]);
  const evidence = evidenceText(finding);
  if (evidence !== null) rows.push(['Evidence', evidence]);
  return aligned(rows);
}

function targetLines(target: FindingTarget): string[] {
  const { width, height, samplers, channels, regions, records } = target;
  const rows: [string, string][] = [
    ['Target', `${width}x${height} (${targetScoreText(target)})`],
    ['Seen by', samplers.length === 0 ? 'no sampler by itself' : samplers.join(', ')],
    ['Channels', channels.join(', ')],
  ];
  if (regions.length > 0)
    rows.push(['Altered', regions.slice(0, MOST_REGIONS).map(regionText).join('; ')]);
  for (const { title, value, threshold } of records) {
    rows.push([title, `${value.toFixed(2)} (threshold ${threshold.toFixed(2)})`]);
  }
  return aligned(rows);
}

/** The most altered places that are printed. */
const MOST_REGIONS = 4;

function labelLines(labels: readonly LabelPair[]): string[] {
  return labels.flatMap((pair) => [
    labelSentence(pair),
    ...aligned([
      ['A person sees', namesOf(pair.human)],
      ['It receives', namesOf(pair.machine)],
    ]),
  ]);
}

function namesOf(labels: readonly Label[]): string {
  return labels
    .map(({ name, probability }) => `${name} ${(probability * 100).toFixed(1)} %`)
    .join(', ');
}

/** Who loads the file for the pipeline of a view; nothing where that is not one of the catalog. */
function loaderRows(pipeline: string, facts: ImageFacts | null): [string, string][] {
  const decode = allPipelines().find(({ id }) => id === pipeline)?.decode;
  if (decode?.library === undefined || facts === null) return [];
  return [['Loaded by', loaderText(decode.library, facts, decode.orientation)]];
}

function viewLines(view: ViewEvidence, { judgements, facts }: Finding): string[] {
  const { disagreement } = view;
  const { evidence, needed } = judgements.find(({ of }) => of === 'view') ?? {};
  const departure =
    view.departure === null ||
    view.departure.antialiases ||
    typeof evidence !== 'number' ||
    needed === undefined
      ? []
      : ([
          [
            'Departure',
            `${evidence.toFixed(2)} times what unread pixels explain (${neededText(needed)})`,
          ],
        ] satisfies [string, string][]);
  return aligned([
    ['Machine view', `${view.width}x${view.height} by ${view.pipeline}`],
    ...loaderRows(view.pipeline, facts),
    ['Ratio', `${view.ratioX.toFixed(2)} across, ${view.ratioY.toFixed(2)} down`],
    ['Pixels read', `${(view.readShare * 100).toFixed(1)} % of the source`],
    ...departure,
    [
      'Difference',
      `${disagreement.rms.toFixed(2)} grey levels RMS from the antialiased view, ` +
        `${disagreement.max.toFixed(0)} at most`,
    ],
    ['First look', `${disagreement.normalised.toFixed(2)} times the image's own detail`],
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

/** What is notable of what the file says of itself. */
function forensicLines({ forensics }: ImageFacts): string[] {
  const rows = forensics === undefined ? [] : factRowsOf(forensics);
  return aligned(
    rows.filter(({ isNotable }) => isNotable).map(({ label, value }) => [label, value]),
  );
}

/** The pictures in the file besides the main one, with what was found in each. */
function itemLines(
  { items = [], itemCount = items.length }: ImageFacts,
  examined: Finding,
): string[] {
  if (items.length === 0) return [];
  const verdicts = new Map(examined.items?.map((item) => [item.id, item]));
  const shown = items.slice(0, MOST_ITEMS);
  return [
    `Second pictures in the file: ${itemCount}. Look at one with --item ID`,
    ...shown.map((item) => {
      const { verdict = null, reasons } = verdicts.get(item.id) ?? {};
      const why = reasons === undefined ? '' : `: not examined, ${reasons[0] ?? ''}`;
      return `  ${itemText(item)}${verdict === null ? why : `: ${WORDS[verdict]}`}`;
    }),
    ...(itemCount > shown.length ? [`  and ${itemCount - shown.length} more`] : []),
  ];
}

/** The most second pictures that are printed. */
const MOST_ITEMS = 16;

const WORDS: Record<Verdict, string> = {
  attack: listedWord('attack'),
  suspicious: listedWord('suspicious'),
  clean: listedWord('clean'),
  error: listedWord('error'),
};

function aligned(rows: [string, string][]): string[] {
  return rows.map(([label, value]) => `  ${label.padEnd(14)}${value}`);
}
