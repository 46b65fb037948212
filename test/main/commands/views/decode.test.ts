/** `scalescope decode` in a process of its own: arrays that NumPy reads, and what is refused. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Raster } from '../../../../shared/base/raster.ts';
import { hashSamples } from '../../../../main/engine/decode/decode.ts';
import { load } from '../../../../main/engine/decode/load.ts';
import { fileFacts } from '../../../../main/engine/items/file-facts.ts';
import { scalescope } from '../../../support/capture.ts';
import { makeZip } from '../../../support/files/make-zip.ts';

const files = fileURLToPath(new URL('../../../golden/loaders/files/', import.meta.url));

const samples = fileURLToPath(new URL('../../../samples/', import.meta.url));

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

  test('takes a second picture of a file, and one inside of another file', async () => {
    const stereo = join(samples, 'stereo.mpo.jpg');
    const argv = ['--loader', 'pillow/convert-rgb', '-o', join(folder, 'second.npy')];
    const json = [...argv, '--json', '--item', 'multi-picture-1'];
    const second = await scalescope(['decode', stereo, ...json]);
    const { samples: hash } = JSON.parse(second.stdout.toString()) as { samples: string };
    const file = await readFile(stereo);
    const { items } = fileFacts(file, 'jpeg');
    const { offset, bytes } = items.find(({ id }) => id === 'multi-picture-1')!;
    const part = file.subarray(offset, offset + bytes);
    const expected = await load(part, 'pillow/convert-rgb', 0, { name: 'it', maxPixels: 1e6 });
    assert.equal(hash, hashSamples(expected as Raster));
    const missing = await scalescope(['decode', stereo, ...argv, '--item', 'thumbnail-9']);
    assert.match(missing.stderr, /no second picture called thumbnail-9.*multi-picture-1/);
    const inside = join(samples, 'inside', 'report.docx!/word/media/image1.png');
    const out = join(folder, 'inside.npy');
    const found = await scalescope(['decode', inside, '-l', 'pillow/convert-rgb', '-o', out]);
    assert.match(found.stdout.toString(), /64x96x3 uint8 as pillow/);
  });

  test('takes the only picture inside of a file, and names several', async () => {
    const gray = { width: 4, height: 4, channels: 3, background: '#888' } as const;
    const png = await sharp({ create: gray }).png().toBuffer();
    const argv = ['-l', 'pillow/convert-rgb', '-o', join(folder, 'only.npy')];
    const zips = [['a.png'], ['a.png', 'b.png']].map((names) =>
      makeZip(names.map((name) => ({ name, data: png }))),
    );
    for (const [at, zip] of zips.entries()) await writeFile(join(folder, `${at}.zip`), zip);
    assert.equal((await scalescope(['decode', join(folder, '0.zip'), ...argv])).code, 0);
    const several = await scalescope(['decode', join(folder, '1.zip'), ...argv]);
    assert.match(several.stderr, /1\.zip holds 2 pictures.*1\.zip!\/a\.png, 1\.zip!\/b\.png/);
  });

  test('says who drew a later frame of an animation', async () => {
    const colors = ['#f00', '#0f0'];
    const frames = await Promise.all(
      colors.map((background) =>
        sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const path = join(folder, 'two.gif');
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toFile(path);
    const argv = ['decode', path, '-l', 'pillow/convert-rgb', '-o', join(folder, 'frame.npy')];
    const { stdout } = await scalescope([...argv, '--frame', '2']);
    assert.match(stdout.toString(), /as libvips draws the frame; pillow\/convert-rgb may draw it/);
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
