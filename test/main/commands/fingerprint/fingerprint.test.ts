/** `scalescope fingerprint`: charts are made, read as files, and the pipeline is taken by other commands. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { Fingerprint } from '../../../../shared/fingerprint/result/told.ts';
import { scalescope } from '../../../support/capture.ts';

describe('scalescope fingerprint', () => {
  let folder = '';
  const at = (name: string) => join(folder, name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-fingerprint-'));
    const made = await scalescope([
      'fingerprint',
      'make',
      '--sizes',
      '320x256',
      '-o',
      at('charts'),
    ]);
    assert.equal(made.code, 0, made.stderr);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const resize = (pipeline: string, output: string, ...more: string[]) =>
    scalescope(['resize', at('charts/chart-320x256.png'), '-p', pipeline, ...more, '-o', output]);

  test('reads what came back, and its pipeline makes the same picture', async () => {
    await resize('opencv/linear', at('returned.png'), '-s', '96x96');
    const { code, stdout, stderr } = await scalescope([
      ...['fingerprint', 'read', at('returned.png'), '--charts', at('charts/charts.json')],
      ...['-o', at('service.json'), '--json'],
    ]);
    assert.equal(code, 0, stderr);
    const told = JSON.parse(stdout.toString()) as Fingerprint;
    assert.equal(told.verdict, 'exact');
    assert.equal(told.ranking[0].samplers[0].id, 'opencv/linear');
    const again = await resize(at('service.json'), at('again.png'));
    assert.equal(again.code, 0, again.stderr);
    const pixels = (name: string) => sharp(at(name)).raw().toBuffer();
    assert.deepEqual(await pixels('again.png'), await pixels('returned.png'));
  });

  test('exits with 1 for what is no resize of a chart, and writes nothing', async () => {
    const plain = { width: 90, height: 90, channels: 3 as const, background: '#345' };
    await sharp({ create: plain }).png().toFile(at('plain.png'));
    const { code, stdout } = await scalescope([
      ...['fingerprint', 'read', at('plain.png'), '--chart', '320x256', '-o', at('none.json')],
    ]);
    assert.equal(code, 1);
    assert.match(stdout.toString(), /No resize of a chart/);
    await assert.rejects(readFile(at('none.json')));
  });

  test('refuses what it cannot read, in words', async () => {
    await writeFile(at('bad.json'), '{"schema":"scalescope/fingerprint-answers@1","read":7}');
    for (const [args, said] of [
      [['read'], /Name the pictures/],
      [['read', at('none.png')], /does not exist/],
      [['read', '--answers', at('bad.json')], /a list of texts/],
      [['read', at('bad.json'), '-o', at('x.png')], /Name it \.json/],
      [['make', '-o', at('c'), '--sizes', '10x10'], /A chart has sides of 256 to 4096/],
    ] as const) {
      const { code, stderr } = await scalescope(['fingerprint', ...args]);
      assert.notEqual(code, 0);
      assert.match(stderr, said);
    }
  });
});
