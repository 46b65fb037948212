/** Laws of blind detection: an attack is found where it is, honest lattices are not attacks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import { detectBlind } from '../../../shared/detect/blind.ts';
import { searchVerdict } from '../../../shared/verdict/judge-search.ts';
import { INPUTS, logOddsOf } from '../../../shared/detect/measure/fusion.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';

type Picture = Raster<Uint8Array>;

function picture(width: number, height: number, at: (x: number, y: number) => number): Picture {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = Math.min(255, Math.max(0, at(x, y)));
  }
  return { width, height, channels: 1, data };
}

/** Seeded noise in -1..1 by position. */
function noise(x: number, y: number): number {
  let h = Math.imul(x + 1, 374761393) ^ Math.imul(y + 1, 668265263);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1;
}

const landscape = (width: number, height: number): Picture =>
  picture(
    width,
    height,
    (x, y) => 120 + 60 * Math.sin(x / 90) * Math.cos(y / 70) + 6 * noise(x, y),
  );

const hidden = (size: number, height = size): Picture =>
  picture(size, height, (x, y) => (((x >> 4) + (y >> 3)) % 3 === 0 ? 230 : 40 + ((x * y) >> 7)));

for (const pipeline of ['tensorflow/bilinear', 'opencv/nearest', 'pillow/nearest']) {
  test(`a picture written for ${pipeline} is found at its size`, () => {
    const { attack } = craftAttack(landscape(800, 600), [{ pipeline, picture: hidden(160) }]);
    const found = detectBlind(attack);
    assert.equal(searchVerdict(found), 'attack');
    assert.deepEqual([found.targets[0].width, found.targets[0].height], [160, 160]);
    assert.equal(found.picture?.width, 160);
  });
}

test('of a lattice of short period the reading that a machine takes is named, not what it leaves out', () => {
  const pipeline = 'pillow/nearest';
  const decoy = landscape(788, 630);
  const [across, down] = [512, 409];
  // Strokes on what such a machine receives of the decoy.
  const { data } = resizeWith(decoy, pipeline, { width: across, height: down });
  const strokes = picture(across, down, (x, y) =>
    (x >> 1) % 7 < 2 && (y >> 3) % 3 > 0 ? 20 : data[y * across + x],
  );
  const { attack } = craftAttack(decoy, [{ pipeline, picture: strokes }]);
  const found = detectBlind(attack);
  const [{ width, height, samplers }] = found.targets;
  assert.deepEqual([width, height, found.isUsual], [across, down, true]);
  assert.ok(samplers.includes(pipeline));
});

for (const [pipeline, size] of [
  ['pillow/nearest', 480],
  ['opencv/nearest', 320],
] as const) {
  test(`${size} of 800 columns by ${pipeline} are named, not every fifth of all`, () => {
    const grain = picture(800, 600, (x, y) => 128 + 60 * Math.sin(x / 90) + 40 * noise(x, y));
    const other = picture(size, (size * 3) / 4, (x, y) => 100 + 90 * noise(x + 7, y));
    const { attack } = craftAttack(grain, [{ pipeline, picture: other }]);
    const [{ width, height }] = detectBlind(attack).targets;
    assert.deepEqual([width, height], [size, (size * 3) / 4]);
  });
}

test('what is written in the dark part of a picture alone is named for the whole of it', () => {
  const [width, height, top] = [256, 192, 86];
  const attack = landscape(4 * width, 4 * height);
  // One of the pixels that a bicubic kernel reads.
  for (let y = top; y < height; y++) {
    for (let x = 0; x < width; x++) {
      attack.data[(4 * y + 1) * 4 * width + 4 * x + 1] += 60 + Math.round(20 * noise(x, y));
    }
  }
  const [target] = detectBlind(attack).targets;
  assert.deepEqual([target.width, target.height, target.crop.height], [width, height, 4 * height]);
});

for (const quality of [null, 75]) {
  test(`a nearest in two steps is found, ${quality === null ? 'as it is' : 'in JPEG'}`, async () => {
    const pipeline = 'libvips/nearest';
    // 800 to 130 reads multiples of 3, 600 of 2, 500 has one step.
    for (const height of [600, 500]) {
      const { attack } = craftAttack(landscape(800, height), [{ pipeline, picture: hidden(128) }]);
      const saved = quality === null ? attack : await throughJpeg(attack, quality);
      const found = detectBlind(saved);
      assert.equal(searchVerdict(found), 'attack');
      const [{ width, height: high, samplers, geometry }] = found.targets;
      assert.deepEqual([width, high, samplers[0], geometry], [128, 128, pipeline, 'stepped']);
    }
  });
}

async function throughJpeg({ width, height, data }: Picture, quality: number): Promise<Picture> {
  const raw = { width, height, channels: 1 } as const;
  const jpeg = await sharp(data, { raw }).jpeg({ quality }).toBuffer();
  const gray = await sharp(jpeg).toColourspace('b-w').raw().toBuffer();
  return { width, height, channels: 1, data: new Uint8Array(gray) };
}

