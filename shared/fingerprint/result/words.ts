/** A fingerprint in sentences that a person can read. */
import { sizeText } from '../chart/chart-size.ts';
import type { Fingerprint, FingerprintFile, RankedClass } from './told.ts';

/** What a fingerprint comes to, in one sentence. */
export const VERDICT_WORDS = {
  exact: 'Found: the catalog makes the same bytes',
  likely: 'Likely: as near as JPEG lets it be',
  nearest: 'Not in the catalog: this is the nearest',
  none: 'No resize of a chart',
} as const;

/** The sentences of `told`. */
export function reasonsOf(told: Omit<Fingerprint, 'reasons'>): string[] {
  const { files, ranking, models, rules, decides, verdict, isComplete } = told;
  const [best] = ranking;
  return [
    ...files.flatMap(fileReasons),
    ...(best === undefined || verdict === 'none' ? [] : bestReasons(best, verdict)),
    ...(rules.length > 0 ? [ruleReason(rules)] : []),
    ...(models.length > 0 ? [`Presets that make the same: ${models.join(', ')}.`] : []),
    ...(decides === null ? [] : [decides.text]),
    ...(isComplete ? [] : ['Time was up before everything was tried.']),
  ];
}

function fileReasons(file: FingerprintFile): string[] {
  const { file: name, chart, returned, shown, padding, turned, channels } = file;
  if (chart === null || returned === null || shown === null) {
    return [
      `${name} is no resize of a chart: no part of one is seen in it. ` +
        'Send a chart, save what comes back, and name charts of other sizes with --chart.',
    ];
  }
  const isAll =
    Math.abs(shown.width - chart.width) < 0.02 * chart.width &&
    Math.abs(shown.height - chart.height) < 0.02 * chart.height;
  const part = isAll
    ? `all of the chart of ${sizeText(chart)}`
    : `the part of the chart of ${sizeText(chart)} at ${Math.round(shown.x)},${Math.round(shown.y)} of about ` +
      `${Math.round(shown.width)}x${Math.round(shown.height)}`;
  return [
    `${name} is ${sizeText(returned)} and shows ${part}${turned === null ? '' : `, ${turned}`}.`,
    ...(padding === null
      ? []
      : [
          `It is padded around ${sizeText(padding.at)} at ${padding.at.left},${padding.at.top} with ` +
            `${padding.color.join(', ')}.`,
        ]),
    ...(channels === 'bgr' ? ['Red and blue are exchanged.'] : []),
    ...(channels === 'gray' ? ['It came back in gray.'] : []),
  ];
}

function bestReasons(best: RankedClass, verdict: Fingerprint['verdict']): string[] {
  const names = best.samplers.map(({ id }) => id).join(', ');
  const many =
    best.samplers.length > 1 ? ` ${best.samplers.length} samplers make these bytes alike:` : '';
  const match = {
    exact: 'Every byte is the same.',
    likely: 'All but a few coefficients lie within what JPEG rounds off.',
    nearest:
      `${percent(best.differing)} of its samples differ, by at most ${best.most} levels. The service uses ` +
      'a sampler that the catalog does not have, or changes the picture further.',
    none: '',
  }[verdict];
  return [`${many} ${names}: ${wayText(best)}. ${match}`.trim()];
}

/** How the picture was made, in short. */
export function wayText({ cut, chain, size, window }: RankedClass): string {
  const steps = [
    ...(cut === null ? [] : [`a part of ${sizeText(cut)} at ${cut.left},${cut.top}`]),
    ...chain.map(({ sampler, size: via }) => `${sampler} to ${sizeText(via)}`),
    `resized to ${sizeText(size)}`,
    ...(window === null ? [] : [`cut to ${sizeText(window)} at ${window.left},${window.top}`]),
  ];
  return steps.join(', then ');
}

function ruleReason([first, ...others]: readonly string[]): string {
  const shown = others.slice(0, 2);
  if (shown.length === 0) return `The size follows one rule: ${first}.`;
  return (
    `The size may follow several rules: ${[first, ...shown].join('; ')}. ` +
    'Another chart of another aspect decides.'
  );
}

/** `0.12` as `12 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 99.95 && share < 1) return 'over 99.9 %';
  return `${value >= 10 ? value.toFixed(1) : value.toFixed(2)} %`;
}
