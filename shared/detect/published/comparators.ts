/**
 * What the published detectors would have said of an image, told the true size and resizer. They
 * decide nothing here: they are printed beside the verdict, and measured against it.
 *
 * Thresholds: what one in a hundred of 160 photographs exceeds, each at one of eight common sizes (the
 * rule of Quiring, Mueller, Rieck 2023; the authors' own thresholds depend on their images). Screens,
 * documents and halftones exceed them much more often: test/evaluate/COMPARATORS.md.
 */
import { similarityOf } from '../../math/similarity.ts';
import type { Raster, Size } from '../../base/raster.ts';
import { cleaned } from './clean-filter.ts';
import { spectrumPoints } from './csp.ts';
import { minimumFilter } from './filtering.ts';
import { publishedInput, type PublishedInput } from './input.ts';
import { patchClean, targetedPatchClean } from './patch-clean.ts';
import { peakDistance } from './peak-distance.ts';
import { peakSpectrum } from './peak-spectrum.ts';
import { downAndUp } from './scaling.ts';

/** What a detector has to be told. */
export type Needs = 'nothing' | 'size' | 'size and resizer';

export interface ComparatorEvidence {
  name: string;
  source: string;
  needs: Needs;
  /** As the method measures it; null where it is not defined, as the peaks below a ratio of 2. */
  value: number | null;
  unit: string;
  threshold: number;
  /** True where smaller values are the suspicious ones. */
  lower: boolean;
  /** 0..1, higher is more suspicious; 0.5 at the threshold, 0 where there is no value. */
  score: number;
}

interface Comparator extends Omit<ComparatorEvidence, 'value' | 'score'> {
  /** Change of the value that changes the score as much as one of log odds. */
  scale: number;
  /** A key of the measured values. */
  measure: (measured: Measured) => number | null;
}

/** What several comparators share, made once. */
interface Measured {
  input: PublishedInput;
  scaling: ReturnType<typeof downAndUp>;
  filtering: ReturnType<typeof minimumFilter>;
  median: Raster<Uint8Array>;
  medianAlike: ReturnType<typeof similarityOf>;
  randomAlike: ReturnType<typeof similarityOf>;
}

const DECAMOUFLAGE = 'Kim et al. 2021, Decamouflage (arXiv 2010.03735)';
const ACSAC = 'Quiring, Mueller, Rieck 2023 (arXiv 2310.15085)';
const BOTH = 'size and resizer';

const COMPARATORS: readonly Comparator[] = [
  {
    name: 'scaling MSE',
    source: DECAMOUFLAGE,
    needs: BOTH,
    unit: 'dB (PSNR)',
    lower: true,
    threshold: 15.1,
    scale: 2,
    measure: ({ scaling }) => scaling.psnrDb ?? EQUAL_DB,
  },
  {
    name: 'scaling SSIM',
    source: DECAMOUFLAGE,
    needs: BOTH,
    unit: '',
    lower: true,
    threshold: 0.193,
    scale: 0.1,
    measure: ({ scaling }) => scaling.ssim,
  },
  {
    name: 'filtering MSE',
    source: DECAMOUFLAGE,
    needs: 'nothing',
    unit: 'dB (PSNR)',
    lower: true,
    threshold: 13.9,
    scale: 2,
    measure: ({ filtering }) => filtering.psnrDb ?? EQUAL_DB,
  },
  {
    name: 'filtering SSIM',
    source: DECAMOUFLAGE,
    needs: 'nothing',
    unit: '',
    lower: true,
    threshold: 0.492,
    scale: 0.1,
    measure: ({ filtering }) => filtering.ssim,
  },
  {
    name: 'CSP',
    source: DECAMOUFLAGE,
    needs: 'nothing',
    unit: 'spots',
    lower: false,
    threshold: 3,
    scale: 10,
    measure: ({ input }) => spectrumPoints(input),
  },
  {
    name: 'peak spectrum',
    source: ACSAC,
    needs: 'size',
    unit: 'share of bins below',
    lower: false,
    threshold: 0.846,
    scale: 0.05,
    measure: ({ input }) => peakSpectrum(input),
  },
  {
    name: 'peak distance',
    source: ACSAC,
    needs: 'size',
    unit: 'bins',
    lower: true,
    threshold: 41.4,
    scale: 10,
    measure: ({ input }) => peakDistance(input),
  },
  {
    name: 'clean filter, median, PSNR',
    source: ACSAC,
    needs: BOTH,
    unit: 'dB',
    lower: true,
    threshold: 24.6,
    scale: 2,
    measure: ({ medianAlike }) => medianAlike.psnrDb ?? EQUAL_DB,
  },
  {
    name: 'clean filter, median, SSIM',
    source: ACSAC,
    needs: BOTH,
    unit: '',
    lower: true,
    threshold: 0.595,
    scale: 0.1,
    measure: ({ medianAlike }) => medianAlike.ssim,
  },
  {
    name: 'clean filter, random, PSNR',
    source: ACSAC,
    needs: BOTH,
    unit: 'dB',
    lower: true,
    threshold: 21.3,
    scale: 2,
    measure: ({ randomAlike }) => randomAlike.psnrDb ?? EQUAL_DB,
  },
  {
    name: 'clean filter, random, SSIM',
    source: ACSAC,
    needs: BOTH,
    unit: '',
    lower: true,
    threshold: 0.412,
    scale: 0.1,
    measure: ({ randomAlike }) => randomAlike.ssim,
  },
  {
    name: 'patch-clean',
    source: ACSAC,
    needs: BOTH,
    unit: 'dB',
    lower: false,
    threshold: 35.5,
    scale: 4,
    measure: ({ input, median }) => patchClean(input, median),
  },
  {
    name: 'targeted patch-clean',
    source: ACSAC,
    needs: BOTH,
    unit: 'grey levels',
    lower: false,
    threshold: 51.3,
    scale: 10,
    measure: ({ input, median }) => targetedPatchClean(input, median),
  },
];

/** PSNR of pictures that are equal. */
const EQUAL_DB = 100;

/** Names of the comparators, in their order. */
export const COMPARATOR_NAMES: readonly string[] = COMPARATORS.map(({ name }) => name);

/**
 * What each comparator says of `raster`, told the target size and the resizer by id. Throws what
 * planOf throws.
 */
export function compareWithPublished(
  raster: Raster,
  target: Size,
  sampler: string,
): ComparatorEvidence[] {
  const input = publishedInput(raster, target, sampler);
  const median = cleaned(input, 'median');
  const measured: Measured = {
    input,
    scaling: downAndUp(input),
    filtering: minimumFilter(input),
    median,
    medianAlike: similarityOf(input.picture, median),
    randomAlike: similarityOf(input.picture, cleaned(input, 'random')),
  };
  return COMPARATORS.map(({ measure, scale, ...comparator }) => {
    const value = measure(measured);
    return { ...comparator, value, score: scoreOf(value, comparator, scale) };
  });
}

function scoreOf(
  value: number | null,
  { threshold, lower }: Pick<Comparator, 'threshold' | 'lower'>,
  scale: number,
): number {
  if (value === null) return 0;
  const above = lower ? threshold - value : value - threshold;
  return 1 / (1 + Math.exp(-above / scale));
}
