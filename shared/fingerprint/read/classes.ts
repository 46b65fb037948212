/** What was tried, put together: ways that make the same bytes are one class, and classes are ranked. */
import type { Raster, Size } from '../../base/raster.ts';
import { SAMPLERS } from '../../resample/catalog.ts';
import { complexity, type Way } from './way.ts';
import type { Comparison } from './compare.ts';

export interface Tried {
  way: Way;
  made: Raster<Uint8Array>;
  compared: Comparison;
}

export interface SamplerClass extends Comparison {
  /** The simplest of its ways. */
  way: Way;
  /** Every way that makes these bytes, the simplest first. */
  ways: Way[];
  /** Samplers of the last resize of these ways, without doubles. */
  samplers: string[];
  /** The probability among all that was tried, each class being as probable as another before. */
  share: number;
}

/** The classes of `tried`, the most likely first. */
export function classesOf(tried: readonly Tried[], chart: Size): SamplerClass[] {
  const groups = new Map<string, Tried[]>();
  for (const each of tried) {
    const key = bytesKey(each);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const classes = [...groups.values()].map((members): SamplerClass => {
    const ways = members
      .map(({ way }) => way)
      .sort((a, b) => complexity(a, chart) - complexity(b, chart) || flagsOf(a) - flagsOf(b));
    const least = complexity(ways[0], chart);
    const simplest = ways.filter((way) => complexity(way, chart) === least);
    const samplers = inOrder(new Set(simplest.map(({ resizes }) => resizes.at(-1)!.sampler)));
    return { ...members[0].compared, way: ways[0], ways, samplers, share: 0 };
  });
  classes.sort(
    (a, b) =>
      b.logLikelihood - a.logLikelihood || complexity(a.way, chart) - complexity(b.way, chart),
  );
  const [best] = classes;
  if (best === undefined) return [];
  const weights = classes.map(({ logLikelihood }) => Math.exp(logLikelihood - best.logLikelihood));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return classes.map((each, i) => ({ ...each, share: weights[i] / total }));
}

/** Plain samplers before their variants, else as the catalog has them. */
function inOrder(ids: ReadonlySet<string>): string[] {
  return SAMPLERS.flatMap(({ id }) => (ids.has(id) ? [id] : [])).sort(
    (a, b) => flags(a) - flags(b),
  );
}

function flags(id: string): number {
  return id.split(/[+@]/).length;
}

function flagsOf({ resizes }: Way): number {
  return resizes.reduce((sum, { sampler }) => sum + flags(sampler), 0);
}

/** Two hashes of 32 bits and the moments: enough for some hundred pictures. */
function bytesKey({ made: { width, height, channels, data } }: Tried): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b1;
  for (let i = 0; i < data.length; i++) {
    a = Math.imul(a ^ data[i], 0x01000193);
    b = Math.imul(b, 31) + data[i];
  }
  return [width, height, channels, a >>> 0, b >>> 0].join(' ');
}
