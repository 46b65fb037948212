/** Benign pictures, plain and hard: the kinds that comb and lattice detectors mistake for attacks. */
import sharp from 'sharp';
import type { Raster } from '../../../shared/base/raster.ts';
import * as draw from './draw.ts';
import type { Random } from '../../support/random.ts';

type Picture = Raster<Uint8Array>;

export interface Sources {
  split: string;
  /** A photograph or painting at about width x height. */
  photo: (random: Random, width: number, height: number) => Promise<Picture>;
}

export const BENIGN_KINDS = [
  'photo',
  'photo',
  'photo',
  'photo_native',
  'photo_native',
  'photo_jpeg',
  'photo_jpeg',
  'photo_jpeg',
  'upscaled',
  'upscaled',
  'aliased_down',
  'halftone',
  'ordered_dither',
  'error_dither',
  'bayer',
  'lcd',
  'dotgrid',
  'pixelart',
  'document',
  'document',
  'screenshot',
  'screenshot',
  'table',
  'plot',
  'lineart',
  'matched_lattice',
  'matched_up',
  'flat',
  'noise',
  'sharpened',
  'texture',
  'text_grid',
  'watermark',
  'document_jpeg',
  'checker',
  'mesh_photo',
  'impulse',
  'gray',
  'gradient',
] as const;
/** Kinds that have a lattice of their own, once more each. */
export const LATTICE_KINDS = [
  'bayer',
  'dotgrid',
  'matched_lattice',
  'ordered_dither',
  'lcd',
  'halftone',
  'text_grid',
  'pixelart',
  'mesh_photo',
  'texture',
  'aliased_down',
  'matched_up',
] as const satisfies readonly BenignKind[];
export type BenignKind = (typeof BENIGN_KINDS)[number];

export const DECOY_KINDS = [
  'document',
  'screenshot',
  'lineart',
  'flat',
  'gradient',
  'table',
  'plot',
] as const;

export async function decoyOf(
  kind: (typeof DECOY_KINDS)[number],
  random: Random,
  sources: Sources,
  w: number,
  h: number,
): Promise<Picture> {
  return drawBenign(kind, random, sources, w, h);
}