for (const channels of [1, 3, 4] as const) {
  test(`of 16 bits and ${channels} channels it is found, by resizers that take them`, () => {
    const pipeline = 'opencv/nearest';
    const { attack } = craftAttack(landscape(800, 600), [{ pipeline, picture: hidden(160) }]);
    const { width, height } = attack;
    const data = Uint16Array.from({ length: width * height * channels }, (_, i) =>
      i % channels === 3 ? 65535 : 257 * attack.data[Math.floor(i / channels)],
    );
    const found = detectBlind({ width, height, channels, data });
    assert.equal(searchVerdict(found), 'attack');
    assert.ok(found.targets[0].samplers.includes(pipeline));
  });
}

test('where nothing was examined no threshold makes it found', () => {
  const nothing = detectBlind(
    picture(400, 300, () => 200),
    -100,
  );
  assert.equal(nothing.isFound, false);
});

test('the decoy alone is clean', () => {
  assert.equal(searchVerdict(detectBlind(landscape(800, 600))), 'clean');
});

test('the same picture always gets the same answer', () => {
  const image = landscape(500, 400);
  assert.deepEqual(detectBlind(image), detectBlind(image));
});

test('a picture of one color is clean', () => {
  assert.equal(searchVerdict(detectBlind(picture(400, 300, () => 200))), 'clean');
});

test('pixel art is clean', () => {
  const art = picture(640, 640, (x, y) => (noise(x >> 2, y >> 2) > 0 ? 220 : 30));
  assert.notEqual(searchVerdict(detectBlind(art)), 'attack');
});

test('dots at the pitch of a common size are no picture', () => {
  const dots = picture(896, 896, (x, y) => (x % 4 === 2 && y % 4 === 2 ? 60 : 240));
  assert.notEqual(searchVerdict(detectBlind(dots)), 'attack');
});

