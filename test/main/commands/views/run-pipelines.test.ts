/** `scalescope pipelines`: the catalog, the table, and the gate. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { allPipelines, findPipeline } from '../../../../shared/pipelines/pipeline.ts';
import type { ExposureTable } from '../../../../shared/pipelines/exposure-table.ts';
import { scalescope } from '../../../support/capture.ts';

const run = async (...argv: string[]) => {
  const { code, stdout, stderr } = await scalescope(['pipelines', ...argv]);
  return { code, stdout: stdout.toString(), stderr };
};

describe('scalescope pipelines', () => {
  test('lists the catalog with the call of every pipeline', async () => {
    const { code, stdout } = await run();
    assert.equal(code, 0);
    for (const { id, call } of allPipelines()) {
      assert.ok(stdout.includes(id) && stdout.includes(call), id);
    }
  });

  test('prints the catalog as JSON', async () => {
    const { stdout } = await run('--json', '-p', 'opencv/linear');
    const { schema, pipelines } = JSON.parse(stdout);
    assert.equal(schema, 'scalescope/pipelines@1');
    assert.equal(pipelines[0].call, 'cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)');
  });

  test('prints read share, hidden share, least pixels and verdict for a source', async () => {
    const { stdout } = await run('--source', '2000x2000', '-p', 'opencv/linear');
    assert.match(stdout, /opencv\/linear +299x299 +8\.9 % +95\.0 % +~121064 +3\.0 % +exposed/);
  });

  test('prints the same table as JSON', async () => {
    const { code, stdout } = await run('--source', '4000x3000', '--json');
    const table = JSON.parse(stdout) as ExposureTable;
    assert.equal(code, 0);
    assert.equal(table.schema, 'scalescope/exposure@1');
    assert.deepEqual(table.source, { width: 4000, height: 3000 });
    assert.equal(table.rows.length, allPipelines().length);
    assert.equal(table.rows[0].exposure?.verdict, 'exposed');
  });

  test('exits with 1 where the gate refuses, and names what it refuses', async () => {
    const { code, stderr } = await run(
      ...['--source', '4000x3000', '--fail-on', 'exposed', '-p', 'opencv/area', '-p'],
      'opencv/linear',
    );
    assert.equal(code, 1);
    assert.equal(stderr, 'scalescope: 1 of 2 pipelines are at or above exposed: opencv/linear\n');
  });

  test('exits with 0 where nothing reaches the limit of the gate', async () => {
    const gate = ['--source', '4000x3000', '--fail-on', 'partly'];
    assert.equal((await run(...gate, '-p', 'pillow/bilinear', '-p', 'opencv/area')).code, 0);
    const small = ['--source', '250x250', '--size', '100', '-p', 'opencv/linear', '--fail-on'];
    assert.equal((await run(...small, 'exposed')).code, 0);
    assert.equal((await run(...small, 'partly')).code, 1);
  });

  test('says that an upscale is not attackable', async () => {
    const { code, stdout } = await run(
      ...['--source', '100x100', '-p', 'opencv/linear', '--fail-on', 'partly'],
    );
    assert.equal(code, 0);
    assert.match(stdout, /upscale, not attackable/);
  });

  test('refuses a preset that shrinks first, though its target is larger than the source', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
    const file = join(folder, 'u.json');
    const resize = (sampler: string, side: number) => ({
      op: 'resize',
      sampler,
      size: { rule: 'exact', width: side, height: side },
    });
    const steps = [resize('pillow/nearest', 64), resize('pillow/bicubic', 512)];
    await writeFile(file, JSON.stringify({ ...findPipeline('model/vgg16'), id: 'mine/u', steps }));
    const gate = ['--source', '400x400', '--pipeline', file, '--fail-on', 'partly'];
    const { code, stdout, stderr } = await run(...gate);
    await rm(folder, { recursive: true });
    assert.equal(code, 1, stderr);
    assert.match(stdout, /512x512 +2\.6 % .* exposed/);
    assert.match(stdout, /about least pixels/);
  });

  for (const [argv, message] of [
    [['--source', '0x10'], /sides of at least 1/],
    [['--source', '99999x99999'], /at most 400 million pixels/],
    [['--source', '10.5x10'], /Expected a size such as 4000x3000/],
    [['--source', '4000'], /Expected a size such as 4000x3000/],
    [['--source', '4000x3000', '--size', '0'], /A target side is 1 to/],
    [['--source', '4000x3000', '--size', '20000'], /A target side is 1 to/],
    [['--source', '4000x3000', '-p', 'opencv/liner'], /Did you mean opencv\/linear\?/],
    [['--source', '4000x3000', '--fail-on', 'unsafe'], /Allowed choices are partly, exposed/],
    [['--fail-on', 'exposed'], /--fail-on needs the size of a source/],
    [['--source', '40x30', '-s', '9', '-p', 'model/vgg16'], /model\/vgg16 fixes its own size/],
  ] as const) {
    test(`exits with 2 for ${argv.join(' ')}`, async () => {
      const { code, stderr } = await run(...argv);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }
});
