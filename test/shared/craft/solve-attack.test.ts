import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Payload } from '../../../shared/craft/lattice-write.ts';
import { prepareAttack } from '../../../shared/craft/prepare-attack.ts';
import {
  DEFAULT_CRAFT_SETTINGS,
  type CraftSettings,
} from '../../../shared/craft/craft-settings.ts';
import { solveAttack, type SolvedAttack } from '../../../shared/craft/solve-attack.ts';
import { exposureOf } from '../../../shared/pipelines/exposure.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import { quantize, type Channels, type Raster } from '../../../shared/base/raster.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { resizeWith, shapeOf } from '../../../shared/resample/resize.ts';
import { noiseWords } from '../../support/noise.ts';

type Picture = Raster<Uint8Array>;

/** A smooth picture with some noise, as photographs are. */
function photo(width: number, height: number, channels: Channels, seed: number): Picture {
  const next = noiseWords(seed);
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const [x, y] = [(pixel % width) / width, Math.floor(pixel / width) / height];
    const smooth = Math.sin(7 * x + seed) * Math.cos(5 * y + (i % channels) + seed);
    return 128 + 90 * smooth + (next() >>> 27) - 16;
  });
  return { width, height, channels, data };
}

function solve(
  decoy: Picture,
  payloads: Payload[],
  settings: Partial<CraftSettings> = {},
  mask: Picture | null = null,
): SolvedAttack {
  const order = { decoy, payloads, settings: { ...DEFAULT_CRAFT_SETTINGS, ...settings }, mask };
  const run = solveAttack(prepareAttack(order));
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

function distance(a: Picture, b: Picture): number {
  return a.data.reduce((sum, value, i) => sum + (value - b.data[i]) ** 2, 0);
}

function changed(a: Picture, b: Picture): number {
  let count = 0;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) count++;
  return count;
}

const seen = (attack: Picture, pipeline: string, side: number) =>
  quantize(resizeWith(attack, pipeline, { width: side, height: side }), 'uint8').data;

