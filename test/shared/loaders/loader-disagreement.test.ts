/** Loaders disagree where one shows a picture that another does not, and nowhere else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loaderDisagreements } from '../../../shared/loaders/loader-disagreement.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';

const [WIDTH, HEIGHT] = [320, 240];

type Pixel = [r: number, g: number, b: number, a: number];

function rgba(at: (x: number, y: number) => Pixel): Raster<IntegerSamples> {
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, i += 4) data.set(at(x, y), i);
  }
  return { width: WIDTH, height: HEIGHT, channels: 4, data };
}

function gray16(at: (x: number, y: number) => number): Raster<IntegerSamples> {
  const data = new Uint16Array(WIDTH * HEIGHT);
  for (let y = 0, i = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) data[i++] = at(x, y);
  return { width: WIDTH, height: HEIGHT, channels: 1, data };
}

/** Bars like those of letters. */
const ink = (x: number, y: number): boolean => (x >> 2) % 3 === 0 && (y >> 3) % 2 === 0;
const inDisc = (x: number, y: number): boolean => (x - 160) ** 2 + (y - 120) ** 2 < 80 ** 2;
const wave = (x: number, y: number): number => 128 + 80 * Math.sin(x / 5) * Math.cos(y / 7);

/** A picture without edges. */
const soft = (x: number, y: number): number => 45 * Math.sin(x / 37) * Math.cos(y / 29);

describe('loaders disagree', () => {
  test('about letters under full transparency', () => {
    const [found] = loaderDisagreements(
      rgba((x, y) =>
        inDisc(x, y) ? [90, 120, 60, 255] : ink(x, y) ? [0, 0, 0, 0] : [255, 255, 255, 0],
      ),
    );
    assert.equal(found.policy, 'alpha-dropped');
    assert.ok(found.rms > 30);
  });

  test('about red letters on green of one mean under full transparency', () => {
    const [found] = loaderDisagreements(
      rgba((x, y) => (ink(x, y) ? [190, 60, 90, 0] : [60, 190, 90, 0])),
    );
    assert.equal(found.policy, 'alpha-dropped');
  });

  test('about one picture over black and another over white', () => {
    const found = loaderDisagreements(
      rgba((x, y) => {
        const black = wave(3 * x, 4 * y) / 2;
        const white = 128 + wave(4 * y, 3 * x) / 2;
        const alpha = 255 - (white - black);
        return [black, black, black]
          .map((v) => Math.round((v * 255) / alpha))
          .concat(Math.round(alpha)) as Pixel;
      }),
    );
    assert.deepEqual(
      found.map(({ policy }) => policy),
      ['over-black'],
    );
  });

  test('about letters over black where only soft levels show over white', () => {
    const [found] = loaderDisagreements(
      rgba((x, y) => {
        const black = ink(x >> 1, y >> 1) ? 100 : 0;
        const alpha = 255 - (190 + soft(x, y) - black);
        const color = Math.round((black * 255) / alpha);
        return [color, color, color, Math.round(alpha)];
      }),
    );
    assert.deepEqual([found.policy, found.against], ['over-black', 'over-white']);
  });

  test('about a soft picture over black and another over white', () => {
    const [found] = loaderDisagreements(
      rgba((x, y) => {
        const black = 70 + soft(y + 40, 2 * x);
        const alpha = 255 - (190 + soft(x, y) - black);
        const color = Math.round((black * 255) / alpha);
        return [color, color, color, Math.round(alpha)];
      }),
    );
    assert.deepEqual([found.policy, found.against], ['over-black', 'over-white']);
  });

  test('about letters in the colors alone, through an opacity that shows another picture on white', () => {
    const [found] = loaderDisagreements(
      rgba((x, y) => {
        const color = ink(x >> 1, y >> 1) ? 120 : 20;
        const white = 170 + soft(x, y);
        return [color, color, color, Math.round((255 * (255 - white)) / (255 - color))];
      }),
    );
    assert.ok(['alpha-dropped', 'over-black'].includes(found.policy));
  });

  test('about letters over black that a checkerboard does not show', () => {
    const found = loaderDisagreements(
      rgba((x, y) => {
        const alpha = ((x >> 2) + (y >> 3)) % 2 === 0 ? 204 : 102;
        const color = Math.round(190 + (24 * Math.sin(x / 2) * Math.sin(y / 2) * 255) / alpha);
        return [color, color, color, alpha];
      }),
    );
    const [{ policy, against }] = found;
    assert.deepEqual([found.length, policy, against], [1, 'over-black', 'over-checkerboard']);
  });

  test('about gray of 16 bits that is black when scaled and black on white when cut off', () => {
    const [found] = loaderDisagreements(gray16((x, y) => (ink(x, y) ? 0 : 300)));
    assert.equal(found.policy, 'clipped-at-255');
  });
});

