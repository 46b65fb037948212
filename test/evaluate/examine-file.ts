/** One image of a labelled folder, seen by the detector and by every comparator. */
import { readFile } from 'node:fs/promises';
import { decode } from '../../main/engine/decode/decode.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../shared/image/facts.ts';
import { search, type Searched } from '../../shared/analyze/analyze.ts';
import type { IntegerSamples, Raster } from '../../shared/base/raster.ts';
import { judgeLoaders } from '../../shared/verdict/judge-loaders.ts';
import { judgeSearch } from '../../shared/verdict/judge-search.ts';
import { worstOf } from '../../shared/verdict/judge.ts';
import { compareWithPublished } from '../../shared/detect/published/comparators.ts';
import type { Told } from './manifest.ts';

export interface Order {
  path: string;
  file: string;
  /** Null leaves the comparators out. */
  told: Told | null;
}

export interface Examined {
  file: string;
  score: number;
  /** `error` where the image could not be examined. */
  verdict: string;
  error: string | null;
  targets: { w: number; h: number }[];
  decodeMs: number;
  detectMs: number;
  compareMs: number;
  megapixels: number;
  /** Each comparator by name: higher is more suspicious; and whether it says so at its threshold. */
  comparators: Record<string, { level: number; flagged: boolean }>;
}

/** Examines one file; what cannot be examined is told, not thrown. */
export async function examineFile({ path, file, told }: Order): Promise<Examined> {
  const started = performance.now();
  const result: Examined = {
    file,
    score: 0,
    verdict: 'error',
    error: null,
    targets: [],
    decodeMs: 0,
    detectMs: 0,
    compareMs: 0,
    megapixels: 0,
    comparators: {},
  };
  try {
    const bytes = await readFile(path);
    const policy = { orientation: 'stored', frame: 0 } as const;
    const { raster } = await decode(bytes, file, policy, DEFAULT_DECODE_LIMITS);
    const decoded = performance.now();
    const { blind, targets, loaders } = searched(raster);
    const detected = performance.now();
    if (told !== null) {
      for (const one of compareWithPublished(raster, told.size, told.sampler)) {
        const { name, value, lower, score } = one;
        const level = value === null ? -Infinity : lower ? -value : value;
        result.comparators[name] = { level, flagged: score > 0.5 };
      }
    }
    const judged = judgeSearch(blind, targets, raster);
    return {
      ...result,
      score: judged.score,
      verdict: worstOf([judged, judgeLoaders(loaders) ?? judged]).verdict,
      targets: blind.targets.map(({ width, height }) => ({ w: width, h: height })),
      decodeMs: decoded - started,
      detectMs: detected - decoded,
      compareMs: performance.now() - detected,
      megapixels: (raster.width * raster.height) / 1e6,
    };
  } catch (error) {
    return { ...result, error: toErrorBody(error).message };
  }
}

/** The search of every size with what confirms it, as a scan has it. */
function searched(raster: Raster<IntegerSamples>): Searched {
  const run = search(raster);
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}
