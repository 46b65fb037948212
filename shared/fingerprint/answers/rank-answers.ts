/** Ranks samplers and sizes by what a model could read in a chart: coarser than a returned picture, but enough for classes. */
import type { Raster, Size } from '../../base/raster.ts';
import { sizeText } from '../chart/chart-size.ts';
import { makeChart } from '../chart/chart.ts';
import { textsOf, type ChartText } from '../chart/layout.ts';
import { grayChart } from '../read/channel-order.ts';
import { sizesBetween } from '../read/known-sizes.ts';
import { scoutGroups } from '../read/sampler-groups.ts';
import { goWay } from '../read/way.ts';
import { legibility } from './legibility.ts';

export const ANSWERS_READING_SCHEMA = 'scalescope/fingerprint-answers-reading@1';

export interface AnsweredClass {
  /** Ids of samplers whose tables are alike. */
  samplers: string[];
  size: Size;
  /** 0 to 1: how probable among all that was tried. */
  share: number;
  logLikelihood: number;
}

export interface AnswersReading {
  schema: typeof ANSWERS_READING_SCHEMA;
  chart: Size;
  /** The texts of the chart, and whether they were read. */
  texts: { text: string; height: number; hidden: boolean; read: boolean }[];
  ranking: AnsweredClass[];
  reasons: string[];
  isComplete: boolean;
}

/** Sizes that are tried, and groups of samplers at each. */
const MOST_SIZES = 28;
const DENSE = 3;
const SPARSE = 9;
const MOST_TOLD = 8;

/** What `read` says of who resized the chart of `chart`. `isLate` ends the search early. */
export function rankAnswers(
  chart: Size,
  read: readonly string[],
  isLate: () => boolean,
): AnswersReading {
  const picture = grayChart(makeChart(chart));
  const texts = textsOf(chart);
  const isRead = readTexts(texts, read);
  const sizes = [chart, ...sizesBetween(chart, { width: 64, height: 64 })].slice(0, MOST_SIZES);
  const tried: TriedClass[] = [];
  let isComplete = true;
  for (const size of sizes) {
    for (const samplers of scoutGroups(DENSE, SPARSE)) {
      if (isLate()) isComplete = false;
      if (!isComplete) break;
      const made = goWay(picture, wayTo(chart, size, samplers[0]));
      if (made === null) continue;
      const chances = texts.map((text) => legibility(text, chart, made as Raster));
      const logLikelihood = chances.reduce(
        (sum, chance, i) => sum + Math.log(isRead[i] ? chance : 1 - chance),
        0,
      );
      tried.push({ samplers: [...samplers], size, share: 0, logLikelihood, chances });
    }
  }
  const classes = merged(tried);
  classes.sort((a, b) => b.logLikelihood - a.logLikelihood);
  const most = classes[0]?.logLikelihood ?? 0;
  const total = classes.reduce((sum, each) => sum + Math.exp(each.logLikelihood - most), 0);
  const ranking = classes.map(({ chances: _, ...each }) => ({
    ...each,
    share: Math.exp(each.logLikelihood - most) / total,
  }));
  return {
    schema: ANSWERS_READING_SCHEMA,
    chart,
    texts: texts.map(({ text, scale, period }, i) => ({
      text,
      height: 7 * scale,
      hidden: period > 0,
      read: isRead[i],
    })),
    ranking: ranking.slice(0, MOST_TOLD),
    reasons: reasonsOf(texts, isRead, classes),
    isComplete,
  };
}

type TriedClass = AnsweredClass & { chances: number[] };

/** Those of one size that show the same texts about as well are one class: answers do not tell them apart. */
function merged(tried: readonly TriedClass[]): TriedClass[] {
  const classes = new Map<string, TriedClass>();
  for (const each of tried) {
    const shown = each.chances.map((chance) => Math.round(4 * chance)).join('');
    const key = `${sizeText(each.size)} ${shown}`;
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { ...each, samplers: [...each.samplers] });
    else known.samplers.push(...each.samplers);
  }
  return [...classes.values()];
}

/** A resize of all of the chart. */
export function wayTo(chart: Size, size: Size, sampler: string) {
  return {
    cut: { left: 0, top: 0, width: chart.width, height: chart.height },
    resizes: [{ sampler, size }],
    window: { left: 0, top: 0, width: size.width, height: size.height },
  };
}

/** Which of `texts` are among the answers: letter by letter, long ones with one slip in five. */
export function readTexts(texts: readonly ChartText[], read: readonly string[]): boolean[] {
  const words = read.flatMap((line) => [
    ...line.toUpperCase().split(/[^A-Z0-9]+/),
    line.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''),
  ]);
  const given = new Set(words.filter((word) => word.length >= 3 && word.length <= 40));
  return texts.map(({ text }) =>
    [...given].some((word) => {
      if (word === text) return true;
      if (word.length !== text.length) return false;
      const slips = [...word].filter((letter, i) => letter !== text[i]).length;
      return slips <= Math.floor(text.length / 5);
    }),
  );
}

function reasonsOf(
  texts: readonly ChartText[],
  isRead: readonly boolean[],
  tried: readonly TriedClass[],
): string[] {
  const [best, second] = tried;
  const plain = texts.filter(({ period }) => period === 0);
  const hidden = texts.length - plain.length;
  const count = (of: (text: ChartText) => boolean) =>
    texts.filter((text, i) => isRead[i] && of(text)).length;
  const reasons = [
    `${count(({ period }) => period === 0)} of ${plain.length} plain texts were read, and ` +
      `${count(({ period }) => period > 0)} of ${hidden} words that only sparse samplers show.`,
  ];
  if (best === undefined || second === undefined) return reasons;
  const gaps = best.chances.map((chance, i) => Math.abs(chance - second.chances[i]));
  const widest = gaps.indexOf(Math.max(...gaps));
  const of = ({ samplers, size }: AnsweredClass) => `${samplers[0]} at ${sizeText(size)}`;
  if (gaps[widest] < 0.1) {
    return [
      ...reasons,
      `No text of this chart decides between ${of(best)} and ${of(second)}. A picture that comes back does, or a larger chart.`,
    ];
  }
  const [shows, hides] =
    best.chances[widest] > second.chances[widest] ? [best, second] : [second, best];
  return [
    ...reasons,
    `Whether ${texts[widest].text} can be read decides between the best two: ${of(shows)} shows it, ${of(hides)} does not. Ask once more.`,
  ];
}
