import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { crc32 } from 'node:zlib';
import { encodePng, readPngText } from '../../../../main/engine/write/encode.ts';
import { pngChunks } from '../../../../main/engine/decode/formats/png-chunks.ts';
import { insertPngText } from '../../../../main/engine/decode/png-text.ts';
import { writeAllWhole } from '../../../../main/engine/write/write-whole.ts';
import { makeRaster, type Channels } from '../../../../shared/base/raster.ts';
import { decodeAs, makeFolder } from '../make.ts';
import { noiseBytes } from '../../../support/noise.ts';

const windows = process.platform === 'win32';
const gray = makeRaster(2, 1, 1, Uint8Array.of(1, 2));

for (const channels of [1, 3, 4] as Channels[]) {
  for (const bits of [8, 16]) {
    test(`a ${bits}-bit raster of ${channels} channels is written without loss`, async () => {
      const bytes = noiseBytes(23 * 17 * channels * 2);
      const samples = 23 * 17 * channels;
      const data = bits === 8 ? bytes.slice(samples) : new Uint16Array(bytes.buffer);
      const raster = makeRaster(23, 17, channels, data);
      const { facts, raster: back } = await decodeAs('x.png', await encodePng(raster));
      assert.deepEqual(back, raster);
      assert.equal(facts.bitDepth, bits);
      assert.deepEqual(facts.notes, []);
    });
  }
}

async function writePng(path: string, raster: typeof gray, text: Record<string, string> = {}) {
  const png = await encodePng(raster, text);
  await writeAllWhole([{ path, bytes: png }]);
  return png;
}

test('text comes back as it was written, also beyond Latin-1', async () => {
  const path = join(makeFolder(), 'out.png');
  const text = {
    Software: 'Scalescope 1',
    Source: 'café.png',
    Comment: 'a → b\n日本語',
    Empty: '',
  };
  await writePng(path, gray, text);
  assert.deepEqual(await readPngText(path), text);
  const types = [...pngChunks(readFileSync(path))].map(({ type }) => type);
  assert.deepEqual(types.slice(0, 5), ['IHDR', 'tEXt', 'tEXt', 'iTXt', 'tEXt']);
  assert.deepEqual((await decodeAs('out.png', readFileSync(path))).raster, gray);
});

test('every chunk carries its CRC', async () => {
  const png = await encodePng(gray, { Comment: 'x', Title: '→' });
  for (const { type, data, end } of pngChunks(png)) {
    const crc = crc32(Buffer.concat([Buffer.from(type), data]));
    assert.equal(png.readUInt32BE(end - 4), crc);
  }
});

test('a keyword that PNG does not allow is a RangeError', async () => {
  const png = await encodePng(gray);
  for (const keyword of ['', ' x', 'x ', 'a  b', 'x'.repeat(80), 'a\0b', '→']) {
    assert.throws(() => insertPngText(png, { [keyword]: 'x' }), RangeError);
  }
});

test('a file that is there is replaced whole', async () => {
  const folder = makeFolder();
  const path = join(folder, 'out.png');
  writeFileSync(path, 'old');
  const written = await writePng(path, gray);
  assert.ok(readFileSync(path).equals(written));
  assert.deepEqual(readdirSync(folder), ['out.png']);
});

test('a write that fails says why and leaves nothing behind', async () => {
  const folder = makeFolder();
  await assert.rejects(writePng(join(folder, 'no', 'out.png'), gray), {
    code: 'write-failed',
    message: `out.png cannot be written: the folder ${join(folder, 'no')} does not exist`,
  });
  mkdirSync(join(folder, 'taken.png'));
  await assert.rejects(writePng(join(folder, 'taken.png'), gray), {
    code: 'write-failed',
    message: 'taken.png cannot be written: it is a folder',
  });
  assert.deepEqual(readdirSync(folder), ['taken.png']);
});

test(
  'a folder without permission is told as such',
  { skip: process.platform === 'win32' || process.getuid?.() === 0 },
  async () => {
    const folder = makeFolder();
    chmodSync(folder, 0o500);
    await assert.rejects(writePng(join(folder, 'out.png'), gray), {
      message: `out.png cannot be written: writing to ${folder} is not permitted`,
    });
  },
);

