/**
 * YUV to RGB as libheif 1.15 does it (heif-convert): chroma repeated, in single precision.
 */
import { nearestRows } from './chroma-rows.ts';
import type { AvifColors } from './libavif.ts';
import { lumaWeights, MATRIX } from './matrices.ts';
import type { Plane, YuvPlanes } from './planes.ts';

const f = Math.fround;

/** Factors of chroma for red, green and blue. */
interface Factors {
  redOfCr: number;
  greenOfCb: number;
  greenOfCr: number;
  blueOfCb: number;
}

/** Those of BT.601 as libheif writes them where the file names no matrix. */
const UNNAMED: Factors = {
  redOfCr: f(1.402),
  greenOfCb: f(-0.344136),
  greenOfCr: f(-0.714136),
  blueOfCb: f(1.772),
};

const NAMED: number[] = [
  MATRIX.bt709,
  MATRIX.fcc,
  MATRIX.bt470bg,
  MATRIX.bt601,
  MATRIX.smpte240,
  MATRIX.bt2020,
  MATRIX.chromaDerived,
];

/**
 * RGB, or RGBA where `planes` have alpha; of gray planes gray, its range left as it is. The samples have the
 * bits of the planes. Colors that were multiplied by alpha stay so: libheif does not divide them.
 */
export function libheifColors(planes: YuvPlanes): AvifColors {
  const { width, height, depth, y, alpha } = planes;
  if (planes.u === null && alpha === null) return { width, height, channels: 1, data: y };
  const channels = alpha === null ? 3 : 4;
  const length = width * height * channels;
  const data = depth > 8 ? new Uint16Array(length) : new Uint8Array(length);
  if (planes.u === null) {
    for (let i = 0, at = 0; i < y.length; i++, at += channels) data.fill(y[i], at, at + 3);
  } else writeColors(planes, data, channels);
  if (alpha !== null) for (let i = 0, at = 3; i < alpha.length; i++, at += 4) data[at] = alpha[i];
  return { width, height, channels, data };
}

function writeColors(planes: YuvPlanes, out: AvifColors['data'], channels: number): void {
  const { width, height, y, u, v } = planes;
  if (u === null || v === null) return;
  const rows = nearestRows(planes);
  const [us, vs] = [new Uint16Array(width), new Uint16Array(width)];
  const writeRow = rowWriter(planes, out, channels);
  for (let row = 0; row < height; row++) {
    rows(u, row, us);
    rows(v, row, vs);
    writeRow(y.subarray(row * width, (row + 1) * width), us, vs, row * width * channels);
  }
}

/** Writes one row of pixels from `at` on. */
type RowWriter = (y: Plane, u: Uint16Array, v: Uint16Array, at: number) => void;

function rowWriter(
  { cicp, depth }: YuvPlanes,
  out: AvifColors['data'],
  channels: number,
): RowWriter {
  const { matrix, fullRange } = cicp;
  const max = (1 << depth) - 1;
  const clip = (code: number) => (code < 0 ? 0 : code > max ? max : code);
  if (matrix === MATRIX.identity) {
    const low = 16 << (depth - 8);
    const code = (value: number) => (fullRange ? value : ((value * 219 + 128) >> 8) + low);
    return (y, u, v, at) => {
      for (let x = 0; x < y.length; x++, at += channels) {
        out[at] = code(v[x]);
        out[at + 1] = code(y[x]);
        out[at + 2] = code(u[x]);
      }
    };
  }
  if (matrix === MATRIX.ycgco) {
    const half = 1 << (depth - 1);
    return (y, u, v, at) => {
      for (let x = 0; x < y.length; x++, at += channels) {
        const [green, orange] = [u[x] - half, v[x] - half];
        out[at] = clip(y[x] - green + orange);
        out[at + 1] = clip(y[x] + green);
        out[at + 2] = clip(y[x] - green - orange);
      }
    };
  }
  const { luma, redOfCr, greenOfCb, greenOfCr, blueOfCb } = tables(cicp, depth);
  return (y, u, v, at) => {
    for (let x = 0; x < y.length; x++, at += channels) {
      const [cb, cr] = [u[x], v[x]];
      const l = luma[y[x]];
      // Sums of single precision; the fraction is cut off.
      out[at] = clip(f(f(l + redOfCr[cr]) + 0.5));
      out[at + 1] = clip(f(f(f(l + greenOfCb[cb]) + greenOfCr[cr]) + 0.5));
      out[at + 2] = clip(f(f(l + blueOfCb[cb]) + 0.5));
    }
  };
}

/** What each code of luma and chroma gives to the colors. */
function tables(cicp: YuvPlanes['cicp'], depth: number) {
  const factors = factorsOf(cicp);
  const low = 16 << (depth - 8);
  const half = 1 << (depth - 1);
  const table = (value: (code: number) => number) =>
    Float32Array.from({ length: 1 << depth }, (_, code) => value(code));
  const chroma = (factor: number) =>
    table((code) => factor * (cicp.fullRange ? code - half : f((code - half) * f(1.1429))));
  return {
    luma: table((code) => (cicp.fullRange ? code : f(code - low) * f(1.1689))),
    redOfCr: chroma(factors.redOfCr),
    greenOfCb: chroma(factors.greenOfCb),
    greenOfCr: chroma(factors.greenOfCr),
    blueOfCb: chroma(factors.blueOfCb),
  };
}

function factorsOf(cicp: YuvPlanes['cicp']): Factors {
  if (!NAMED.includes(cicp.matrix)) return UNNAMED;
  const { red, blue } = lumaWeights(cicp);
  const rest = f(f(blue + red) - 1);
  return {
    redOfCr: f(2 * f(1 - red)),
    greenOfCb: f(f(f(2 * blue) * f(1 - blue)) / rest),
    greenOfCr: f(f(f(2 * red) * f(1 - red)) / rest),
    blueOfCb: f(2 * f(1 - blue)),
  };
}
