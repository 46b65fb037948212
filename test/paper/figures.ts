/** The figures of the founding paper, each made by the code that the app runs on. */
import { craftAttack } from '../../shared/craft/lattice-write.ts';
import { influenceMap } from '../../shared/resample/lattice.ts';
import { axisTapsOf } from '../../shared/resample/taps/plan.ts';
import { planOf } from '../../shared/resample/resize.ts';
import { makeRaster } from '../../shared/base/raster.ts';
import { STANDS_OUT_DB } from '../../shared/spectrum/peaks.ts';
import { grayOf, makeSpectrum, reportSpectrum } from '../../shared/spectrum/spectrum.ts';
import { drawNeighbors } from './diagrams.ts';
import {
  beside,
  cut,
  enlarged,
  hiddenShare,
  load,
  seenBy,
  seenByPerson,
  shrunk,
  type Picture,
} from './pictures.ts';

export interface Figure {
  /** `figure-1.png`: the file, with its number in the paper. */
  file: string;
  title: string;
  content: Picture | string;
  /** What was measured, in sentences. */
  caption: string;
}

const SAMPLER = 'tensorflow/bilinear';
const ANTIALIASED = 'tensorflow/bilinear+antialias';
const SIZE = 299;
const SECOND_SIZE = 224;

/** All figures, in the paper's order. */
export async function makeFigures(): Promise<Figure[]> {
  const decoy = await load('../samples/dandelion.jpg');
  const drum = await load('../samples/drum-299.png');
  const mountains = await load('../samples/mountains-224.png');
  const { attack, payloads } = craftAttack(decoy, [{ pipeline: SAMPLER, picture: drum }]);
  const both = craftAttack(decoy, [
    { pipeline: SAMPLER, picture: drum },
    { pipeline: SAMPLER, picture: mountains },
  ]);
  const scene = { decoy, drum, mountains, attack, share: payloads[0].sourceShare };
  return [
    twoSizes(scene),
    neighbors(),
    pattern(scene),
    sweep(scene),
    thirdPicture(scene, both.attack, both.payloads[0].collisions[0]?.sourcePixels ?? 0),
    spectra(scene),
    influence(),
    antialiasing(scene),
  ];
}

interface Scene {
  decoy: Picture;
  drum: Picture;
  mountains: Picture;
  attack: Picture;
  /** Share of the source pixels that was written. */
  share: number;
}

function twoSizes({ attack, decoy, drum, share }: Scene): Figure {
  const machine = seenBy(attack, SAMPLER, SIZE);
  const width = 532;
  const human = seenByPerson(attack, width, Math.round((width * attack.height) / attack.width));
  const shown = hiddenShare(machine, seenBy(decoy, SAMPLER, SIZE), drum);
  return {
    file: 'figure-1.png',
    title: 'One file at two sizes',
    content: beside([human, machine]),
    caption:
      `Left: the file at ${attack.width}x${attack.height}, averaged down for print. Right: its machine view ` +
      `at ${SIZE}x${SIZE} by ${SAMPLER}, pixel for pixel. Algorithm 1 wrote ${percent(share)} of the ` +
      `source pixels. ${percent(shown)} of the payload shows in the machine view. Its largest difference ` +
      `from the payload is ${largest(machine, drum)} of 255.`,
  };
}

function neighbors(): Figure {
  const { svg, taps, x } = drawNeighbors(SAMPLER, 2000, SIZE, 150);
  const weights = taps.map(([column, row, weight]) => `(${column}, ${row}) ${weight.toFixed(3)}`);
  return {
    file: 'figure-2.svg',
    title: 'The neighbors of one output pixel, and their weights',
    content: svg,
    caption:
      `Output pixel (150, 150) of 2000→${SIZE} lies at source coordinate (150 + ½)·2000/${SIZE} − ½ = ` +
      `${x.toFixed(3)} on both axes (Equations 1 to 3, half-pixel centers). ${SAMPLER} reads ` +
      `${taps.length} pixels: ${weights.join(', ')}. One output lies ${(2000 / SIZE).toFixed(2)} pixels ` +
      'from the next, so no output reads the others.',
  };
}

function pattern({ attack, decoy }: Scene): Figure {
  const [left, top, side] = [1404, 700, 48];
  const crop = (picture: Picture) => enlarged(cut(picture, left, top, side, side), 9);
  let changed = 0;
  const before = cut(decoy, left, top, side, side);
  const after = cut(attack, left, top, side, side);
  for (let i = 0; i < before.data.length; i += 3) {
    changed += [0, 1, 2].some((c) => before.data[i + c] !== after.data[i + c]) ? 1 : 0;
  }
  return {
    file: 'figure-3.png',
    title: 'The pattern, close up',
    content: beside([crop(decoy), crop(attack)]),
    caption:
      `The same ${side}x${side} source pixels before and after the attack, each drawn as a square. ` +
      `${changed} of ${side * side} differ. They are where ${SAMPLER} reads at ${SIZE}x${SIZE}: every ` +
      `${(attack.width / SIZE).toFixed(2)} pixels across and ${(attack.height / SIZE).toFixed(2)} down.`,
  };
}

const SWEEP = [150, 224, 256, 290, 298, 299, 300, 310, 350, 450];

