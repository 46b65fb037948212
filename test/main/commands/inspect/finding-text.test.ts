/** A finding in a terminal: of what was found, and of pictures in which there is nothing to find. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingText } from '../../../../main/commands/inspect/finding-text.ts';
import { analyze, makeRaster, type ViewRequest } from '../../../../shared/scalescope.ts';
import type { Channels, IntegerSamples, Raster } from '../../../../shared/base/raster.ts';
import { verdictTone } from '../../../../shared/verdict/words.ts';
import { noiseWords } from '../../../support/noise.ts';

const ONE_COLOR = /Every pixel has the same color/;
const TRANSPARENT = /fully transparent everywhere/;
const NOTHING = /NOTHING FOUND \(score 0\.0\d\)/;
const NOT_ASSESSABLE = /: NOT ASSESSABLE$/m;
const NOTHING_SAID = /[Nn]othing can be said|no resize makes another/;

/** Seeded bytes, one with every call. */
function noise(): () => number {
  const next = noiseWords(1);
  return () => next() >>> 24;
}

function filled(
  width: number,
  height: number,
  channels: Channels,
  value: (i: number) => number,
): Raster<Uint8Array> {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => value(i));
  return makeRaster(width, height, channels, data);
}

/** Transparent gray with a disk in every fifth pixel of every fifth row. */
function payloadBeneath(i: number): number {
  const pixel = i >> 2;
  const [x, y] = [pixel % 300, Math.floor(pixel / 300)];
  if (i % 4 === 3) return 0;
  if (x % 5 !== 0 || y % 5 !== 0) return 100 + ((x * 7 + y * 3) % 5);
  return Math.hypot(x - 150, y - 100) < 70 ? 230 : 20;
}

const random = noise();
const NOISE = filled(300, 200, 3, random);
const upscale: ViewRequest = { pipeline: 'tensorflow/bilinear', width: 500, height: 350 };
const barely: ViewRequest = { pipeline: 'tensorflow/bilinear', width: 250, height: 180 };

interface Bad {
  name: string;
  raster: Raster<IntegerSamples>;
  view?: ViewRequest;
  search?: boolean;
  says: RegExp[];
}

const BAD: Bad[] = [
  {
    name: 'one pixel',
    raster: filled(1, 1, 3, () => 9),
    says: [NOT_ASSESSABLE, /1x1 is too small/],
  },
  {
    name: 'one pixel, enlarged',
    raster: filled(1, 1, 3, () => 9),
    view: upscale,
    says: [NOT_ASSESSABLE, /1x1 is too small/, /the target is larger than the source/],
  },
  {
    name: 'a line',
    raster: filled(900, 2, 1, (i) => i % 7),
    says: [NOT_ASSESSABLE, /900x2 is too small/],
  },
  { name: 'one color', raster: filled(300, 200, 3, () => 77), says: [NOTHING, ONE_COLOR] },
  {
    name: 'all transparent',
    raster: filled(300, 200, 4, (i) => (i % 4 === 3 ? 0 : 9)),
    says: [NOT_ASSESSABLE, TRANSPARENT, NOTHING_SAID],
  },
  {
    name: 'all transparent, by a view alone',
    raster: filled(300, 200, 4, (i) => (i % 4 === 3 ? 0 : 9)),
    view: { pipeline: 'opencv/nearest', width: 60, height: 40 },
    search: false,
    says: [NOT_ASSESSABLE, TRANSPARENT],
  },
  {
    name: 'all transparent, with a picture beneath',
    raster: filled(300, 200, 4, (i) => (i % 4 === 3 ? 0 : random())),
    says: [/SUSPICIOUS/, TRANSPARENT, /Loaders disagree: a program that drops the alpha channel/],
  },
  {
    name: 'all transparent, with another picture in the view',
    raster: filled(300, 200, 4, payloadBeneath),
    view: { pipeline: 'opencv/nearest', width: 60, height: 40 },
    search: false,
    says: [/: ATTACK/, TRANSPARENT],
  },
  {
    name: 'noise',
    raster: NOISE,
    says: [NOTHING, /The search found no size/, /Searched +every size from/],
  },
  {
    name: 'a ratio below what can be judged',
    raster: NOISE,
    view: barely,
    search: false,
    says: [
      NOT_ASSESSABLE,
      /the source is only 1\.2 times as wide and 1\.1 times as high/,
      /Searched +only 250x180/,
    ],
  },
];

describe('a picture in which nothing can be found', () => {
  for (const { name, raster, says, ...asked } of BAD) {
    it(`of ${name} gets a sentence, and never a promise`, () => {
      const finding = analyze(raster, null, asked);
      const text = findingText(finding);
      for (const sentence of says) assert.match(text, sentence);
      assert.doesNotMatch(text, /\bclean\b/i);
      if (/SUSPICIOUS|ATTACK/.test(text)) assert.doesNotMatch(text, NOTHING_SAID);
      if (says.includes(TRANSPARENT)) assert.doesNotMatch(text, /fair sample|No size/);
      if (NOT_ASSESSABLE.test(text)) assert.equal(verdictTone(finding), 'none');
    });
  }
});

describe('where nothing was found', () => {
  const finding = analyze(NOISE, null);

  it('each lattice that is not explained is named, with the options that show it', () => {
    const unexplained = [{ width: 120, height: 80, sigma: 33.4 }];
    const text = findingText({ ...finding, unexplained, skipped: 2 });
    assert.match(
      text,
      /^ {2}Unexplained lattice: 120x80, 33 sigma: look with --size 120x80 --out FOLDER$/m,
    );
    assert.match(text, /^ {2}2 further lattices were not examined\.$/m);
  });

  it('a finding of before, which knows no such lattices, is text all the same', () => {
    const { unexplained, skipped, ...old } = finding;
    assert.deepEqual([unexplained, skipped], [[], 0]);
    assert.equal(findingText(old), findingText(finding));
  });

  it('the score says what it is', () => {
    assert.match(
      findingText(finding),
      /^ {2}Score +0\.\d\d: probability of an attack, if one image in a hundred is attacked$/m,
    );
    const view = { pipeline: 'opencv/nearest', width: 60, height: 40 };
    const viewed = findingText(analyze(NOISE, null, { view, search: false }));
    assert.match(
      viewed,
      /^ {2}Score +0\.\d\d: this view only, suspicious above 0\.5, not a probability$/m,
    );
  });
});
