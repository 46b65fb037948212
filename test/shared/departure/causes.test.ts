import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import type { CellDepartures } from '../../../shared/departure/departing-region.ts';
import { isDisplay } from '../../../shared/departure/display.ts';
import { isHalftone } from '../../../shared/departure/halftone.ts';
import { isMosaic } from '../../../shared/departure/mosaic.ts';
import {
  hasTransparency,
  overBlack,
  overCheckerboard,
  overWhite,
} from '../../../shared/loaders/alpha.ts';
import type { Channels, Raster } from '../../../shared/base/raster.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import { Random } from '../../support/random.ts';

const SIDE = 200;
const VIEW = { pipeline: 'opencv/nearest', width: 50, height: 50 };

function picture(
  channels: Channels,
  valueAt: (x: number, y: number, channel: number) => number,
): Raster<Uint8Array> {
  const data = Uint8Array.from({ length: SIDE * SIDE * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return valueAt(pixel % SIDE, Math.floor(pixel / SIDE), i % channels);
  });
  return { width: SIDE, height: SIDE, channels, data };
}

const isRead = (x: number, y: number): boolean => x % 4 === 0 && y % 4 === 0;
const isLight = (x: number, y: number): boolean => ((x >> 5) + (y >> 5)) % 2 === 0;

describe('a pattern', () => {
  test('is dots at the pitch of the cells: the level around them says all', () => {
    const dots = picture(1, (x, y) => (isRead(x, y) ? 0.8 * (60 + (x >> 1)) : 60 + (x >> 1)));
    const { evidence } = analyzeView(dots, VIEW);
    assert.equal(evidence.departure!.cause, 'pattern');
    assert.ok(evidence.departure!.ratio > 1);
    assert.notEqual(judge(evidence).verdict, 'attack');
  });

  test('is no flat color in place of a picture', () => {
    const hidden = picture(1, (x, y) => (isRead(x, y) ? 20 : 40 + x));
    const { evidence } = analyzeView(hidden, VIEW);
    assert.equal(evidence.departure!.cause, null);
    assert.equal(judge(evidence).verdict, 'attack');
  });

  test('is none where one color is flat and another shows a picture', () => {
    const attack = picture(3, (x, y, c) => {
      if (!isRead(x, y)) return 120;
      if (c === 0) return 255;
      return c === 1 && isLight(x, y) ? 150 : 120;
    });
    const { evidence } = analyzeView(attack, VIEW);
    assert.equal(evidence.departure!.cause, null);
    assert.equal(evidence.departure!.channel, 'g');
    assert.equal(judge(evidence).verdict, 'attack');
  });

  test('is no checker that cancels out in a view that mixes two pixels of it', () => {
    const [width, height] = [158, 192];
    const raster = {
      width,
      height,
      channels: 1 as const,
      data: new Uint8Array(width * height).fill(50),
    };
    for (let j = 0; j < 48; j++) {
      for (let i = 0; i < 79; i++) {
        const isOdd = (i + j) % 2 === 1;
        raster.data[(4 * j + 1) * width + 2 * i + 1] = isOdd ? 255 : 0;
        raster.data[(4 * j + 2) * width + 2 * i] = isOdd ? 0 : 255;
      }
    }
    const { evidence } = analyzeView(raster, { pipeline: 'torch/bicubic', width: 79, height: 48 });
    assert.equal(evidence.departure!.cause, null);
    assert.equal(judge(evidence).verdict, 'attack');
  });

  test('is no picture written into the same pixels', () => {
    const attack = picture(1, (x, y) => (isRead(x, y) ? (isLight(x, y) ? 255 : 0) : 60 + (x >> 1)));
    const { evidence } = analyzeView(attack, VIEW);
    assert.equal(evidence.departure!.cause, null);
    assert.equal(judge(evidence).verdict, 'attack');
  });
});

describe('isMosaic', () => {
  const color = (x: number, y: number): number => (x & 1) + (y & 1); // r g, g b
  const bayer = picture(3, (x, y, c) => (color(x, y) === c ? 100 + (x >> 2) : 0));

  test('knows the raw mosaic of a sensor', () => {
    assert.equal(isMosaic(bayer, 4), true);
  });

  test('is false of gray, of one color, and of color everywhere', () => {
    assert.equal(
      isMosaic(
        picture(1, (x) => x),
        16,
      ),
      false,
    );
    assert.equal(
      isMosaic(
        picture(3, (x, _, c) => (c === 0 ? x : 0)),
        16,
      ),
      false,
    );
    assert.equal(
      isMosaic(
        picture(3, (x, y, c) => (isRead(x, y) ? 255 * (c & 1) : 100)),
        16,
      ),
      false,
    );
    assert.equal(
      isMosaic(
        picture(3, () => 0),
        16,
      ),
      false,
    );
  });

  const gray = picture(1, (x, y) => [90, 140, 60][(x & 1) + (y & 1)] + (x >> 3));

  test('knows one in gray by its two greens, in any bit depth', () => {
    assert.equal(isMosaic(gray, 16), true);
    assert.equal(
      isMosaic({ ...gray, data: Uint16Array.from(gray.data, (v) => 257 * v) }, 16),
      true,
    );
  });

  test('says nothing of gray in cells of which a place may be written whole', () => {
    assert.equal(isMosaic(gray, 4), false);
  });

  test('is false where one payload is in two places of every 2x2 pixels', () => {
    const attack = picture(1, (x, y) => ((x + y) % 2 === 1 && isLight(x, y) ? 255 : 60));
    assert.equal(isMosaic(attack, 16), false);
  });

  test('is false where less than half of the pixels of two places were written', () => {
    const written = (x: number, y: number): boolean => isRead(x - 1, y) || isRead(x, y - 1);
    assert.equal(
      isMosaic(
        picture(1, (x, y) => (written(x, y) ? 255 : 60)),
        16,
      ),
      false,
    );
  });

  test('makes no more than a suspicion of a view of it', () => {
    assert.notEqual(judge(analyzeView(bayer, VIEW).evidence).verdict, 'attack');
  });
});

