/**
 * The 8-bit planes that detection looks at: each color channel or their mean. Payloads
 * may sit in one channel only, so the mean weighs channels alike (luma would hide blue), and alpha is a
 * plane where it varies. With an image come maps of how far each pixel strays from its neighborhood, in
 * the channel where it strays most:
 *
 *   median   |I - median of 3x3|: a written pixel (or a 2x2 block) strays; edges and gradients do not
 *   pixels   distance from the range of the eight pixels around; text and line art are inside of it
 *   blocks   the same of the mean of a 2x2 block and the twelve pixels around, at its top left pixel
 *   isolated the larger of pixels and blocks
 *
 * All at most 48 grey levels, 0 at the borders.
 *
 * Source: own formulation; the minimum and maximum filters of Quiring 2020 and Decamouflage, with the hole in the middle that makes them one-sided.
 */
import type { Raster, Size } from '../../base/raster.ts';
import type { Bytes, DetectWasm } from '../kernels/wasm.ts';

/** `gray`, `r`, `g`, `b`, `a` (alpha), or `mean` of r, g and b. */
export type PlaneName = 'gray' | 'mean' | 'r' | 'g' | 'b' | 'a';

export interface Plane extends Size {
  name: PlaneName;
  /** height*width bytes each, in WebAssembly memory. */
  data: Bytes;
  median: Bytes;
  pixels: Bytes;
  blocks: Bytes;
  isolated: Bytes;
  /** The sums of the maps of pixels and of blocks. */
  residuals: { pixels: number; blocks: number };
}

/** Strips that the sums of the median map are taken in, across the other axis. */
export const STRIPS = 5;

/** What the sums of the main plane's maps are, per column and per row. */
export interface Projections {
  /** The strips of the median map, then the maps of pixels and blocks: STRIPS + 2 rows per axis. */
  columns: Float64Array[];
  rows: Float64Array[];
}

/** An image in WebAssembly memory: of a large one, one plane at a time. */
export interface Planes {
  /** The plane that candidates are sought in, with its sums. */
  main: Plane;
  projections: Projections;
  /** The color channels, none where all are alike; alpha, where it varies. */
  colors: PlaneName[];
  /** A plane, which may lie where the one before did; the maps stay. */
  load(name: PlaneName): Plane;
}

/** Bytes of the raster that are copied into WebAssembly memory at a time. */
const CHUNK = 2 ** 18;
/** Pixels of a plane up to which those of all channels are kept beside it. */
const MOST_KEPT = 4e6;
/** Rows that 16-bit sums of a map hold. */
const MOST_ROWS = 1365;
/** Rows before and after a chunk that its maps read. */
const BEFORE = 1;
const AFTER = 2;

/** Makes room for `raster` in `wasm` and loads its main plane. 16-bit samples keep their high byte. */
export function openPlanes(wasm: DetectWasm, raster: Raster): Planes {
  const { width, height, channels } = raster;
  const area = width * height;
  // Blocks in the last row and column reach beyond it, where an image before has left its own.
  const beyond = width + 64;
  const makeRoom = (): Bytes => {
    const plane = wasm.alloc(Uint8Array, area + beyond);
    plane.from(area).view().fill(0);
    return plane.from(0, area);
  };
  const [data, median, pixels, blocks, isolated] = [0, 1, 2, 3, 4].map(makeRoom);
  const chunkRows = Math.max(8, Math.floor(CHUNK / (width * channels)));
  const chunk = wasm.alloc(Uint8Array, (chunkRows + BEFORE + AFTER) * width * channels + 64);
  /** Writes the rows from `y` on of plane `name`. */
  const fillRows = (name: PlaneName, y: number, rows: number, plane = data): void => {
    const [to, count] = [plane.from(y * width), rows * width];
    if (channels === 1) return copySamples(raster, y * width, to.from(0, count).view());
    copySamples(raster, y * width * channels, chunk.from(0, count * channels).view());
    if (name === 'mean') wasm.meanOf(chunk, count, channels, to);
    else wasm.channelOf(chunk, count, channels, 'rgba'.indexOf(name), to);
  };
  const fill = (name: PlaneName, plane = data): void => {
    for (let y = 0; y < height; y += chunkRows) {
      fillRows(name, y, Math.min(chunkRows, height - y), plane);
    }
  };
  const variesAlpha = variesInAlpha(raster);
  const maps = [median, pixels, blocks] as const;
  const sums = summing(wasm, width, height);
  let colored = false;
  // Of fewer rows none has maps.
  if (height <= BEFORE + AFTER) fill('mean');
  wasm.scoped(() => {
    const [red, green, blue, alpha] = [0, 1, 2, 3].map(() =>
      wasm.alloc(Uint8Array, (chunkRows + BEFORE + AFTER) * width + 256),
    );
    const lines = wasm.alloc(Uint8Array, 7 * (width + 64));
    /** Writes `rows` rows of the mean from `y` on to `data`, and returns the planes that maps are made of. */
    const extract = (y: number, rows: number): Bytes[] => {
      const [mean, count] = [data.from(y * width), rows * width];
      if (channels === 1) {
        fillRows('mean', y, rows);
        return [mean];
      }
      copySamples(raster, y * width * channels, chunk.from(0, count * channels).view());
      const isColored = wasm.splitOf(chunk, count, channels, mean, red, green, blue) === 1;
      colored ||= isColored;
      if (variesAlpha) wasm.channelOf(chunk, count, channels, 3, alpha);
      // Where there is no color each channel is the mean.
      return [...(isColored ? [red, green, blue] : [mean]), ...(variesAlpha ? [alpha] : [])];
    };
    for (const map of [...maps, isolated]) map.from(0, Math.min(area, width)).view().fill(0);
    for (let from = BEFORE; from < height - AFTER; from += chunkRows) {
      const to = Math.min(from + chunkRows, height - AFTER);
      const first = from - BEFORE;
      extract(first, to + AFTER - first).forEach((plane, k) => {
        wasm.residualMaps(plane.from(-first * width), width, from, to, ...maps, lines, k);
      });
      const [at, count] = [from * width, (to - from) * width];
      wasm.largerOf(pixels.from(at), blocks.from(at), count, isolated.from(at));
      sums.add([...maps], from, to);
    }
    for (const map of [...maps, isolated]) {
      const end = Math.max(0, Math.min(height, Math.max(BEFORE, height - AFTER))) * width;
      map.from(end).view().fill(0);
    }
  });
  const colors: PlaneName[] = [
    ...(colored ? (['r', 'g', 'b'] as const) : []),
    ...(variesAlpha ? (['a'] as const) : []),
  ];
  const total = (map: number): number => sums.result().rows[STRIPS + map].reduce((a, b) => a + b);
  const residuals = { pixels: total(0), blocks: total(1) };
  const plane = (name: PlaneName, samples = data): Plane => {
    return { name, width, height, data: samples, median, pixels, blocks, isolated, residuals };
  };
  // Where there is room each is made once; else all lie where the main plane was.
  const isKept = area <= MOST_KEPT;
  const places = new Map(colors.map((name) => [name, isKept ? makeRoom() : data]));
  const made = new Set<PlaneName>();
  let loaded: PlaneName = 'mean';
  return {
    main: plane(colored ? 'mean' : 'gray'),
    projections: sums.result(),
    colors,
    load(name) {
      const wanted = name === 'gray' ? 'mean' : name;
      const place = places.get(wanted) ?? data;
      if (isKept ? place !== data && !made.has(wanted) : wanted !== loaded) fill(wanted, place);
      made.add(wanted);
      loaded = wanted;
      return plane(name, place);
    },
  };
}