test('a device and a pipe are refused and stay what they are', { skip: windows }, async () => {
  const folder = makeFolder();
  const pipe = join(folder, 'pipe.png');
  execFileSync('mkfifo', [pipe]);
  symlinkSync('/dev/null', join(folder, 'null.png'));
  for (const path of [pipe, join(folder, 'null.png'), '/dev/null']) {
    await assert.rejects(writeAllWhole([{ path, bytes: Uint8Array.of(1) }]), {
      code: 'write-failed',
      message: /cannot be written: it is a device or pipe, not a file$/,
    });
  }
  assert.ok(lstatSync(pipe).isFIFO());
  assert.ok(statSync('/dev/null').isCharacterDevice());
});

test('a link is followed and kept, and a mode is kept', { skip: windows }, async () => {
  const folder = makeFolder();
  const file = join(folder, 'real.png');
  const link = join(folder, 'link.png');
  writeFileSync(file, 'old', { mode: 0o640 });
  chmodSync(file, 0o640);
  symlinkSync('real.png', link);
  await writeAllWhole([{ path: link, bytes: Buffer.from('new') }]);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(file, 'utf8'), 'new');
  assert.equal(statSync(file).mode & 0o777, 0o640);
  symlinkSync('nowhere.png', join(folder, 'lost.png'));
  await assert.rejects(
    writeAllWhole([{ path: join(folder, 'lost.png'), bytes: Buffer.from('x') }]),
    {
      message: 'lost.png cannot be written: it is a link to a file that does not exist',
    },
  );
});

test('a name may be as long as the disk allows, and no longer', { skip: windows }, async () => {
  const folder = makeFolder();
  const path = join(folder, `${'n'.repeat(250)}.png`);
  await writePng(path, gray);
  assert.equal(readdirSync(folder).length, 1);
  await assert.rejects(writePng(join(folder, `${'n'.repeat(300)}.png`), gray), {
    message: /cannot be written: the name is too long for this disk$/,
  });
  await assert.rejects(writePng(join(path, 'x.png'), gray), {
    message: /^x\.png cannot be written: .* is not a folder$/,
  });
});

test('of files that belong together, none is left where one fails', async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'taken'));
  const bytes = Buffer.from('x');
  for (const order of [
    ['first', 'taken'],
    ['first', 'no/second'],
  ]) {
    const files = order.map((name) => ({ path: join(folder, name), bytes }));
    await assert.rejects(writeAllWhole(files), { code: 'write-failed' });
    assert.deepEqual(readdirSync(folder), ['taken']);
  }
});

/** Files `names` in `folder`; where the bytes of the last are asked for, a folder takes its name. */
function takenMeanwhile(folder: string, names: readonly string[]) {
  return names.map((name, i) => {
    const path = join(folder, name);
    const bytes = Buffer.from('new');
    if (i < names.length - 1) return { path, bytes };
    return {
      path,
      get bytes() {
        rmSync(path, { force: true });
        mkdirSync(join(path, 'x'), { recursive: true });
        return bytes;
      },
    };
  });
}

test('what a file replaced is back where the next one cannot have its name', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'a.json'), 'old', { mode: 0o640 });
  const files = takenMeanwhile(folder, ['a.json', 'b.json', 'c.png']);
  await assert.rejects(writeAllWhole(files), {
    code: 'write-failed',
    message: 'c.png cannot be written: it is a folder',
  });
  assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'c.png']);
  assert.equal(readFileSync(join(folder, 'a.json'), 'utf8'), 'old');
});

test('nothing but the files is left where others are replaced', async () => {
  const folder = makeFolder();
  const write = (text: string) =>
    writeAllWhole(
      ['a.json', 'b.png'].map((name) => ({ path: join(folder, name), bytes: Buffer.from(text) })),
    );
  await write('old');
  await write('new');
  assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'b.png']);
  for (const name of readdirSync(folder)) {
    assert.equal(readFileSync(join(folder, name), 'utf8'), 'new');
  }
});
