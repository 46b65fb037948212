/**
 * Arithmetic of ImageMagick 6, Q16 without HDRI: samples of 16 bits, sums in double precision. RGBA is weighted
 * by alpha; sums are of opacity, 65535 - alpha.
 */
import type { Channels } from '../../base/raster.ts';
import type { Buffer, Combiner } from './combiner.ts';
import type { GridCombiner } from './grid.ts';

const RANGE = 65535;
const SCALE = 1 / RANGE;
const EPSILON = 1e-12;

function reciprocal(value: number): number {
  if (Math.abs(value) >= EPSILON) return 1 / value;
  return (value < 0 ? -1 : 1) / EPSILON;
}

function quantum(value: number): number {
  return value <= 0 ? 0 : value >= RANGE ? RANGE : Math.floor(value + 0.5);
}

function toByte(value: number): number {
  return Math.floor(value / 257);
}

/** 8-bit samples times 257. */
export function magickWiden(data: Buffer): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = data[i] * 257;
  return out;
}

/** The same, RGBA as colors times alpha, and opacity (-scale). */
export function magickWeigh(data: Buffer, channels: Channels): Float64Array {
  const out = magickWiden(data);
  if (channels !== 4) return out;
  for (let i = 0; i < out.length; i += 4) {
    const alpha = SCALE * out[i + 3];
    for (let c = 0; c < 3; c++) out[i + c] *= alpha;
    out[i + 3] = RANGE - out[i + 3];
  }
  return out;
}

/** 16 bits cut to 8; of alpha its opacity is. */
export function magickNarrow(data: Buffer, channels: Channels): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = toByte(quantum(data[i]));
  if (channels !== 4) return out;
  for (let i = 3; i < out.length; i += 4) out[i] = 255 - toByte(RANGE - quantum(data[i]));
  return out;
}

/** The way back from magickWeigh. */
export function magickUnweigh(data: Buffer, channels: Channels): Uint8Array {
  if (channels !== 4) return magickNarrow(data, channels);
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const gamma = reciprocal(SCALE * (RANGE - data[i + 3]));
    for (let c = 0; c < 3; c++) out[i + c] = toByte(quantum(gamma * data[i + c]));
    out[i + 3] = 255 - toByte(quantum(data[i + 3]));
  }
  return out;
}

/** One axis of -resize: the sum, rounded to 16 bits; with `alpha` over pixels of four samples. */
export function magickSum(alpha: boolean): Combiner {
  return {
    result: (_source, _output, length) => new Float64Array(length),
    weights: (taps) => taps.weights,
    combine: (src, at, taps, weights, first, out, dst, count) => {
      if (!alpha) {
        for (let i = 0; i < count; i++) {
          let sum = 0;
          for (let k = 0; k < taps; k++) sum += weights[first + k] * src[at[k] + i];
          out[dst + i] = quantum(sum);
        }
        return;
      }
      for (let i = 0; i < count; i += 4) {
        let [red, green, blue, opacity, gamma] = [0, 0, 0, 0, 0];
        for (let k = 0; k < taps; k++) {
          const from = at[k] + i;
          const weight = weights[first + k] * SCALE * src[from + 3];
          red += weight * src[from];
          green += weight * src[from + 1];
          blue += weight * src[from + 2];
          opacity += weights[first + k] * (RANGE - src[from + 3]);
          gamma += weight;
        }
        gamma = reciprocal(gamma);
        out[dst + i] = quantum(gamma * red);
        out[dst + i + 1] = quantum(gamma * green);
        out[dst + i + 2] = quantum(gamma * blue);
        out[dst + i + 3] = RANGE - quantum(opacity);
      }
    },
  };
}

type Mix = (corner: number, beside: number, below: number) => number;

/** (x, y) from `corner` toward its neighbours on a triangle. */
function mesh(x: number, y: number): Mix {
  return (corner, beside, below) => x * beside + y * below + (1 - x - y) * corner;
}

/** Corners of each triangle of a 2x2 cell, the right-angled one first: horizontal, then vertical neighbour. */
const TRIANGLES = {
  bottomLeft: [2, 3, 0],
  topRight: [1, 0, 3],
  topLeft: [0, 1, 2],
  bottomRight: [3, 2, 1],
};

/**
 * -adaptive-resize (mesh interpolation): of the two triangles that a cell of 2x2 samples is cut into, along the
 * diagonal whose ends differ less in luma, the one that holds the position; linear on its three corners.
 */
export const magickMesh: GridCombiner = {
  result: (_source, _output, length) => new Float64Array(length),
  combine: (tapsX, tapsY) => (src, cell, out, dst, channels) => {
    const { rows, columns, firstY, firstX } = cell;
    const x = tapsX.weights[firstX + 1];
    const y = tapsY.weights[firstY + 1];
    const places = [rows[firstY], rows[firstY + 1]].flatMap((row) => [
      row + columns[firstX],
      row + columns[firstX + 1],
    ]);
    const alphas = places.map((place) => (channels === 4 ? SCALE * src[place + 3] : 1));
    const color = (corner: number, c: number) => alphas[corner] * src[places[corner] + c];
    const luma = (corner: number) =>
      channels === 1
        ? color(corner, 0)
        : 0.212656 * color(corner, 0) + 0.715158 * color(corner, 1) + 0.072186 * color(corner, 2);
    const falling = Math.abs(luma(0) - luma(3)) < Math.abs(luma(1) - luma(2));
    const name = falling
      ? x <= y
        ? 'bottomLeft'
        : 'topRight'
      : x <= 1 - y
        ? 'topLeft'
        : 'bottomRight';
    const [corner, beside, below] = TRIANGLES[name];
    const mix = mesh(name.endsWith('Right') ? 1 - x : x, name.startsWith('bottom') ? 1 - y : y);
    const gamma = reciprocal(mix(alphas[corner], alphas[beside], alphas[below]));
    for (let c = 0; c < Math.min(channels, 3); c++) {
      out[dst + c] = quantum(gamma * mix(color(corner, c), color(beside, c), color(below, c)));
    }
    if (channels !== 4) return;
    const opacity = (at: number) => RANGE - src[places[at] + 3];
    const all = mix(1, 1, 1) * mix(opacity(corner), opacity(beside), opacity(below));
    out[dst + 3] = RANGE - quantum(all);
  },
};
