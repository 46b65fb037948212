/** `scalescope decode` in a process of its own: arrays that NumPy reads, and what is refused. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { scalescope } from '../../../support/capture.ts';

const files = fileURLToPath(new URL('../../../golden/loaders/files/', import.meta.url));

describe('scalescope decode', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-decode-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const decode = (file: string, loader: string, output: string, ...more: string[]) =>
    scalescope([
      'decode',
      join(files, file),
      '--loader',
      loader,
      '-o',
      join(folder, output),
      ...more,
    ]);

  test('writes an array with its shape and type', async () => {
    const { code, stdout } = await decode('gray16.png', 'opencv/imread-unchanged', 'a.npy');
    assert.equal(code, 0);
    assert.match(stdout.toString(), /112x150 uint16 as opencv\/imread-unchanged returns it/);
    const npy = await readFile(join(folder, 'a.npy'));
    assert.equal(npy.toString('latin1', 1, 6), 'NUMPY');
    const header = npy.readUInt16LE(8);
    assert.equal((10 + header) % 64, 0);
    const text = npy.toString('latin1', 10, 10 + header);
    assert.match(text, /'descr': '<u2', 'fortran_order': False, 'shape': \(112, 150\), }/);
    assert.equal(npy.length, 10 + header + 2 * 112 * 150);
  });

  test('writes the same samples as PNG', async () => {
    await decode('cmyk.jpg', 'pillow/convert-rgb', 'b.npy');
    await decode('cmyk.jpg', 'pillow/convert-rgb', 'b.png');
    const npy = await readFile(join(folder, 'b.npy'));
    const raw = await sharp(join(folder, 'b.png')).raw().toBuffer();
    assert.deepEqual(npy.subarray(10 + npy.readUInt16LE(8)), raw);
  });

  test('tells as JSON what was written', async () => {
    const { stdout } = await decode('palette.png', 'pillow/as-is', 'c.npy', '--json');
    const written = JSON.parse(stdout.toString()) as Record<string, unknown>;
    assert.deepEqual(written.shape, [112, 150]);
    assert.equal(written.dtype, 'uint8');
    assert.match(String(written.samples), /^[0-9a-f]{64}$/);
  });

  test('refuses what the library refuses, with its reason, and writes nothing', async () => {
    const { code, stderr } = await decode('cut-half.jpg', 'pillow/convert-rgb', 'd.npy');
    assert.equal(code, 2);
    assert.match(stderr, /Pillow does not load cut-half\.jpg: image file is truncated/);
    await assert.rejects(readFile(join(folder, 'd.npy')));
  });

  test('refuses names and loaders that cannot be', async () => {
    const other = await decode('plain.png', 'pillow/convert-rgb', 'e.jpg');
    assert.equal(other.code, 2);
    assert.match(other.stderr, /ends in neither/);
    const unknown = await decode('plain.png', 'pillow/convert-rbg', 'e.npy');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Did you mean pillow\/convert-rgb\?/);
    const float = await decode('la.png', 'pillow/as-is', 'e.png');
    assert.match(float.stderr, /gray with alpha\. Write them as \.npy/);
  });
});