export async function drawBenign(
  kind: BenignKind,
  random: Random,
  sources: Sources,
  w: number,
  h: number,
): Promise<Picture> {
  const { split } = sources;
  const photo = () => sources.photo(random, w, h);
  const paper = random.chance(0.75)
    ? 'white'
    : `rgb(${random.int(215, 250)},${random.int(215, 250)},${random.int(200, 245)})`;
  switch (kind) {
    case 'photo':
    case 'photo_native':
    case 'photo_jpeg':
      return photo();
    case 'gray':
      return toGray(await photo());
    case 'upscaled': {
      const by = random.range(1.2, 3.5);
      const kernel = random.pick(['nearest', 'linear', 'cubic', 'lanczos3', 'mitchell'] as const);
      return resize(
        await sources.photo(random, Math.round(w / by), Math.round(h / by)),
        w,
        h,
        kernel,
      );
    }
    case 'matched_up': {
      const n = random.pick([96, 112, 128, 160, 224]);
      return resize(
        await sources.photo(random, n, n),
        w,
        h,
        random.pick(['nearest', 'linear', 'cubic', 'lanczos3'] as const),
      );
    }
    case 'aliased_down': {
      const by = random.range(1.3, 3);
      const big = await sources.photo(random, Math.round(w * by), Math.round(h * by));
      return map2(w, h, (x, y) => at(big, Math.floor(x * by), Math.floor(y * by)));
    }
    case 'halftone': {
      const source = random.chance(0.5) ? toGray(await photo()) : await photo();
      const pitch = random.range(3, 9);
      const angles = [15, 45, 75].map((a) => ((a + random.range(-15, 15)) * Math.PI) / 180);
      return mapSame(source, (v, x, y, c) => {
        const u = ((x * Math.cos(angles[c]) + y * Math.sin(angles[c])) * 2 * Math.PI) / pitch;
        const t = ((-x * Math.sin(angles[c]) + y * Math.cos(angles[c])) * 2 * Math.PI) / pitch;
        return v / 255 + (Math.cos(u) + Math.cos(t)) / 4 > 0.5 ? 255 : 0;
      });
    }
    case 'ordered_dither': {
      const m = random.pick([2, 4, 8]);
      const matrix = bayerMatrix(m);
      const levels = random.pick([1, 1, 2, 3, 7]);
      return mapSame(await photo(), (v, x, y) => {
        const scaled = (v / 255) * levels;
        return (
          Math.min(levels, Math.floor(scaled + (matrix[(y % m) * m + (x % m)] + 0.5) / (m * m))) *
          (255 / levels)
        );
      });
    }
    case 'error_dither':
      return floydSteinberg(await photo(), random.pick([1, 1, 3]));
    case 'bayer':
      return mosaic(await photo());
    case 'lcd': {
      const by = random.pick([3, 3, 4, 6]);
      const small = await sources.photo(random, Math.ceil(w / by), Math.ceil(h / by));
      return map2(w, h, (x, y) => {
        const p = at(small, Math.floor(x / by), Math.floor(y / by));
        const sub = Math.floor(((x % by) * 3) / by);
        const dark = y % by === by - 1 ? 0.35 : 1;
        return [0, 1, 2].map((c) => (c === sub ? p[c] : p[c] * 0.3) * dark);
      });
    }
    case 'dotgrid': {
      const pitch = random.chance(0.4) ? w / random.pick([96, 112, 128, 160]) : random.range(4, 24);
      const size = random.int(1, 2);
      const ink = random.int(0, 200);
      return map2(w, h, (x, y) => {
        const on =
          x - Math.floor(Math.round(Math.floor(x / pitch) * pitch)) < size &&
          y - Math.floor(Math.round(Math.floor(y / pitch) * pitch)) < size;
        const v = on ? ink : 245;
        return [v, v, v];
      });
    }
    case 'pixelart': {
      const by = random.int(2, 8);
      const small = await sources.photo(random, Math.ceil(w / by), Math.ceil(h / by));
      return map2(w, h, (x, y) =>
        at(small, Math.floor(x / by), Math.floor(y / by)).map((v) => Math.round(v / 36) * 36),
      );
    }
    case 'document':
    case 'document_jpeg':
      return draw.render(w, h, draw.documentBody(random, { split }, w, h), paper);
    case 'screenshot':
      return draw.render(w, h, draw.screenBody(random, { split }, w, h), draw.color(random));
    case 'table':
      return draw.render(w, h, draw.tableBody(random, { split }, w, h), paper);
    case 'plot':
      return draw.render(w, h, draw.plotBody(random, { split }, w, h), paper);
    case 'lineart':
      return draw.render(w, h, draw.lineartBody(random, w, h), paper);
    case 'text_grid': {
      const n = random.pick([96, 112, 128, 160, 224]);
      const pitch = (w / n) * random.pick([1, 2, 3]);
      let body = '';
      for (let y = pitch * 2; y < h; y += pitch * 2) {
        for (let x = 2; x < w - 4; x += pitch)
          if (random.chance(0.85))
            body += `<text x="${x.toFixed(2)}" y="${y.toFixed(2)}" font-size="${(pitch * 1.6).toFixed(1)}" font-family="DejaVu Sans Mono">${random.pick([...'aeinorst1240l.'])}</text>`;
        if (body.length > 900000) break;
      }
      return draw.render(w, h, body, paper);
    }
    case 'matched_lattice': {
      const n = random.pick([96, 112, 128, 160, 224]);
      const base = random.chance(0.5)
        ? await photo()
        : await drawBenign('flat', random, sources, w, h);
      const shift = random.range(0.3, 0.7);
      const amount = random.range(20, 90) * (random.chance(0.5) ? 1 : -1);
      const lines = random.chance(0.5);
      const onX = marks(w, n, shift);
      const onY = marks(h, n, shift);
      return mapSame(
        base,
        (v, x, y) => v + ((lines ? onX[x] || onY[y] : onX[x] && onY[y]) ? amount : 0),
      );
    }
    case 'mesh_photo': {
      const px = random.range(4, 12);
      const py = random.range(4, 12);
      const depth = random.range(10, 60);
      return mapSame(
        await photo(),
        (v, x, y) =>
          v + depth * (Math.sin((2 * Math.PI * x) / px) * Math.sin((2 * Math.PI * y) / py)),
      );
    }
    case 'flat': {
      const v = [0, 1, 2].map(() => random.int(0, 255));
      const noise = random.chance(0.5) ? 0 : random.range(0.3, 2);
      return map2(w, h, () => v.map((p) => p + noise * random.gauss()));
    }
    case 'gradient': {
      const a = [0, 1, 2].map(() => random.int(0, 255));
      const b = [0, 1, 2].map(() => random.int(0, 255));
      const slant = random.next();
      return map2(w, h, (x, y) => {
        const t = slant * (x / w) + (1 - slant) * (y / h);
        return a.map((p, c) => p + (b[c] - p) * t);
      });
    }
    case 'noise': {
      const sigma = random.range(5, 45);
      return mapSame(await photo(), (v) => v + sigma * random.gauss());
    }
    case 'impulse': {
      const share = random.range(0.01, 0.15);
      return mapSame(await photo(), (v) =>
        random.chance(share) ? (random.chance(0.5) ? 0 : 255) : v,
      );
    }
    case 'sharpened': {
      const source = await photo();
      const { data } = await sharp(source.data, { raw: { width: w, height: h, channels: 3 } })
        .sharpen({ sigma: 1.2, m1: 3, m2: 6 })
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { ...source, data: new Uint8Array(data) };
    }
    case 'texture': {
      const waves = Array.from({ length: 3 }, () => [
        random.range(0.1, 2.6),
        random.range(-2.6, 2.6),
        random.range(0, 6),
        random.range(10, 45),
      ]);
      return map2(w, h, (x, y) => {
        const v =
          128 + waves.reduce((sum, [a, b, p, s]) => sum + s * Math.sin(a * x + b * y + p), 0);
        return [v, v * 0.9, v * 0.8];
      });
    }
    case 'checker': {
      const n = random.int(1, 9);
      const [a, b] = [random.int(0, 120), random.int(130, 255)];
      return map2(w, h, (x, y) =>
        new Array<number>(3).fill((Math.floor(x / n) + Math.floor(y / n)) % 2 === 0 ? a : b),
      );
    }
    case 'watermark': {
      const base = await photo();
      const body = Array.from(
        { length: 60 },
        (_, i) =>
          `<text x="${(i % 6) * (w / 6)}" y="${Math.floor(i / 6) * (h / 10) + 20}" font-size="14" font-family="DejaVu Sans">sample copy</text>`,
      ).join('');
      const mask = await draw.render(w, h, body, 'white');
      return mapSame(base, (v, x, y) => v + (255 - mask.data[(y * w + x) * 3]) * 0.25);
    }
  }
}

