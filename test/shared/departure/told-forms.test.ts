/** The law of a told view (told-law.test.ts) in other forms: depths, channels, alpha, frames, carriers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { Channels, IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { mergedTaps } from '../../../shared/resample/lattice.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import { Random } from '../../support/random.ts';

const VIEW = { width: 60, height: 50 };
const SOURCE = { width: 240, height: 200 };
const SAMPLERS = ['opencv/nearest', 'opencv/linear', 'tensorflow/bicubic'];

/** A gray of 120, or noise of that spread around it. */
function carrier(
  channels: Channels,
  { sigma = 0, seed = 1, data = new Uint8Array(SOURCE.width * SOURCE.height * channels) } = {},
): Raster<Uint8Array> {
  const random = new Random(seed);
  return { ...SOURCE, channels, data: data.map(() => 120 + sigma * random.gauss()) };
}

function as16({ data, ...raster }: Raster<Uint8Array>): Raster<Uint16Array> {
  return { ...raster, data: Uint16Array.from(data, (value) => 257 * value) };
}

/** Writes blocks of 5x5 cells, drawn from 0 and `high`, into the heaviest pixel of every cell. */
function write(
  raster: Raster<IntegerSamples>,
  request: ViewRequest,
  channels: readonly number[],
  seed = 1,
): void {
  const { width, height, ...size } = request;
  const free = width === undefined || height === undefined ? undefined : { width, height };
  const view = viewAt(findPipeline(size.pipeline), shapeOf(raster), free);
  const random = new Random(seed);
  const high = raster.data instanceof Uint16Array ? 65535 : 255;
  const blocks = Array.from({ length: 200 * 200 }, () => (random.chance(0.5) ? high : 0));
  for (let j = 0; j < view.height; j++) {
    for (let i = 0; i < view.width; i++) {
      const [x, y] = [heaviest(view.x, i), heaviest(view.y, j)];
      if (x === null || y === null) continue;
      for (const channel of channels) {
        const value = blocks[Math.floor(j / 5) * 200 + Math.floor(i / 5)];
        raster.data[(y * raster.width + x) * raster.channels + channel] = value;
      }
    }
  }
}

function heaviest(taps: AxisTaps, output: number): number | null {
  const all = mergedTaps(taps, output);
  if (all.length === 0) return null;
  return all.reduce((best, tap) => (tap[1] > best[1] ? tap : best))[0];
}

function said(raster: Raster<IntegerSamples>, request: ViewRequest): [string, string] {
  const { evidence } = analyzeView(raster, request);
  return [judge(evidence).verdict, evidence.departure!.channel];
}

for (const pipeline of SAMPLERS) {
  const view = { pipeline, ...VIEW };
  describe(`what is written for ${pipeline} is an attack`, () => {
    test('in 16 bits', () => {
      const raster = as16(carrier(1));
      write(raster, view, [0]);
      assert.deepEqual(said(raster, view), ['attack', 'gray']);
    });

    for (const [channel, name] of ['r', 'g', 'b'].entries()) {
      test(`in ${name} alone`, () => {
        const raster = carrier(3);
        write(raster, view, [channel]);
        assert.deepEqual(said(raster, view), ['attack', name]);
      });
    }

    test('in alpha', () => {
      const raster = carrier(4);
      write(raster, view, [3]);
      assert.equal(said(raster, view)[0], 'attack');
    });

    test('on a textured carrier, with several seeds', () => {
      for (const seed of [2, 3]) {
        const raster = carrier(1, { sigma: 4, seed });
        write(raster, view, [0], seed);
        assert.deepEqual(said(raster, view), ['attack', 'gray'], `seed ${seed}`);
      }
    });
  });

  test(`a textured carrier itself is fair to ${pipeline}`, () => {
    assert.equal(said(carrier(3, { sigma: 4 }), view)[0], 'clean');
    assert.equal(said(as16(carrier(1, { sigma: 40 })), view)[0], 'clean');
  });
}

describe('frames', () => {
  /** Of a larger picture: letterboxed, and cropped to its middle. */
  const large = (): Raster<Uint8Array> => ({
    width: 1500,
    height: 1000,
    channels: 3,
    data: new Uint8Array(1500 * 1000 * 3).fill(90),
  });

  for (const pipeline of ['model/yolo-640', 'keras/smart-resize']) {
    test(`an attack on ${pipeline} is one`, () => {
      const raster = large();
      write(raster, { pipeline }, [0, 1, 2]);
      assert.equal(said(raster, { pipeline })[0], 'attack');
    });
  }
});