/** Whether a raster has an alpha channel that is not the same all over. */
function variesInAlpha({ channels, data }: Raster): boolean {
  if (channels !== 4) return false;
  for (let i = 7; i < data.length; i += 4) if (data[i] !== data[3]) return true;
  return false;
}

/** Adds up maps per column and per row, while they are at hand. */
function summing(wasm: DetectWasm, width: number, height: number) {
  const strip = (_: unknown, s: number): number => Math.floor((s * width) / STRIPS);
  const edges = wasm.put(Int32Array.from({ length: STRIPS + 1 }, strip));
  const ends = wasm.put(Int32Array.of(0, width));
  const line = wasm.alloc(Uint16Array, width + 32);
  const perRow = wasm.alloc(Int32Array, MOST_ROWS * STRIPS);
  const make = (length: number) =>
    Array.from({ length: STRIPS + 2 }, () => new Float64Array(length));
  const result: Projections = { columns: make(width), rows: make(height) };
  // What the strip and map that are being added up have so far, in 16 bits.
  const addColumns = (map: Bytes, from: number, to: number, into: Float64Array): void => {
    line.view().fill(0);
    wasm.sumColumns(map.from(from * width), width, to - from, line);
    const sums = line.view();
    for (let x = 0; x < width; x++) into[x] += sums[x];
  };
  return {
    add([median, ...others]: Bytes[], from: number, to: number): void {
      for (let y = from; y < to;) {
        const strip = Math.min(STRIPS - 1, Math.floor((y * STRIPS) / height));
        const end = Math.min(to, y + MOST_ROWS, Math.ceil(((strip + 1) * height) / STRIPS));
        addColumns(median, y, end, result.columns[strip]);
        others.forEach((map, k) => addColumns(map, y, end, result.columns[STRIPS + k]));
        wasm.sumRows(median.from(y * width), width, end - y, edges, STRIPS, perRow);
        const sums = perRow.view();
        for (let s = 0; s < STRIPS; s++) {
          const into = result.rows[s];
          for (let row = y, at = s; row < end; row++, at += STRIPS) into[row] = sums[at];
        }
        others.forEach((map, k) => {
          wasm.sumRows(map.from(y * width), width, end - y, ends, 1, perRow);
          result.rows[STRIPS + k].set(perRow.view().subarray(0, end - y), y);
        });
        y = end;
      }
    },
    result: () => result,
  };
}

/** Copies as many samples as `out` takes, from sample `from` on. */
function copySamples({ data }: Raster, from: number, out: Uint8Array): void {
  if (data instanceof Uint8Array) out.set(data.subarray(from, from + out.length));
  else {
    const scale = data instanceof Uint16Array ? 1 / 256 : 1;
    for (let i = 0; i < out.length; i++) out[i] = data[from + i] * scale;
  }
}