describe('solveAttack', () => {
  test('is within two levels for every sampler that hides anything, at every ratio', () => {
    let attacked = 0;
    for (const ratio of [2.5, 4.5, 6.7]) {
      const decoy = photo(Math.round(24 * ratio), Math.round(26 * ratio), 3, 1);
      const picture = photo(24, 26, 3, 2);
      for (const { id } of SAMPLERS) {
        if (id === 'imagemagick/adaptive') continue; // the next test
        const view = viewAt(findPipeline(id), shapeOf(decoy), picture);
        if (!['partly', 'exposed'].includes(exposureOf(view).verdict)) continue;
        const { fidelity, attack } = solve(decoy, [{ pipeline: id, picture }]);
        assert.ok(fidelity[0].max <= 2, `${id} at ${ratio}: ${fidelity[0].max}`);
        const data = quantize(resizeWith(attack, id, picture), 'uint8').data;
        assert.ok(
          data.every((value, i) => Math.abs(value - picture.data[i]) <= 2),
          id,
        );
        attacked++;
      }
    }
    assert.ok(attacked > 120, String(attacked));
  });

  test('refuses a mesh, whose weights depend on the pixels, and says how far off it is', () => {
    const decoy = photo(108, 117, 3, 1);
    const payload = { pipeline: 'imagemagick/adaptive', picture: photo(24, 26, 3, 2) };
    assert.throws(() => solve(decoy, [payload]), /out of reach, the farthest by \d+ grey levels/);
  });

  test('changes no more than copying does, and l0 fewer, and linf by less', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('tensorflow/bilinear', 'opencv/linear', 'torch/bicubic'),
        fc.double({ min: 5, max: 9, noNaN: true }),
        fc.integer({ min: 1, max: 1e6 }),
        (pipeline, ratio, seed) => {
          const side = Math.round(12 * ratio);
          const decoy = photo(side, side, 1, seed);
          const payload = { pipeline, picture: photo(12, 12, 1, seed + 5) };
          const by = (method: CraftSettings['method']) =>
            solve(decoy, [payload], { method, tolerance: 2 });
          const [l2, l0, linf, copy] = [by('l2'), by('l0'), by('linf'), by('copy')];
          assert.ok(distance(l2.attack, decoy) <= distance(copy.attack, decoy) * 1.001 + 20);
          assert.ok(distance(l2.attack, decoy) <= distance(linf.attack, decoy) * 1.01 + 20);
          assert.ok(changed(l0.attack, decoy) <= changed(l2.attack, decoy));
          const most = (attack: Picture) =>
            Math.max(...attack.data.map((value, i) => Math.abs(value - decoy.data[i])));
          assert.ok(most(linf.attack) <= linf.bound!);
          assert.ok(most(linf.attack) <= most(l2.attack) + 2);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('solves several sizes jointly, and the last one wins where they contradict', () => {
    const decoy = photo(240, 240, 1, 1);
    const first = { pipeline: 'opencv/cubic', picture: photo(31, 31, 1, 2) };
    const last = { pipeline: 'opencv/cubic', picture: photo(24, 24, 1, 3) };
    const { fidelity, payloads } = solve(decoy, [first, last]);
    assert.ok(fidelity[1].max <= 2 && fidelity[1].spoiltPixels === 0);
    assert.ok(payloads[0].collisions[0].sourcePixels > 0);
    assert.ok(fidelity[0].max <= 2, 'only pixels shared with the later payload may be off');
    assert.ok(fidelity[0].spoiltPixels < 0.1 * 31 * 31, String(fidelity[0].spoiltPixels));
  });

  test('writes a local payload and leaves the rest of the view as it was', () => {
    const decoy = photo(200, 200, 3, 4);
    const picture = photo(15, 15, 3, 9);
    for (const pipeline of ['opencv/linear', 'tensorflow/lanczos5']) {
      const payload = { pipeline, picture, at: { x: 3, y: 20 }, size: { width: 44, height: 44 } };
      const { attack, fidelity } = solve(decoy, [payload]);
      assert.ok(fidelity[0].max <= 2);
      assert.equal(fidelity[0].outputs, 225);
      const [before, after] = [seen(decoy, pipeline, 44), seen(attack, pipeline, 44)];
      for (let i = 0; i < after.length; i++) {
        const pixel = Math.floor(i / 3);
        const [x, y] = [pixel % 44, Math.floor(pixel / 44)];
        if (x >= 3 && x < 18 && y >= 20 && y < 35) continue;
        assert.ok(Math.abs(after[i] - before[i]) <= 1, `${pipeline} ${x},${y}`);
      }
    }
  });

  test('goes half of the way at half strength', () => {
    const decoy = photo(100, 100, 1, 1);
    const picture = photo(20, 20, 1, 2);
    const { attack } = solve(decoy, [{ pipeline: 'opencv/linear', picture }], { strength: 0.5 });
    const [before, after] = [seen(decoy, 'opencv/linear', 20), seen(attack, 'opencv/linear', 20)];
    after.forEach((value, i) =>
      assert.ok(Math.abs(value - (before[i] + picture.data[i]) / 2) <= 2, `${i}`),
    );
  });

  test('changes only the channels, the masked and the dark pixels it may', () => {
    const decoy = photo(120, 120, 3, 1);
    const payload = { pipeline: 'opencv/linear', picture: photo(20, 20, 3, 2) };
    const inChannel = solve(decoy, [payload], { channels: ['g'] }).attack;
    const mask = { width: 120, height: 120, channels: 1 as const, data: new Uint8Array(14400) };
    mask.data.fill(255, 0, 7200);
    const masked = solve(decoy, [payload], {}, mask);
    const dark = solve(decoy, [payload], { dark: 110 });
    for (let i = 0; i < decoy.data.length; i++) {
      if (i % 3 !== 1) assert.equal(inChannel.data[i], decoy.data[i]);
      if (i >= 7200 * 3) assert.equal(masked.attack.data[i], decoy.data[i]);
      const [r, g, b] = decoy.data.subarray(i - (i % 3), i - (i % 3) + 3);
      if (0.299 * r + 0.587 * g + 0.114 * b > 110) {
        assert.equal(dark.attack.data[i], decoy.data[i]);
      }
    }
    assert.equal(masked.fidelity[0].outputs, 200);
    assert.equal(masked.fidelity[0].leftOut, 200);
    assert.ok(masked.fidelity[0].max <= 2 && dark.fidelity[0].outputs > 0);
  });

  test('says what a bound, a mask or a ratio makes impossible, and what would work', () => {
    const decoy = photo(120, 120, 3, 1);
    const payload = { pipeline: 'opencv/linear', picture: photo(20, 20, 3, 2) };
    const none = { width: 120, height: 120, channels: 1 as const, data: new Uint8Array(14400) };
    const small = { ...none, width: 12, height: 1200 };
    assert.throws(() => solve(decoy, [payload], { bound: 5 }), /A bound of about \d+ would work/);
    assert.throws(() => solve(decoy, [payload], {}, none), /mask is dark everywhere/);
    assert.throws(
      () => solve(decoy, [payload], {}, small),
      /mask is 12x1200 and the decoy is 120x120/,
    );
    assert.throws(() => solve(decoy, [payload], { dark: 1 }), /The darkest has \d+\. Raise --dark/);
    const square = (side: number) => photo(side, side, 3, 2);
    assert.throws(
      () => solve(decoy, [{ pipeline: 'pillow/lanczos', picture: square(20) }]),
      /average all source pixels.*Choose a sampler without antialias, such as pillow\/nearest/,
    );
    assert.throws(
      () => solve(decoy, [{ pipeline: 'opencv/cubic', picture: square(80) }]),
      /A decoy of at least about 200x200, or a smaller target, would work/,
    );
    assert.throws(
      () => solve(decoy, [{ pipeline: 'opencv/cubic', picture: square(160) }]),
      /target is not smaller than the source/,
    );
  });
});
