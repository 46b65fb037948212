/** `scalescope inspect --matrix` and `--pixel`: who sees what, and how one pixel is made. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { PixelReport } from '../../../../shared/api/contract.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import type { MatrixResult } from '../../../../shared/matrix/result.ts';
import { scalescope } from '../../../support/capture.ts';

const sample = fileURLToPath(new URL('../../../samples/dandelion-attack.png', import.meta.url));

const run = async (...argv: string[]) => {
  const { code, stdout, stderr } = await scalescope(['inspect', sample, ...argv]);
  return { code, stdout: stdout.toString(), stderr };
};

describe('scalescope inspect --matrix', () => {
  const sizes = ['-s', '224', '-s', '299'];
  let asText: Awaited<ReturnType<typeof run>>;
  let asJson: Awaited<ReturnType<typeof run>>;
  before(async () => {
    asText = await run('--matrix', ...sizes, '-p', 'opencv/linear');
    asJson = await run('--matrix', ...sizes, '--json');
  });

  test('prints one block for each picture, with who sees it by size and library', () => {
    const { code, stdout } = asText;
    assert.equal(code, 0);
    assert.match(stdout, /^Who sees what: \d distinct pictures in \d+ views$/m);
    assert.match(
      stdout,
      /^ {2}Every sampler at 224x224, 299x299, and no models \(--presets adds them\)$/m,
    );
    assert.match(stdout, /^ {2}1\. as a person sees it: \d+ views$/m);
    assert.match(stdout, /^ {2}2\. another picture: \d+ views$/m);
    const [, person, payload] = stdout.split(/^ {2}\d\. /m);
    assert.match(person, /opencv: area, nearest$/m);
    assert.match(payload, /opencv: cubic, cubic\+ipp, lanczos4, linear/);
    assert.match(payload, /pillow: nearest, nearest\+draft, resize\+mode-p$/m);
  });

  test('judges the view of every size, and shows the worst first', () => {
    const { stdout } = asText;
    const [, judged] = stdout.split(/^Each size, judged by itself:$/m);
    assert.match(judged, /^ {2}224x\d+ with opencv\/linear: [A-Z ]+ \(score \d\.\d\d\)$/m);
    assert.match(judged, /^ {2}299x\d+ with opencv\/linear: ATTACK \(score \d\.\d\d\)$/m);
    assert.match(stdout, /^[^\n]*: ATTACK \(score/);
    const { judged: views } = JSON.parse(asJson.stdout) as { judged: { width: number }[] };
    assert.deepEqual(
      views.map(({ width }) => width),
      [224, 299],
    );
  });

  test('adds the matrix to the finding in JSON', () => {
    const { code, stdout } = asJson;
    assert.equal(code, 0);
    const finding = JSON.parse(stdout) as Finding & { matrix: MatrixResult };
    assert.equal(finding.schema, 'scalescope/finding@1');
    assert.equal(finding.verdict, 'attack');
    assert.equal(finding.matrix.schema, 'scalescope/matrix@1');
    assert.ok(finding.matrix.rows.length >= 2);
  });

  test('refuses several sizes and presets without --matrix', async () => {
    const alone = await run(...sizes);
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /--size was given 2 times\. Add --matrix/);
    const presets = await run('--presets');
    assert.equal(presets.code, 2);
    assert.match(presets.stderr, /--presets needs --matrix/);
  });
});

describe('scalescope inspect --pixel', () => {
  const view = ['-p', 'opencv/linear', '-s', '299'];

  test('prints coordinate, formula, taps and weights', async () => {
    const { code, stdout } = await run(...view, '--pixel', '2,3');
    assert.equal(code, 0);
    assert.match(stdout, /^Pixel 2,3 of 299x299 by opencv\/linear$/m);
    assert.match(stdout, /Columns: x = \(i \+ 0\.5\) · n\/m − 0\.5 {2}\(half_pixel\)$/m);
    assert.match(stdout, /x = \(2 \+ 0\.5\) · 3000\/299 − 0\.5 = 24\.5836/);
    assert.match(stdout, /2 taps: 24 × 0\.416504, 25 × 0\.583496/);
    assert.match(stdout, /Made of 4 source pixels, weights summing to 1$/m);
  });

  test('adds the same to the finding in JSON', async () => {
    const { stdout } = await run(...view, '--pixel', '2,3', '--json');
    const { pixel } = JSON.parse(stdout) as Finding & { pixel: PixelReport };
    assert.deepEqual([pixel.x.dst, pixel.y.dst, pixel.pixels], [2, 3, 4]);
    assert.deepEqual(
      pixel.x.taps.map(({ index }) => index),
      [24, 25],
    );
  });

  test('refuses a pixel outside the view and what is not a pixel', async () => {
    for (const [pixel, message] of [
      ['299,0', /The view is 299x299, so there is no pixel 299,0/],
      ['2', /Expected a pixel such as 2,3/],
      ['-1,2', /Expected a pixel such as 2,3|argument missing/],
      ['1.5,2', /Expected a pixel such as 2,3/],
    ] as const) {
      const { code, stderr } = await run(...view, `--pixel=${pixel}`);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