const BAYER_4 = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

describe('a halftone', () => {
  const cells: CellDepartures = {
    width: 50,
    height: 50,
    departure: new Float64Array(2500),
    allowed: new Float64Array(2500).fill(16),
    level: new Float64Array(2500),
    spread: null,
  };
  const tone = (x: number, y: number): number => 128 + 120 * Math.sin(x / 40) * Math.cos(y / 30);
  const ordered = picture(1, (x, y) =>
    tone(x, y) > 16 * (BAYER_4[(y & 3) * 4 + (x & 3)] + 0.5) ? 255 : 0,
  );

  test('is an ordered dither, whose pixels turn on in one order', () => {
    assert.equal(isHalftone(ordered, cells), true);
    const { departure } = analyzeView(ordered, VIEW).evidence;
    assert.equal(departure!.cause, 'halftone');
    assert.ok(departure!.ratio > 2);
  });

  test('is a picture of few levels that its unread pixels mix', () => {
    const random = new Random(4);
    const grain = picture(1, () => (random.chance(0.5) ? 255 : 0));
    assert.equal(isHalftone(grain, cells), false);
    assert.equal(isHalftone(grain, { ...cells, allowed: cells.allowed.map(() => 9000) }), true);
  });

  test('is no picture of many levels', () => {
    assert.equal(isHalftone(picture(1, tone), cells), false);
  });

  test('is no attack on a flat picture, at the pitch of a matrix, with text beside it', () => {
    const random = new Random(9);
    const blocks = Array.from({ length: 64 }, () => random.chance(0.5));
    const text = Array.from({ length: SIDE * SIDE }, () => random.chance(0.3));
    for (const pitch of [2, 4, 8]) {
      const attack = picture(1, (x, y) => {
        if (y < 40) return text[(y >> 1) * SIDE + (x >> 1)] ? 0 : 255;
        return x % pitch === 0 && y % pitch === 0 && blocks[(y >> 5) * 8 + (x >> 5)] ? 0 : 255;
      });
      assert.equal(isHalftone(attack, cells), false, `pitch ${pitch}`);
    }
  });
});

describe('a display', () => {
  const lit = picture(3, (x, y, c) => (x % 3 === c ? 200 : 60) * (y % 3 === 2 ? 0.35 : 1));

  test('has columns of one color each', () => {
    assert.equal(isDisplay(lit), true);
    assert.notEqual(judge(analyzeView(lit, VIEW).evidence).verdict, 'attack');
  });

  test('is no gray picture, and none whose columns are written in every color or in one', () => {
    assert.equal(isDisplay(picture(1, (x) => (x % 3 === 0 ? 200 : 60))), false);
    assert.equal(isDisplay(picture(3, (x) => (x % 3 === 0 ? 200 : 60))), false);
    assert.equal(isDisplay(picture(3, (x, _, c) => (x % 3 === 0 && c === 0 ? 200 : 60))), false);
  });
});

describe('alpha', () => {
  test('is mixed over black and over white', () => {
    const half = {
      width: 1,
      height: 1,
      channels: 4 as const,
      data: Uint8Array.of(200, 100, 0, 51),
    };
    assert.deepEqual([...overBlack(half).data], [40, 20, 0, 51]);
    assert.deepEqual([...overWhite(half).data], [244, 224, 204, 51]);
    const deep = { ...half, data: Uint16Array.of(65535, 0, 0, 13107) };
    assert.deepEqual([...overWhite(deep).data], [65535, 52428, 52428, 13107]);
  });

  test('is mixed over the checkerboard of viewers, and then opaque', () => {
    const clear = picture(4, () => 0);
    const { data } = overCheckerboard(clear);
    const at = (x: number, y: number): number[] => {
      const from = 4 * (y * SIDE + x);
      return [...data.subarray(from, from + 4)];
    };
    assert.deepEqual(at(0, 0), [0xcc, 0xcc, 0xcc, 255]);
    assert.deepEqual(at(7, 8), [0xff, 0xff, 0xff, 255]);
    assert.deepEqual(at(15, 15), [0xcc, 0xcc, 0xcc, 255]);
    assert.deepEqual(
      [...overCheckerboard(picture(4, () => 255)).data.subarray(0, 4)],
      Array(4).fill(255),
    );
  });

  for (const view of [VIEW, { ...VIEW, pipeline: 'tensorflow/bilinear', width: 64, height: 37 }]) {
    test(`over a checkerboard is no departure with ${view.pipeline}`, () => {
      const inDisc = (x: number, y: number): boolean => (x - 100) ** 2 + (y - 90) ** 2 < 6000;
      const logo = picture(4, (x, y, c) => (c === 3 ? (inDisc(x, y) ? 255 : 0) : 40 * c));
      assert.equal(judge(analyzeView(logo, view).evidence).verdict, 'clean');
    });
  }

  test('lets something through where any pixel is not opaque', () => {
    assert.equal(hasTransparency(picture(3, () => 0)), false);
    assert.equal(hasTransparency(picture(4, () => 255)), false);
    assert.equal(hasTransparency(picture(4, (x, y, c) => (x + y + c === 3 ? 254 : 255))), true);
  });

  test('hides a picture that appears only when it is mixed in', () => {
    const attack = picture(4, (x, y, c) => {
      if (c < 3) return 255;
      return isRead(x, y) && isLight(x, y) ? 0 : 255;
    });
    assert.equal(judge(analyzeView(attack, VIEW).evidence).verdict, 'attack');
  });
});
