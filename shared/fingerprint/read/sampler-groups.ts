/** Samplers by their tables: those that read alike are told apart only by their arithmetic. */
import { SAMPLERS } from '../../resample/catalog.ts';
import { axisTapsOf, type Plan, type SourceShape } from '../../resample/taps/plan.ts';
import type { Size } from '../../base/raster.ts';
import { findSampler } from '../../resample/catalog.ts';

/** From and to which lengths tables are compared: a fraction, a whole ratio, an enlargement, a large ratio. */
const PROBES: readonly [number, number][] = [
  [41, 17],
  [48, 16],
  [17, 30],
  [90, 19],
];

let known: string[][] | undefined;

/** Taps of an output of a sampler that is as cheap as it is sparse: two, and what the edges add. */
const SPARSE_TAPS = 2.5;
/** So many of the others stand for all of them: dense tables all read around the same places. */
const DENSE_SCOUTS = 4;

/** Groups that together show every place that a sampler may read around: a few dense ones, and the sparse ones. */
export function scoutGroups(
  ofDense = DENSE_SCOUTS,
  ofSparse = Infinity,
): readonly (readonly string[])[] {
  const [from, to] = PROBES.at(-1)!;
  const shape: SourceShape = { width: from, height: from, channels: 3, dtype: 'uint8' };
  const isSparse = ([id]: readonly string[]) => {
    const plan = planOrNull(id, shape, { width: to, height: to });
    return plan !== null && axisTapsOf(plan, 'x').indices.length <= SPARSE_TAPS * to;
  };
  const sparse = samplerGroups().filter(isSparse);
  const dense = samplerGroups().filter((group) => !sparse.includes(group));
  const step = Math.max(1, Math.ceil(dense.length / ofDense));
  return [...dense.filter((_, i) => i % step === 0), ...sparse.slice(0, ofSparse)];
}

/** Ids of the catalog's samplers, each list with equal tables. */
export function samplerGroups(): readonly (readonly string[])[] {
  known ??= grouped();
  return known;
}

function grouped(): string[][] {
  const groups = new Map<string, string[]>();
  for (const { id } of SAMPLERS) {
    const tables = PROBES.map(([n, m]) => tablesText(id, n, m));
    if (tables.every((table) => table === null)) continue;
    // Which sample the nearest is differs by rounding at sizes that no probe has.
    const isNearest = tables.every((table) => table === null || isSingle(table));
    const key = isNearest ? id : tables.join('|');
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  return [...groups.values()];
}

function isSingle(tables: string): boolean {
  return tables.split(';').every((output) => output.split(':').length <= 2);
}

function tablesText(id: string, n: number, m: number): string | null {
  const shape: SourceShape = { width: n, height: n + 1, channels: 3, dtype: 'uint8' };
  const plan = planOrNull(id, shape, { width: m, height: m });
  if (plan === null) return null;
  return (['x', 'y'] as const)
    .map((axis) => {
      const { offsets, indices, weights } = axisTapsOf(plan, axis);
      const texts: string[] = [];
      for (let d = 0; d < offsets.length - 1; d++) {
        const at = new Map<number, number>();
        for (let k = offsets[d]; k < offsets[d + 1]; k++) {
          at.set(indices[k], (at.get(indices[k]) ?? 0) + weights[k]);
        }
        for (const [index, weight] of at) {
          const rounded = Math.round(weight * 500);
          if (rounded !== 0) texts.push(`${index}:${rounded}`);
        }
        texts.push(';');
      }
      return texts.join(' ');
    })
    .join('/');
}

/** The plan of a sampler; null where it does not take such pictures. */
export function planOrNull(id: string, shape: SourceShape, size: Size): Plan | null {
  try {
    return findSampler(id).plan(shape, size);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
