/**
 * What is written into the pixels that a view reads: what the pixels around them do not explain. What is drawn goes
 * on in the pixels beside, so print, edges and grain stay within their range. What is written for a machine alone
 * does not, and is legible over print and texture where the difference from the antialiased view is not.
 *
 *   read       a sample that the view reads (sanitize/read-pixels.ts)
 *   range      least and most of those beside it that count less: unread ones, else those of the lowest level
 *   unwritten  the source with each read sample brought into its range
 *   written    the view of the source less the view of the unwritten one
 */
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { machineView } from '../pipelines/machine-view.ts';
import { applyPart, type PipelineView } from '../pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../pipelines/request.ts';
import { readPixelsOf } from '../sanitize/read-pixels.ts';
import { differences, strongest } from './differences.ts';
import type { GreyPlane } from './plane.ts';

/** Pixels beside a read one that are looked at, and where none of those counts less. */
const REACHES = [1, 2] as const;
/** The share of the read pixels that may have none, at most. */
const MOST_STARVED = 0.5;

/** Bytes of a source of which a second one is made, at most: of larger ones the difference alone is read. */
const MOST_BYTES = 2 ** 27;
/** How many times what a view differs by a pixel beside a stroke may count for: print lessens the difference. */
const BESIDE_STROKE = 2;

/**
 * What is written into `view` of `source`: its strength, largest channel, then the strongest channel with its sign.
 * `machine` and `human`: that view, and the antialiased one. Empty where it is not known (unwritten), and of a source
 * larger than MOST_BYTES.
 */
export function writtenPlanes(
  source: Raster<IntegerSamples>,
  view: ViewRequest,
  { machine, human }: Record<'machine' | 'human', Raster<IntegerSamples>>,
): GreyPlane[] {
  if (source.data.byteLength > MOST_BYTES) return [];
  const applied = applyPart(pipelineOf(view), source, sizeOf(view), view.part ?? 0);
  const before = unwritten(source, applied.view);
  if (before === null) return [];
  const written = differences(machine, machineView(before, view).machine);
  const differs = differences(machine, human);
  const joined = written.map((plane, c) => joinStrokes(plane, differs[c]));
  const strength = new Float32Array(joined[0].data.length);
  for (const { data } of joined) {
    for (let i = 0; i < strength.length; i++)
      strength[i] = Math.max(strength[i], Math.abs(data[i]));
  }
  const [first] = strongest(joined);
  return first === undefined ? [] : [{ ...first.plane, data: strength }, first.plane];
}

/**
 * `written` with strokes joined where print that they cross breaks them, for there the pixels beside explain them: a
 * pixel beside a stroke counts for as much as the stroke, at most for what the view differs by there.
 */
function joinStrokes({ width, height, data }: GreyPlane, differs: GreyPlane): GreyPlane {
  const out = data.slice();
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const most = BESIDE_STROKE * Math.abs(differs.data[i]);
      if (most <= Math.abs(data[i])) continue;
      const sign = Math.sign(differs.data[i]);
      let beside = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          beside = Math.max(beside, sign * data[v * width + u]);
        }
      }
      const filled = Math.min(beside, most);
      if (filled > sign * data[i]) out[i] = sign * filled;
    }
  }
  return { width, height, data: out };
}

/**
 * `source` as it would be had nothing been written into what `view` reads; null where most of its neighbors are
 * read as much.
 */
export function unwritten<T extends IntegerSamples>(
  source: Raster<T>,
  view: PipelineView,
): Raster<T> | null {
  const { width, height, channels, data } = source;
  const read = readPixelsOf([view], source);
  const { level } = read;
  const colors = Math.min(3, channels);
  const out = data.slice() as T;
  const [least, most] = [new Uint16Array(3), new Uint16Array(3)];
  let starved = 0;
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const own = level[pixel];
      if (own === 0) continue;
      let lowest: number = own;
      for (const reach of REACHES) {
        const [left, right] = [Math.max(0, x - reach), Math.min(width - 1, x + reach)];
        const [top, bottom] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
        for (let v = top; v <= bottom; v++) {
          for (let other = v * width + left; other <= v * width + right; other++) {
            const beside = level[other];
            if (beside > lowest || beside === own) continue;
            const isFirst = beside < lowest;
            lowest = beside;
            for (let c = 0, at = other * channels; c < colors; c++, at++) {
              const value = data[at];
              if (isFirst || value < least[c]) least[c] = value;
              if (isFirst || value > most[c]) most[c] = value;
            }
          }
        }
        if (lowest < own) break;
      }
      if (lowest === own) {
        starved++;
        continue;
      }
      for (let c = 0, at = pixel * channels; c < colors; c++, at++) {
        out[at] = Math.min(most[c], Math.max(least[c], data[at]));
      }
    }
  }
  return starved > MOST_STARVED * read.count ? null : { ...source, data: out };
}
