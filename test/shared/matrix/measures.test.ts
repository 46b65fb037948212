/** The matrix measures what `inspect` does: every output, each view by itself or among others. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { ANOTHER_PICTURE } from '../../../shared/matrix/result.ts';
import { allWhoSeeWhat, matrixRequests } from '../../../shared/matrix/who-sees-what.ts';
import { allPipelines, findPipeline, viewsOf } from '../../../shared/pipelines/pipeline.ts';
import type { Raster, Size } from '../../../shared/base/raster.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { noiseWords } from '../../support/noise.ts';

const TARGET = { width: 224, height: 224 };
const bare = allPipelines().filter(({ sizeIsFree }) => sizeIsFree);

/** Detail of about `amplitude` grey levels on a soft picture; the same every time. */
function noisy({ width, height }: Size, amplitude: number): Raster<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  const next = noiseWords(1);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    const soft = 128 + 50 * Math.sin(x / 90 + (i % 3)) * Math.cos(y / 130);
    data[i] = soft + ((next() >>> 16) / 65536 - 0.5) * amplitude;
  }
  return { width, height, channels: 3, data };
}

/** The source pixels that opencv/nearest shows at TARGET. */
function shownBy(raster: Raster<Uint8Array>) {
  const [{ x, y }] = viewsOf(findPipeline('opencv/nearest'), shapeOf(raster), TARGET);
  return { columns: x.indices, rows: y.indices };
}

/** `raster` with the level of (column, row) at outputs of opencv/nearest, where there is one. */
function written(
  raster: Raster<Uint8Array>,
  levelOf: (column: number, row: number) => number | null,
): Raster<Uint8Array> {
  const { columns, rows } = shownBy(raster);
  const data = raster.data.slice();
  rows.forEach((y, row) => {
    columns.forEach((x, column) => {
      const level = levelOf(column, row);
      const at = (y * raster.width + x) * 3;
      if (level !== null) data.fill(level, at, at + 3);
    });
  });
  return { ...raster, data };
}

function membersOf(raster: Raster<Uint8Array>, pipelines: readonly string[]) {
  const { rows } = allWhoSeeWhat(raster, matrixRequests(pipelines, [TARGET]));
  return new Map(
    rows.flatMap(({ label, members }) =>
      members.map((member) => [member.pipeline, { label, ...member }]),
    ),
  );
}

describe('the matrix measures', () => {
  const noise = noisy({ width: 1300, height: 1000 }, 60);
  const lattice = written(noise, (column, row) => ((column >> 4) + (row >> 4)) % 2 && 230);

  for (const [name, raster] of Object.entries({ noise, lattice })) {
    test(`what inspect does, within 2 % and what bytes round: ${name}`, () => {
      const ids = [
        'opencv/nearest',
        'opencv/linear',
        'pillow/nearest',
        'pillow/bicubic',
        'torch/bilinear',
        'tensorflow/bilinear',
        'skimage/order0+antialias',
      ];
      const members = membersOf(raster, ids);
      for (const pipeline of ids) {
        const { disagreement } = analyzeView(raster, { pipeline, ...TARGET }).evidence;
        const { rms, normalised } = members.get(pipeline)!;
        const about = `${pipeline}: ${rms}, ${normalised} for ${disagreement.rms}, ${disagreement.normalised}`;
        const near = (a: number, b: number, rounding: number) =>
          Math.abs(a - b) < 0.02 * b + rounding;
        assert.ok(near(rms, disagreement.rms, 0.05), about);
        assert.ok(near(normalised, disagreement.normalised, 0.001), about);
      }
    });
  }

  test('outputs between those that were once the only ones', () => {
    const once = new Set(
      Array.from({ length: 128 }, (_, i) => {
        const from = Math.floor((i * 224) / 128);
        const to = Math.floor(((i + 1) * 224) / 128);
        return from + ((Math.imul(i + 1, 0x9e3779b1) >>> 8) % (to - from));
      }),
    );
    const hidden = written(noisy(noise, 8), (column, row) =>
      once.has(column) && once.has(row) ? null : ((column + row) % 2) * 255,
    );
    assert.equal(
      membersOf(hidden, ['opencv/nearest']).get('opencv/nearest')!.label,
      ANOTHER_PICTURE,
    );
  });

  test('a view alone as it does among all the others', () => {
    const among = membersOf(
      noise,
      bare.map(({ id }) => id),
    );
    for (const id of [
      'skimage/order0+antialias',
      'opencv/nearest',
      'pillow/nearest',
      'torch/bicubic',
      'pillow/box',
      'tensorflow/area',
    ]) {
      const alone = membersOf(noise, [id]).get(id)!;
      assert.ok(Math.abs(alone.rms - among.get(id)!.rms) < 0.1, `${id}: ${alone.rms}`);
    }
  });
});

describe('a picture with transparent parts', () => {
  test('is seen as a person sees it by the samplers that mix by alpha', () => {
    const side = 300;
    const data = new Uint8Array(side * side * 4);
    for (let pixel = 0; pixel < side * side; pixel++) {
      const x = pixel % side;
      data.fill(x < side / 2 ? 255 : 60 + x / 4, pixel * 4, pixel * 4 + 3);
      data[pixel * 4 + 3] = x < side / 2 ? 0 : 255;
    }
    const raster: Raster<Uint8Array> = { width: side, height: side, channels: 4, data };
    const mixing = ['pillow/bilinear', 'pillow/lanczos', 'libvips/lanczos3'].map(findPipeline);
    const { rows } = allWhoSeeWhat(raster, matrixRequests(mixing, [{ width: 75, height: 75 }]));
    assert.equal(rows.length, 1);
    assert.notEqual(rows[0].label, ANOTHER_PICTURE);
    for (const { rms } of rows[0].members) assert.ok(rms < 10, `${rms}`);
  });
});
