/**
 * YUV to RGB as libavif 1.4 does it itself where libyuv cannot: in single precision, from 0 to 1, chroma
 * between its samples by 9:3:3:1.
 */
import { neighbour } from './chroma-rows.ts';
import { lumaWeights, MATRIX } from './matrices.ts';
import { chromaSize, type Plane, type YuvPlanes } from './planes.ts';

const f = Math.fround;

/** Red, green and blue, 0..1 and beyond, of luma and chroma. */
type Mix = (y: number, cb: number, cr: number, out: Float32Array) => void;

/**
 * Writes red, green and blue of `planes` to every `channels`-th pixel of `out`, whose largest code is `max`;
 * with 1 channel, gray. With `divide` colors are divided by alpha.
 */
export function writeFloat(
  planes: YuvPlanes,
  out: Uint8Array | Uint16Array,
  channels: number,
  max: number,
  divide: boolean,
): void {
  const { width, height, y, u, v } = planes;
  const alpha = divide ? planes.alpha : null;
  const opaque = (1 << planes.depth) - 1;
  const lumaOf = unitTable(planes, 'luma');
  const identity = planes.cicp.matrix === MATRIX.identity;
  const chromaOf = identity ? lumaOf : unitTable(planes, 'chroma');
  const mix = u === null ? gray : mixOf(planes);
  const [cbs, crs] = [new Float32Array(width), new Float32Array(width)];
  const color = new Float32Array(channels === 1 ? 1 : 3);
  for (let row = 0, i = 0, at = 0; row < height; row++) {
    if (u !== null && v !== null) {
      chromaRow(planes, u, chromaOf, row, cbs);
      chromaRow(planes, v, chromaOf, row, crs);
    }
    for (let x = 0; x < width; x++, i++, at += channels) {
      mix(lumaOf[y[i]], cbs[x], crs[x], color);
      const a = alpha === null ? 1 : f(alpha[i] / opaque);
      for (let c = 0; c < color.length; c++) {
        let unit = color[c] < 0 ? 0 : color[c] > 1 ? 1 : color[c];
        if (a < 1) unit = a === 0 ? 0 : Math.min(1, f(unit / a));
        out[at + c] = f(0.5 + f(unit * max));
      }
    }
  }
}

/** The code of each sample as a number around 0..1 (luma) or -0.5..0.5 (chroma). */
function unitTable({ depth, cicp }: YuvPlanes, of: 'luma' | 'chroma'): Float32Array {
  const table = new Float32Array(1 << depth);
  const unit = 1 << (depth - 8);
  const whole = (1 << depth) - 1;
  const bias = of === 'chroma' ? 128 * unit : cicp.fullRange ? 0 : 16 * unit;
  const range = cicp.fullRange ? whole : (of === 'chroma' ? 224 : 219) * unit;
  for (let code = 0; code < table.length; code++) table[code] = (code - bias) / range;
  return table;
}

function chromaRow(
  planes: YuvPlanes,
  plane: Plane,
  unit: Float32Array,
  row: number,
  out: Float32Array,
): void {
  const { halfColumns, halfRows } = planes;
  const { width, height } = chromaSize(planes);
  if (!halfColumns && !halfRows) {
    for (let x = 0; x < out.length; x++) out[x] = unit[plane[row * width + x]];
    return;
  }
  const a = (halfRows ? row >> 1 : row) * width;
  const b = (halfRows ? neighbour(row, height) : row) * width;
  for (let x = 0; x < out.length; x++) {
    const near = x >> 1;
    const far = neighbour(x, width);
    const first = f(f(unit[plane[a + near]] * (9 / 16)) + f(unit[plane[a + far]] * (3 / 16)));
    const second = f(first + f(unit[plane[b + near]] * (3 / 16)));
    out[x] = second + f(unit[plane[b + far]] / 16);
  }
}

const gray: Mix = (y, _cb, _cr, out) => out.fill(y);

function mixOf({ cicp, depth }: YuvPlanes): Mix {
  if (cicp.matrix === MATRIX.identity) {
    return (y, cb, cr, out) => {
      out[0] = cr;
      out[1] = y;
      out[2] = cb;
    };
  }
  if (cicp.matrix === MATRIX.ycgco) {
    return (y, cg, co, out) => {
      const rest = f(y - cg);
      out[0] = rest + co;
      out[1] = y + cg;
      out[2] = rest - co;
    };
  }
  if (cicp.matrix === MATRIX.ycgcoRe || cicp.matrix === MATRIX.ycgcoRo) {
    return reversible((1 << depth) - 1, cicp.matrix === MATRIX.ycgcoRe ? 2 : 1);
  }
  const { red, green, blue } = lumaWeights(cicp);
  const redOfCr = f(2 * f(1 - red));
  const blueOfCb = f(2 * f(1 - blue));
  const [greenOfCr, greenOfCb] = [f(red * f(1 - red)), f(blue * f(1 - blue))];
  return (y, cb, cr, out) => {
    out[0] = y + f(redOfCr * cr);
    out[1] = y - f(f(2 * f(f(greenOfCr * cr) + f(greenOfCb * cb))) / green);
    out[2] = y + f(blueOfCb * cb);
  };
}

/** YCgCo in whole numbers, which has more bits than the colors it stands for. */
function reversible(whole: number, extra: number): Mix {
  const max = (whole + 1) / (1 << extra) - 1;
  const clamp = (value: number) => Math.min(max, Math.max(0, value));
  return (y, cg, co, out) => {
    const luma = Math.round(y * whole);
    const g = Math.round(f(cg * whole));
    const o = Math.round(f(co * whole));
    const rest = luma - (g >> 1);
    const blue = clamp(rest - (o >> 1));
    out[0] = clamp(blue + o) / max;
    out[1] = clamp(rest + g) / max;
    out[2] = blue / max;
  };
}