test('a photograph that was enlarged is explained by the size that it had', async () => {
  const photo = fileURLToPath(new URL('../../samples/dandelion.jpg', import.meta.url));
  const small = await sharp(photo).resize(500, 333, { fit: 'fill' }).png().toBuffer();
  const { data, info } = await sharp(small)
    .resize(1000, 666, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const found = detectBlind({ width, height, channels: 3, data: new Uint8Array(data) });
  assert.equal(searchVerdict(found), 'clean');
  assert.equal(found.explanation?.kind, 'upscaled');
  const size = /about (\d+)x(\d+)/.exec(found.explanation.reason)!.slice(1).map(Number);
  assert.ok(Math.abs(size[0] - 500) <= 1 && Math.abs(size[1] - 333) <= 1, String(size));
});

test('a photograph that was enlarged less than twice is explained by both sizes that leave its lattice', async () => {
  const photo = fileURLToPath(new URL('../../samples/dandelion.jpg', import.meta.url));
  const small = await sharp(photo).resize(500, 333, { fit: 'fill' }).png().toBuffer();
  const { data, info } = await sharp(small)
    .resize(710, 473, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const found = detectBlind({ width, height, channels: 3, data: new Uint8Array(data) });
  assert.equal(found.explanation?.kind, 'upscaled');
  const size = /or from (\d+)x(\d+)/.exec(found.explanation.reason)!.slice(1).map(Number);
  assert.ok(Math.abs(size[0] - 500) <= 1 && Math.abs(size[1] - 333) <= 1, String(size));
});

test('a screen of four pixels a cell is a mosaic, not a grid of JPEG', () => {
  const photo = landscape(640, 480);
  const cells = photo.data.map((v, i) => {
    const x = Math.floor(i / photo.channels) % 640;
    const y = Math.floor(i / photo.channels / 640);
    return x % 4 === 3 || y % 4 === 3 ? v * 0.4 : v;
  });
  const found = detectBlind({ ...photo, data: cells });
  assert.equal(searchVerdict(found), 'clean');
  assert.equal(found.explanation?.kind, 'mosaic');
});

test('an image too small for any target is not assessable', () => {
  const found = detectBlind(landscape(20, 20));
  assert.equal(searchVerdict(found), 'clean');
  assert.equal(found.explanation?.kind, 'not-assessable');
  assert.match(found.explanation.reason, /20x20 is too small/);
  assert.deepEqual(found.reasons, [found.explanation.reason]);
});

test('a side of more than half a million pixels is searched like any other', () => {
  const wide = picture(530000, 40, (x, y) => 128 + 127 * noise(x, y));
  const found = detectBlind(wide);
  assert.notEqual(found.logOdds, null);
  assert.equal(searchVerdict(found), 'clean');
});

test('a picture hidden in one channel is found in that channel', () => {
  const decoy = landscape(640, 640);
  const { attack } = craftAttack(decoy, [{ pipeline: 'tensorflow/nearest', picture: hidden(160) }]);
  const data = new Uint8Array(640 * 640 * 3);
  for (let i = 0; i < 640 * 640; i++) {
    data.set([decoy.data[i], decoy.data[i], attack.data[i]], i * 3);
  }
  const found = detectBlind({ width: 640, height: 640, channels: 3, data });
  assert.equal(searchVerdict(found), 'attack');
  assert.equal(found.targets[0].width, 160);
  assert.ok(found.targets[0].channels.includes('b'));
});

test('hiding the comb of a common size gains nothing', () => {
  const { attack } = craftAttack(landscape(900, 900), [
    { pipeline: 'tensorflow/nearest', picture: hidden(224) },
  ]);
  // As much noise of single pixels in other rows and columns evens out the sums of both axes.
  const data = attack.data.slice();
  const lattice = new Set(
    Array.from({ length: 224 }, (_, j) => Math.floor(((j + 0.5) * 900) / 224)),
  );
  for (let y = 0; y < 900; y++) {
    for (let x = 0; x < 900; x++) {
      if (lattice.has(x) === lattice.has(y) || noise(x + 7, y + 3) < 0.5) continue;
      data[y * 900 + x] = attack.data[((y + 450) % 900) * 900 + ((x + 313) % 900)];
    }
  }
  const found = detectBlind({ ...attack, data });
  assert.notEqual(searchVerdict(found), 'clean');
  assert.equal(found.targets[0].width, 224);
});

/** `decoy` with a picture of `size` hidden in the part `at` of it, and in nothing else. */
function hiddenInPart(
  decoy: Picture,
  at: { x: number; y: number; width: number; height: number },
  pipeline: string,
  size: number,
): Picture {
  const part = picture(
    at.width,
    at.height,
    (x, y) => decoy.data[(y + at.y) * decoy.width + x + at.x],
  );
  const { attack } = craftAttack(part, [{ pipeline, picture: hidden(size) }]);
  const data = decoy.data.slice();
  for (let y = 0; y < at.height; y++) {
    const row = attack.data.subarray(y * at.width, (y + 1) * at.width);
    data.set(row, (y + at.y) * decoy.width + at.x);
  }
  return { ...decoy, data };
}

for (const [pipeline, x, y] of [
  ['tensorflow/nearest', 44, 10],
  ['torch/bilinear', 21, 77],
  ['opencv/linear', 9, 33],
] as const) {
  test(`a picture for ${pipeline} of a crop off the center is told with its crop and size`, () => {
    const crop = { x, y, width: 601, height: 487 };
    const found = detectBlind(hiddenInPart(landscape(700, 600), crop, pipeline, 160));
    assert.notEqual(searchVerdict(found), 'clean');
    const [target, ...others] = found.targets;
    assert.deepEqual([target.width, target.height, target.crop], [160, 160, crop]);
    assert.deepEqual(others, []);
    assert.equal(found.picture?.width, 160);
    assert.ok(found.reasons.some((reason) => reason.includes(`601x487 pixels at ${x},${y}`)));
  });
}

test('a picture that is hidden for the whole frame is told so where a part of it shows', () => {
  const [decoy, { data }] = [landscape(760, 570), hidden(256)];
  const wide = { width: 256, height: 192, channels: 1, data: data.slice(0, 256 * 192) } as const;
  const { attack } = craftAttack(decoy, [{ pipeline: 'tensorflow/bilinear', picture: wide }]);
  const [{ width, height, crop }] = detectBlind(attack).targets;
  assert.deepEqual([width, height, crop], [256, 192, { x: 0, y: 0, width: 760, height: 570 }]);
});

test('more of any evidence never lowers the fused log odds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -2, max: 9, noNaN: true }), {
        minLength: INPUTS.length,
        maxLength: INPUTS.length,
      }),
      fc.nat(INPUTS.length - 1),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (inputs, which, more) => {
        const raised = inputs.map((value, i) => (i === which ? value + more : value));
        assert.ok(logOddsOf(raised) >= logOddsOf(inputs) - 1e-9);
      },
    ),
    { numRuns: 300 },
  );
});

test('the region of a picture hidden in a corner is in that corner', () => {
  const decoy = landscape(900, 900);
  const { attack } = craftAttack(decoy, [{ pipeline: 'tensorflow/nearest', picture: hidden(180) }]);
  const mixed = { ...decoy, data: decoy.data.slice() };
  for (let y = 0; y < 400; y++) {
    for (let x = 0; x < 400; x++) mixed.data[y * 900 + x] = attack.data[y * 900 + x];
  }
  const { heat } = detectBlind(mixed);
  assert.ok(heat !== null && heat.boxes.length > 0);
  const [box] = heat.boxes;
  assert.ok(box.x < 60 && box.y < 60 && box.x + box.width < 470 && box.y + box.height < 470);
});

test('what is said of a picture does not depend on the one before it', () => {
  const before = [() => 255, (x: number, y: number) => 128 + 127 * noise(x, y), () => 0];
  const sizes = [
    [343, 64],
    [86, 122],
    [411, 71],
    [222, 65],
    [238, 351],
    [174, 76],
    [500, 353],
  ];
  for (const [width, height] of sizes) {
    const rough = picture(width, height, (x, y) => 128 + 40 * Math.sin(x / 9) + 50 * noise(x, y));
    const [first, ...others] = before.map((at) => {
      detectBlind(picture(600, 500, at));
      return detectBlind(rough);
    });
    for (const other of others) assert.deepEqual(other, first, `${width}x${height}`);
  }
});
