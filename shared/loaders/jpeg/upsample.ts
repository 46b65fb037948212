/**
 * Components of a JPEG to the size of the picture, as libjpeg-turbo does it (jdsample.c): doubled along an axis by
 * weights of 3/4 and 1/4 with rounding that alternates, else repeated.
 */

/** Samples of 8 bits, `stride` a row, of which `width` by `height` belong to the picture. */
export interface SamplePlane {
  width: number;
  height: number;
  stride: number;
  data: Uint8ClampedArray;
}

/** Columns from which libjpeg interpolates; narrower planes are repeated. */
const LEAST_COLUMNS = 3;

/**
 * `plane` enlarged by `across` and `down`, whole numbers, where `isSmooth` by interpolation along an axis that
 * doubles. The first `width` by `height` samples are made.
 */
export function upsampled(
  plane: SamplePlane,
  across: number,
  down: number,
  isSmooth: boolean,
  width: number,
  height: number,
): SamplePlane {
  if (across === 1 && down === 1) return plane;
  const smoothAcross = isSmooth && plane.width >= LEAST_COLUMNS;
  if (across === 2 && down === 1 && smoothAcross) return wider(plane, width, height);
  if (across === 1 && down === 2 && isSmooth) return taller(plane, width, height);
  if (across === 2 && down === 2 && smoothAcross) return both(plane, width, height);
  const out = emptyPlane(width, height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor(y / down) * plane.stride;
    for (let x = 0; x < width; x++) out.data[to++] = plane.data[row + Math.floor(x / across)];
  }
  return out;
}

function emptyPlane(width: number, height: number): SamplePlane {
  return { width, height, stride: width, data: new Uint8ClampedArray(width * height) };
}

function wider({ width: columns, stride, data }: SamplePlane, width: number, height: number) {
  const out = emptyPlane(width, height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = y * stride;
    for (let x = 0; x < width; x++, to++) {
      const at = x >> 1;
      const own = data[row + at];
      const isRight = (x & 1) === 1;
      const beside = at + (isRight ? 1 : -1);
      out.data[to] =
        beside < 0 || beside >= columns
          ? own
          : (3 * own + data[row + beside] + (isRight ? 2 : 1)) >> 2;
    }
  }
  return out;
}

function taller({ height: rows, stride, data }: SamplePlane, width: number, height: number) {
  const out = emptyPlane(width, height);
  for (let y = 0, to = 0; y < height; y++) {
    const [own, beside] = rowsAt(y, rows);
    const rounding = (y & 1) === 1 ? 2 : 1;
    for (let x = 0; x < width; x++, to++) {
      out.data[to] = (3 * data[own * stride + x] + data[beside * stride + x] + rounding) >> 2;
    }
  }
  return out;
}

/** The row that counts three times, and the other; beyond the edge it is the same once more. */
function rowsAt(y: number, rows: number): [own: number, beside: number] {
  const own = y >> 1;
  const beside = own + ((y & 1) === 1 ? 1 : -1);
  return [own, Math.min(rows - 1, Math.max(0, beside))];
}

function both(
  { width: columns, height: rows, stride, data }: SamplePlane,
  width: number,
  height: number,
) {
  const out = emptyPlane(width, height);
  const sums = new Int32Array(columns);
  for (let y = 0, to = 0; y < height; y++) {
    const [own, beside] = rowsAt(y, rows);
    for (let x = 0; x < columns; x++)
      sums[x] = 3 * data[own * stride + x] + data[beside * stride + x];
    for (let x = 0; x < width; x++, to++) {
      const at = x >> 1;
      const isRight = (x & 1) === 1;
      const other = at + (isRight ? 1 : -1);
      const next = other < 0 || other >= columns ? sums[at] : sums[other];
      out.data[to] = (3 * sums[at] + next + (isRight ? 7 : 8)) >> 4;
    }
  }
  return out;
}