export function at(p: Picture, x: number, y: number): number[] {
  const i = (Math.min(p.height - 1, y) * p.width + Math.min(p.width - 1, x)) * p.channels;
  return p.channels === 1
    ? [p.data[i], p.data[i], p.data[i]]
    : [p.data[i], p.data[i + 1], p.data[i + 2]];
}

export function map2(
  width: number,
  height: number,
  f: (x: number, y: number) => number[],
): Picture {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const v = f(x, y);
      data[i] = v[0];
      data[i + 1] = v[1];
      data[i + 2] = v[2];
    }
  }
  return { width, height, channels: 3, data: new Uint8Array(data.buffer) };
}

export function mapSame(
  p: Picture,
  f: (v: number, x: number, y: number, c: number) => number,
): Picture {
  const data = new Uint8ClampedArray(p.data.length);
  for (let y = 0, i = 0; y < p.height; y++) {
    for (let x = 0; x < p.width; x++)
      for (let c = 0; c < p.channels; c++, i++) data[i] = f(p.data[i], x, y, c);
  }
  return { ...p, data: new Uint8Array(data.buffer) };
}

export function toGray(p: Picture): Picture {
  const data = new Uint8Array(p.width * p.height);
  for (let i = 0; i < data.length; i++)
    data[i] = Math.round(
      0.299 * p.data[i * 3] + 0.587 * p.data[i * 3 + 1] + 0.114 * p.data[i * 3 + 2],
    );
  return { ...p, channels: 1, data };
}

export async function resize(
  p: Picture,
  width: number,
  height: number,
  kernel: 'nearest' | 'linear' | 'cubic' | 'lanczos3' | 'mitchell' | 'lanczos2',
): Promise<Picture> {
  const data = await sharp(p.data, {
    raw: { width: p.width, height: p.height, channels: p.channels },
  })
    .resize(width, height, { fit: 'fill', kernel })
    .raw()
    .toBuffer();
  return { width, height, channels: p.channels, data: new Uint8Array(data) };
}

function bayerMatrix(n: number): number[] {
  if (n === 1) return [0];
  const half = bayerMatrix(n / 2);
  const out = new Array<number>(n * n);
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const q = half[(y % (n / 2)) * (n / 2) + (x % (n / 2))] * 4;
      out[y * n + x] = q + [0, 2, 3, 1][(y >= n / 2 ? 2 : 0) + (x >= n / 2 ? 1 : 0)];
    }
  }
  return out;
}

function floydSteinberg(p: Picture, levels: number): Picture {
  const work = Float64Array.from(p.data);
  const c = p.channels;
  const data = new Uint8Array(work.length);
  for (let y = 0; y < p.height; y++) {
    for (let x = 0; x < p.width; x++) {
      for (let k = 0; k < c; k++) {
        const i = (y * p.width + x) * c + k;
        const v =
          Math.min(levels, Math.max(0, Math.round((work[i] / 255) * levels))) * (255 / levels);
        const e = work[i] - v;
        data[i] = v;
        if (x + 1 < p.width) work[i + c] += (e * 7) / 16;
        if (y + 1 < p.height) {
          if (x > 0) work[i + p.width * c - c] += (e * 3) / 16;
          work[i + p.width * c] += (e * 5) / 16;
          if (x + 1 < p.width) work[i + p.width * c + c] += e / 16;
        }
      }
    }
  }
  return { ...p, data };
}

function mosaic(p: Picture): Picture {
  return mapSame(p, (v, x, y, c) =>
    ((x % 2 === 0) === (y % 2 === 0) ? c === 1 : y % 2 === 0 ? c === 0 : c === 2) ? v : 0,
  );
}

function marks(length: number, n: number, shift: number): boolean[] {
  const out = new Array<boolean>(length).fill(false);
  for (let j = 0; j < n; j++)
    out[Math.min(length - 1, Math.floor((j + shift + 0.5) * (length / n)))] = true;
  return out;
}