function sweep({ attack, decoy, drum }: Scene): Figure {
  const shares = SWEEP.map((size) => {
    const clean = seenBy(decoy, SAMPLER, size);
    const payload = seenByPerson(drum, size);
    return [size, hiddenShare(seenBy(attack, SAMPLER, size), clean, payload)] as const;
  });
  const strip = SWEEP.map((size) => shrunk(seenBy(attack, SAMPLER, size), 150));
  const listed = shares.map(([size, share]) => `${size}: ${share.toFixed(2)}`).join(', ');
  return {
    file: 'figure-4.png',
    title: 'A sweep of sizes',
    content: beside(strip, 5),
    caption:
      `Machine views of the file by ${SAMPLER} at ${SWEEP.join(', ')} (left to right, top to bottom), each ` +
      `averaged down to 150x150 for print. Share of the hidden picture that shows: ${listed}.`,
  };
}

function thirdPicture(
  { decoy, mountains, drum }: Scene,
  attack: Picture,
  overwritten: number,
): Figure {
  const second = seenBy(attack, SAMPLER, SECOND_SIZE);
  const first = seenBy(attack, SAMPLER, SIZE);
  const shareOf = (view: Picture, size: number, payload: Picture) =>
    percent(hiddenShare(view, seenBy(decoy, SAMPLER, size), payload));
  return {
    file: 'figure-5.png',
    title: 'A third picture at 224',
    content: beside([second, first]),
    caption:
      `A second payload was written into the same file for ${SECOND_SIZE}x${SECOND_SIZE}. ` +
      `${shareOf(second, SECOND_SIZE, mountains)} of it shows at ${SECOND_SIZE}. Of the first payload, ` +
      `${shareOf(first, SIZE, drum)} shows at ${SIZE}: the second overwrote ${overwritten} of its source ` +
      'pixels, which are the specks.',
  };
}

function spectra({ attack, decoy }: Scene): Figure {
  const view = { pipeline: SAMPLER, width: SIZE, height: SIZE };
  const made = [decoy, attack].map((picture) => makeSpectrum(picture));
  const reports = made.map((each) => reportSpectrum(each, shapeOfRgb(attack), view));
  const pictures = made.map(({ spectrum }) => {
    const { width, height } = spectrum;
    return strongestOf(makeRaster(width, height, 1, grayOf(spectrum)), 2);
  });
  const standing = reports.map(
    ({ peaks }) => peaks.filter(({ contrastDb }) => contrastDb >= STANDS_OUT_DB).length,
  );
  const [{ width, height, tiles }] = reports;
  return {
    file: 'figure-6.png',
    title: 'Spectra before and after',
    content: beside(pictures),
    caption:
      'Log magnitude of the picture before and after the attack, with frequency 0 in the center ' +
      `(${tiles} Hann-windowed tiles of ${width}x${height}; every dot is the strongest of 2x2 bins). A payload ` +
      `for ${SIZE}x${SIZE} must leave peaks at ${reports[1].peaks.length} places. Before the attack, ` +
      `${standing[0]} of them stands at least ${STANDS_OUT_DB} dB above its surroundings; after it, ${standing[1]} do.`,
  };
}

function influence(): Figure {
  const pixel = 2;
  const shape = { width: 100, height: 100, channels: 1, dtype: 'uint8' } as const;
  const maps = [SAMPLER, ANTIALIASED].map((sampler) => {
    const plan = planOf(sampler, shape, { width: 5, height: 5 });
    return influenceMap(axisTapsOf(plan, 'x'), axisTapsOf(plan, 'y'), pixel, pixel);
  });
  const drawn = maps.map((map) => {
    const most = Math.max(...map.map(({ weight }) => weight));
    const data = new Uint8Array(100 * 100);
    for (const { x, y, weight } of map) data[y * 100 + x] = Math.round((255 * weight) / most);
    return enlarged(makeRaster(100, 100, 1, data), 4);
  });
  const tell = maps.map((map) => {
    const weights = map.map(({ weight }) => weight);
    return `${map.length} source pixels with weights of ${least(weights)} to ${Math.max(...weights).toPrecision(3)}`;
  });
  return {
    file: 'figure-7.png',
    title: 'What one output pixel depends on, without and with antialias',
    content: beside(drawn),
    caption:
      `Influence of a 100x100 source on pixel (${pixel}, ${pixel}) at 5x5. White is the strongest in each map. ` +
      `${SAMPLER}: ${tell[0]}. ${ANTIALIASED}: ${tell[1]}.`,
  };
}

function antialiasing({ attack, decoy, drum }: Scene): Figure {
  const views = [SAMPLER, ANTIALIASED].map((sampler) => seenBy(attack, sampler, SIZE));
  const shares = [SAMPLER, ANTIALIASED].map((sampler, i) =>
    hiddenShare(views[i], seenBy(decoy, sampler, SIZE), drum),
  );
  return {
    file: 'figure-8.png',
    title: 'Without and with antialias',
    content: beside(views),
    caption:
      `The same file at ${SIZE}x${SIZE} by ${SAMPLER} and by ${ANTIALIASED}. ${percent(shares[0])} and ` +
      `${percent(shares[1])} of the hidden picture show.`,
  };
}

function shapeOfRgb({ width, height }: Picture) {
  return { width, height, channels: 3, dtype: 'uint8' } as const;
}

/** The strongest of each `times` by `times` block. */
function strongestOf({ width, height, data }: Picture, times: number): Picture {
  const w = Math.floor(width / times);
  const h = Math.floor(height / times);
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h * times; y++) {
    for (let x = 0; x < w * times; x++) {
      const to = Math.floor(y / times) * w + Math.floor(x / times);
      out[to] = Math.max(out[to], data[y * width + x]);
    }
  }
  return makeRaster(w, h, 1, out);
}

function largest(a: Picture, b: Picture): number {
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i])), 0);
}

function least(weights: number[]): string {
  return Math.min(...weights).toPrecision(3);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
