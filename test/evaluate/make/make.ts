/**
 * Makes evaluation images: node make.ts OUT SET BENIGN ATTACKS PART/PARTS PHOTOGRAPHS CORPUS
 * (CORPUS holds the manifest.jsonl of the images that were fitted on).
 * Sets `fit`, `more` and `held` split the photographs by name: `fit` has those of the shared corpus,
 * the others go by turns to `more` and `held`. `wide` takes all of them and adds kinds that those sets
 * lack. `fresh` has every kind; give it a folder of other photographs. `told` has the harmless kinds of
 * `wide` under its own seed, to fit the told measure on; `last` is held out of it, and `next` of all that was
 * measured before. Fonts are split as well.
 */
import { mkdirSync, readFileSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import { fitTo } from '../../../shared/craft/prepare.ts';
import { CHANNEL_NAMES } from '../../../shared/craft/craft-settings.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { crafted } from '../../craft/material.ts';
import {
  BENIGN_KINDS,
  LATTICE_KINDS,
  DECOY_KINDS,
  drawBenign,
  decoyOf,
  resize,
  toGray,
  type Sources,
} from './benign.ts';
import * as draw from './draw.ts';
import { Random } from '../../support/random.ts';

type Picture = Raster<Uint8Array>;

const [out, split, benign, attacks, part, wallpapers, corpus] = process.argv.slice(2);
const SEEDS: Record<string, number> = {
  fit: 100003,
  more: 300007,
  held: 900001,
  wide: 1300021,
  fresh: 1700023,
  final: 2300033,
  told: 3100019,
  last: 7700029,
  next: 8300009,
};
/** Sets that take every photograph of their folder. */
const DRAWN_FROM_ALL = ['wide', 'fresh', 'final', 'told', 'last', 'next'];
const [index, parts] = part.split('/').map(Number);
const FIT_NAMES = new Set(
  readFileSync(join(corpus, 'manifest.jsonl'), 'utf8')
    .match(/(mate-backgrounds|plasma-workspace-wallpapers):[^"/.]+/g)
    ?.map((s) => s.split(':')[1]) ?? [],
);
const files = globSync(join(wallpapers, '**/*.{jpg,jpeg,png}'))
  .filter((f) => !/screenshot|(640|800|1024|1280|1366|1440|1600|1638|1680|1920|720)x/.test(f))
  .sort()
  .filter((f) => DRAWN_FROM_ALL.includes(split) || splitOf(f) === split);

/** The set a file belongs to, by the name of its picture (all sizes of it alike). */
function splitOf(file: string): string {
  const parts = file.split('/');
  const name = parts.includes('contents')
    ? parts[parts.indexOf('contents') - 1]
    : (parts.at(-1) ?? '');
  if ([...FIT_NAMES].some((known) => name === known || name.startsWith(`${known}.`))) return 'fit';
  let sum = 0;
  for (const c of name.replace(/_.*/, '')) sum = (sum * 31 + c.charCodeAt(0)) % 1009;
  return sum % 2 === 0 ? 'more' : 'held';
}

const cache = new Map<string, Picture>();
async function load(file: string): Promise<Picture> {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture: Picture = {
    width: info.width,
    height: info.height,
    channels: 3,
    data: new Uint8Array(data),
  };
  if (info.channels !== 3) throw new Error(`${file}: ${info.channels} channels`);
  if (cache.size > 6) cache.delete([...cache.keys()][0]);
  cache.set(file, picture);
  return picture;
}

let native = false;
let lastSource = '';
const sources: Sources = {
  split,
  photo: async (random, w, h) => {
    lastSource = random.pick(files);
    const source = await load(lastSource);
    const fit = Math.min(source.width / w, source.height / h);
    const zoom = native || fit < 1 ? Math.min(1, fit) : random.range(1, fit);
    const cw = Math.max(1, Math.floor(w * zoom));
    const ch = Math.max(1, Math.floor(h * zoom));
    const x = random.int(0, source.width - cw);
    const y = random.int(0, source.height - ch);
    const data = new Uint8Array(cw * ch * 3);
    for (let r = 0; r < ch; r++)
      data.set(
        source.data.subarray(
          ((y + r) * source.width + x) * 3,
          ((y + r) * source.width + x + cw) * 3,
        ),
        r * cw * 3,
      );
    const crop: Picture = { width: cw, height: ch, channels: 3, data };
    if (cw === w && ch === h) return crop;
    return zoom > 1
      ? resize(crop, w, h, random.pick(['lanczos3', 'cubic', 'linear'] as const))
      : resize(crop, w, h, 'cubic');
  },
};

const EXACT = [
  'tensorflow/bilinear',
  'tensorflow/nearest',
  'opencv/nearest',
  'pillow/nearest',
  'tensorflow/bilinear+legacy',
  'tensorflow/nearest+legacy',
  'torch/nearest',
  'torch/nearest-exact',
];
const SOLVED = [
  'opencv/linear',
  'opencv/cubic',
  'opencv/linear',
  'opencv/cubic',
  'torch/bicubic',
  'tensorflow/bilinear',
  'torch/bilinear+align_corners',
];
const SIZES = [
  96, 112, 128, 150, 160, 192, 224, 224, 224, 227, 240, 256, 260, 299, 300, 320, 336, 384,
];
const KINDS = [
  'exact',
  'exact',
  'nearest',
  'solved',
  'solved',
  'solved',
  'single_channel',
  'single_channel',
  'multi',
  'jpeg95',
  'jpeg90',
  'jpeg85',
  'jpeg75',
  'half',
  'half',
  'local_25',
  'local_10',
  'local_05',
  'text_photo',
  'text_photo',
  'flat',
  'flat',
  'document',
  'document',
  'screenshot',
  'screenshot',
  'lineart',
  'lineart',
  'gradient',
  'nonsquare',
  'crop',
  'odd_size',
];

/** Kinds of `wide`: what the first sets lack. */
const WIDE_KINDS = [
  'low_ratio',
  'low_ratio',
  'corners',
  'corners',
  'thin_text',
  'thin_text',
  'document',
  'document',
  'trigger',
  'trigger',
  'letterbox',
  'crop_free',
  'crop_free',
  'multi3',
  'large',
  'large',
  'dark_only',
  'masked',
  'local_05',
  'local_10',
  'half',
  'single_channel',
  'jpeg75',
  'lineart',
];
const ATTACK_KINDS =
  split === 'wide'
    ? WIDE_KINDS
    : split === 'fresh' || split === 'final'
      ? [...KINDS, ...WIDE_KINDS]
      : KINDS;
const BENIGN =
  split === 'wide' || split === 'told' ? [...LATTICE_KINDS, ...BENIGN_KINDS] : BENIGN_KINDS;

mkdirSync(join(out, 'images'), { recursive: true });
const lines: string[] = [];
const nb = Number(benign);
const na = Number(attacks);
for (let i = index; i < nb + na; i += parts) {
  const random = new Random(SEEDS[split] + i * 7919);
  try {
    lines.push(JSON.stringify(i < nb ? await makeBenign(i, random) : await makeAttack(i, random)));
  } catch (error) {
    process.stderr.write(`${i}: ${String(error)}\n`);
  }
  if (i % 20 < parts) writeFileSync(join(out, `manifest-${index}.jsonl`), `${lines.join('\n')}\n`);
}
writeFileSync(join(out, `manifest-${index}.jsonl`), `${lines.join('\n')}\n`);

function shape(random: Random, large = false): [number, number] {
  const [least, most] = large ? [3e6, 12e6] : [0.15e6, 1.1e6];
  const area = Math.exp(random.range(Math.log(least), Math.log(most)));
  const aspect = random.pick([1, 4 / 3, 1.5, 16 / 9, 3 / 4, 2 / 3, 1.1, 1]);
  const w = Math.round(Math.sqrt(area * aspect));
  return [w, Math.round(area / w)];
}

async function save(
  picture: Picture,
  name: string,
  quality: number | null,
  subsampling: string,
): Promise<string> {
  const image = sharp(picture.data, {
    raw: { width: picture.width, height: picture.height, channels: picture.channels },
  });
  const file = `images/${name}.${quality === null ? 'png' : 'jpg'}`;
  await (
    quality === null
      ? image.png({ compressionLevel: 3 })
      : image.jpeg({ quality, chromaSubsampling: subsampling })
  ).toFile(join(out, file));
  return file;
}

async function makeBenign(i: number, random: Random): Promise<object> {
  const kind = BENIGN[i % BENIGN.length];
  const [w, h] = shape(random, kind.startsWith('photo') && random.chance(0.1));
  native = kind === 'photo_native';
  lastSource = '';
  const picture = await drawBenign(kind, random, sources, w, h);
  const jpeg =
    kind.endsWith('_jpeg') || (kind !== 'photo' && kind !== 'bayer' && random.chance(0.3));
  const quality = jpeg ? random.int(50, 95) : null;
  const file = await save(picture, `${split}-${i}`, quality, random.pick(['4:4:4', '4:2:0']));
  return {
    file,
    label: 'benign',
    kind,
    width: w,
    height: h,
    jpeg_quality: quality,
    source: lastSource.split('/').slice(-4).join('/'),
    targets: [],
  };
}

async function makeAttack(i: number, random: Random): Promise<object> {
  for (let attempt = 0; attempt < 12; attempt++) {
    const made = await tryAttack(i, random);
    if (made !== null) return made;
  }
  throw new Error(`no working attack of kind ${ATTACK_KINDS[i % ATTACK_KINDS.length]}`);
}

async function tryAttack(i: number, random: Random): Promise<object | null> {
  const kind = ATTACK_KINDS[i % ATTACK_KINDS.length];
  const [w, h] = shape(random, kind === 'large');
  native = random.chance(0.5);
  const drawn =
    kind === 'thin_text' ? random.pick(['document', 'screenshot', 'table'] as const) : kind;
  const synthetic = (DECOY_KINDS as readonly string[]).includes(drawn);
  let decoy = synthetic
    ? await decoyOf(drawn as 'flat', random, sources, w, h)
    : await sources.photo(random, w, h);
  const decoySource = lastSource;
  const grayscale = kind !== 'single_channel' && random.chance(0.12);
  if (grayscale) decoy = toGray(decoy);
  const most = Math.min(w, h) / 2.4;
  const sizes = SIZES.filter((n) => n <= most);
  if (sizes.length === 0) return null;
  let tw = kind === 'odd_size' ? random.int(60, Math.floor(most)) : random.pick(sizes);
  if (kind === 'low_ratio') tw = Math.floor(Math.min(w, h) / random.range(2.12, 2.6));
  if (kind === 'trigger') tw = random.pick(sizes.filter((n) => n >= 112));
  if (tw === undefined) return null;
  let th = kind === 'nonsquare' ? random.pick(sizes) : tw;
  if (kind === 'letterbox') {
    const longest = random.pick(
      [256, 320, 384, 416, 512, 640].filter((n) => n < Math.max(w, h) / 2.4),
    );
    if (longest === undefined) return null;
    tw = w > h ? longest : Math.round((longest * w) / h);
    th = w > h ? Math.round((longest * h) / w) : longest;
  }
  if (kind === 'nonsquare' && tw === th) th = Math.floor(tw * 0.75);
  let crop = { x: 0, y: 0, width: w, height: h };
  if (kind === 'crop') {
    if (random.chance(0.5) && Math.abs(w - h) > 8) {
      const s = Math.min(w, h);
      crop = { x: (w - s) >> 1, y: (h - s) >> 1, width: s, height: s };
    } else {
      const short = Math.round(tw / 0.875);
      tw = w < h ? short : Math.floor((short * w) / h);
      th = w < h ? Math.floor((short * h) / w) : short;
    }
    if (tw > crop.width / 2.2 || th > crop.height / 2.2) return null;
  }
  if (kind === 'crop_free') {
    const part = random.range(0.55, 0.95);
    const width = Math.round(w * part);
    const height = Math.round(h * part);
    crop = { x: random.int(0, w - width), y: random.int(0, h - height), width, height };
    if (tw > width / 2.2 || th > height / 2.2) return null;
  }
  const solved =
    kind === 'solved' ||
    kind === 'single_channel' ||
    (!['nearest', 'exact', 'corners', 'large', 'multi3', 'masked'].includes(kind) &&
      random.chance(0.4));
  const pipeline =
    kind === 'nearest'
      ? random.pick(EXACT.filter((p) => p.includes('nearest')))
      : kind === 'corners'
        ? 'tensorflow/bilinear+legacy'
        : kind === 'low_ratio' && !solved
          ? 'tensorflow/bilinear'
          : random.pick(solved ? SOLVED : EXACT);
  const inner = cropOf(decoy, crop);
  const before = fitTo(inner, { width: tw, height: th });
  const text = kind === 'text_photo' || kind === 'thin_text' || (synthetic && random.chance(0.65));
  let payload: Picture;
  if (text) {
    const level = before.data.reduce((a, b) => a + b, 0) / before.data.length;
    const mask = await draw.render(
      tw,
      th,
      draw.promptBody(random, { split }, tw, th, 'black', kind === 'thin_text'),
      'white',
    );
    const ink = random.chance(0.75)
      ? level > 128
        ? random.int(0, 60)
        : random.int(195, 255)
      : level > 128
        ? level - 60
        : level + 60;
    payload = {
      ...before,
      data: before.data.map((v, k) => {
        const alpha = 1 - mask.data[Math.floor(k / before.channels) * 3] / 255;
        return Math.round(v + (ink - v) * alpha);
      }),
    };
  } else {
    const p = await sources.photo(random, tw, th);
    payload = before.channels === 1 ? toGray(p) : p;
  }
  const strength = kind === 'half' ? 0.5 : 1;
  const trigger = kind === 'trigger' ? 15 : null;
  const share =
    trigger !== null
      ? trigger ** 2 / (tw * th)
      : kind.startsWith('local_')
        ? Number(kind.slice(6)) / 100
        : 1;
  const rw = trigger ?? Math.round(tw * Math.sqrt(share));
  const rh = trigger ?? Math.round(th * Math.sqrt(share));
  const roi = { x: random.int(0, tw - rw), y: random.int(0, th - rh), width: rw, height: rh };
  const seen = resizeAs(inner, pipeline, tw, th);
  const blended = { ...payload, data: payload.data.slice() };
  for (let y = 0; y < th; y++) {
    for (let x = 0; x < tw; x++) {
      const within = x >= roi.x && y >= roi.y && x < roi.x + rw && y < roi.y + rh;
      for (let c = 0; c < payload.channels; c++) {
        const k = (y * tw + x) * payload.channels + c;
        if (trigger !== null)
          payload.data[k] = ((x - roi.x) >> 1) % 2 === ((y - roi.y) >> 1) % 2 ? 250 : 10;
        const inside = within && (kind !== 'dark_only' || before.data[k] < 80);
        blended.data[k] = inside
          ? Math.round(seen.data[k] + (payload.data[k] - seen.data[k]) * strength)
          : seen.data[k];
      }
    }
  }
  const channels =
    kind === 'single_channel' ? [random.int(0, 2)] : inner.channels === 1 ? [0] : [0, 1, 2];
  let attacked: Picture;
  const targets = [
    {
      w: tw,
      h: th,
      sampler: pipeline,
      eff_w: tw,
      eff_h: th,
      ratio_x: crop.width / tw,
      ratio_y: crop.height / th,
    },
  ];
  try {
    if (solved) attacked = leastChangeAttack(inner, blended, pipeline, channels);
    else {
      attacked = craftAttack(inner, [{ pipeline, picture: blended }]).attack;
      if (share < 1) attacked = onlyRoi(inner, attacked, roi, tw, th);
      if (kind === 'masked') attacked = scatter(attacked, tw * th, random);
      for (let more = kind === 'multi' ? 1 : kind === 'multi3' ? 2 : 0; more > 0; more--) {
        const second = random.pick(
          sizes.filter((n) => targets.every((target) => Math.abs(n - target.w) > 8)),
        );
        if (second === undefined) return null;
        const other = await sources.photo(random, second, second);
        attacked = craftAttack(attacked, [
          { pipeline, picture: inner.channels === 1 ? toGray(other) : other },
        ]).attack;
        targets.push({
          w: second,
          h: second,
          sampler: pipeline,
          eff_w: second,
          eff_h: second,
          ratio_x: w / second,
          ratio_y: h / second,
        });
      }
    }
  } catch {
    return null;
  }
  const quality = kind.startsWith('jpeg') ? Number(kind.slice(4)) : null;
  const whole = pasteInto(decoy, attacked, crop.x, crop.y);
  const subsampling = random.pick(['4:4:4', '4:2:0']);
  let stored = whole;
  if (quality !== null) {
    const bytes = await sharp(whole.data, {
      raw: { width: w, height: h, channels: whole.channels },
    })
      .jpeg({ quality, chromaSubsampling: subsampling })
      .toBuffer();
    const image = whole.channels === 1 ? sharp(bytes).toColourspace('b-w') : sharp(bytes);
    stored = { ...whole, data: new Uint8Array(await image.raw().toBuffer()) };
  }
  const worth = measure(cropOf(stored, crop), seen, blended, before, pipeline, channels);
  if (
    worth.corr < (kind === 'multi3' ? 0.6 : 0.8) ||
    worth.gain < (kind === 'multi3' ? 0.4 : 0.5) ||
    worth.rms < (text || kind === 'dark_only' ? 4 : 10) * Math.sqrt(share) ||
    worth.gainAa > 0.7
  )
    return null;
  const file = await save(whole, `${split}-${i}`, quality, subsampling);
  return {
    file,
    label: 'attack',
    kind,
    works: true,
    hidden: true,
    width: w,
    height: h,
    solved,
    text,
    roi,
    crop,
    channels,
    decoy: decoySource.split('/').slice(-4).join('/'),
    jpeg_quality: quality,
    targets,
    ...worth,
  };
}

/** The attack of least change in `channels`; a view may miss its payload by a dozen levels. */
function leastChangeAttack(
  decoy: Picture,
  picture: Picture,
  pipeline: string,
  channels: readonly number[],
): Picture {
  const names =
    decoy.channels === 1 ? CHANNEL_NAMES : CHANNEL_NAMES.filter((_, c) => channels.includes(c));
  const settings = { channels: names, tolerance: 12 };
  return crafted(decoy, [{ pipeline, picture }], settings).solved.attack;
}

function resizeAs(p: Picture, pipeline: string, width: number, height: number): Picture {
  const r = resizeWith(p, pipeline, { width, height });
  return { ...p, width, height, data: new Uint8Array(Uint8ClampedArray.from(r.data).buffer) };
}

function measure(
  stored: Picture,
  seen: Picture,
  wanted: Picture,
  before: Picture,
  pipeline: string,
  channels: number[],
) {
  const now = resizeAs(stored, pipeline, wanted.width, wanted.height);
  const area = fitTo(stored, wanted);
  let ii = 0,
    cc = 0,
    ci = 0,
    ai = 0,
    n = 0;
  for (let k = 0; k < wanted.data.length; k++) {
    if (!channels.includes(k % wanted.channels)) continue;
    const intended = wanted.data[k] - seen.data[k];
    const change = now.data[k] - seen.data[k];
    const areaChange = area.data[k] - before.data[k];
    ii += intended * intended;
    cc += change * change;
    ci += change * intended;
    ai += areaChange * intended;
    n++;
  }
  return {
    corr: ci / Math.sqrt(ii * cc + 1e-9),
    gain: ci / (ii + 1e-9),
    gainAa: ai / (ii + 1e-9),
    rms: Math.sqrt(ii / n),
  };
}

function cropOf(
  p: Picture,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): Picture {
  if (width === p.width && height === p.height) return p;
  const data = new Uint8Array(width * height * p.channels);
  for (let r = 0; r < height; r++)
    data.set(
      p.data.subarray(
        ((y + r) * p.width + x) * p.channels,
        ((y + r) * p.width + x + width) * p.channels,
      ),
      r * width * p.channels,
    );
  return { width, height, channels: p.channels, data };
}

function pasteInto(p: Picture, inner: Picture, x: number, y: number): Picture {
  if (inner.width === p.width && inner.height === p.height) return inner;
  const data = p.data.slice();
  for (let r = 0; r < inner.height; r++)
    data.set(
      inner.data.subarray(r * inner.width * p.channels, (r + 1) * inner.width * p.channels),
      ((y + r) * p.width + x) * p.channels,
    );
  return { ...p, data };
}

/** `count` pixels in random places written with the values of others: noise that hides a comb. */
function scatter(p: Picture, count: number, random: Random): Picture {
  const data = p.data.slice();
  const pixels = p.width * p.height;
  for (let n = 0; n < count / 2; n++) {
    const from = random.int(0, pixels - 1) * p.channels;
    const to = random.int(0, pixels - 1) * p.channels;
    for (let c = 0; c < p.channels; c++) data[to + c] = p.data[from + c];
  }
  return { ...p, data };
}

function onlyRoi(
  before: Picture,
  after: Picture,
  roi: { x: number; y: number; width: number; height: number },
  tw: number,
  th: number,
): Picture {
  const data = before.data.slice();
  const c = before.channels;
  const [x0, x1] = [
    Math.floor((roi.x / tw) * before.width),
    Math.ceil(((roi.x + roi.width) / tw) * before.width),
  ];
  const [y0, y1] = [
    Math.floor((roi.y / th) * before.height),
    Math.ceil(((roi.y + roi.height) / th) * before.height),
  ];
  for (let y = y0; y < y1; y++)
    data.set(
      after.data.subarray((y * before.width + x0) * c, (y * before.width + x1) * c),
      (y * before.width + x0) * c,
    );
  return { ...before, data };
}