describe('loaders disagree about pictures that are looked at in bands', () => {
  // Rows of 16 pixels' height come in bands of 128.
  const [width, height] = [8192, 400];

  test('whose letters cross from one band to the next', () => {
    const data = new Uint8Array(width * height * 4).fill(255);
    for (let y = 112; y < 272; y++) {
      for (let x = 1600; x < 4800; x++) {
        data.set(ink(x, y) ? [0, 0, 0, 0] : [255, 255, 255, 0], (y * width + x) * 4);
      }
    }
    const [found] = loaderDisagreements({ width, height, channels: 4, data });
    assert.equal(found.policy, 'alpha-dropped');
    // Less the rim into which colors bleed, to whole tiles.
    assert.deepEqual(found.region, { x: 1600, y: 112, width: 3200, height: 160 });
  });

  test('and finds the same wherever the bands begin', () => {
    const at = (shift: number) => {
      const data = new Uint16Array(width * height).fill(300);
      for (let y = 64; y < 192; y++) {
        for (let x = 800; x < 7200; x++) if (ink(x, y)) data[(y + shift) * width + x] = 0;
      }
      const [found] = loaderDisagreements({ width, height, channels: 1, data });
      return { ...found, region: { ...found.region, y: found.region.y - shift } };
    };
    const [near, far] = [at(0), at(80)];
    assert.deepEqual(near.region, far.region);
    assert.ok(Math.abs(near.rms - far.rms) < 1e-6);
  });
});

describe('loaders agree', () => {
  const harmless: [string, Raster<IntegerSamples>][] = [
    ['an opaque photograph', rgba((x, y) => [wave(x, y), wave(y, x), 90, 255])],
    [
      'a shape on transparent black',
      rgba((x, y) => (inDisc(x, y) ? [wave(x, y), 9, 9, 255] : [0, 0, 0, 0])),
    ],
    [
      'a shape on transparent white',
      rgba((x, y) => (inDisc(x, y) ? [wave(x, y), 9, 9, 255] : [255, 255, 255, 0])),
    ],
    ['black letters on nothing', rgba((x, y) => [0, 0, 0, ink(x, y) ? 255 : 0])],
    ['a soft shadow', rgba((x, y) => [0, 0, 0, Math.max(0, 200 - Math.hypot(x - 160, y - 120))])],
    ['a picture behind even glass', rgba((x, y) => [wave(x, y), wave(x, y), wave(x, y), 128])],
    [
      'a soft picture that fades out',
      rgba((x, y) => [128 + soft(x, y), 90 + soft(y, x), 90, x / 1.3]),
    ],
    [
      'colored light',
      rgba((x, y) => [255 * (x / WIDTH), 160, 255 * (y / HEIGHT), 128 + soft(x, y)]),
    ],
    [
      'a picture as opaque as it is bright',
      rgba((x, y) => [128 + 2 * soft(x, y), 90, 128 + soft(x, y), 128 + 2 * soft(x, y)]),
    ],
    ['nothing at all', rgba(() => [0, 0, 0, 0])],
    ['a scan of 16 bits', gray16((x, y) => wave(x, y) * 257)],
    ['a scan of 12 bits in 16', gray16((x, y) => wave(x, y) * 16)],
    ['noise near black', gray16((x, y) => (x * 7 + y * 13) % 12)],
  ];
  for (const [name, raster] of harmless) {
    test(`about ${name}`, () => assert.deepEqual(loaderDisagreements(raster), []));
  }
});
