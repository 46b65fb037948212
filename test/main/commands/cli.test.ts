/** The command line on real files: what is printed, what is written, and what failure looks like. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { decode } from '../../../main/engine/decode/decode.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { scalescope } from '../../support/capture.ts';

let folder: string;
const at = (name: string) => join(folder, name);

/** Writes a PNG of noise and returns its samples. */
async function noisePng(name: string, width: number, height: number, channels: 1 | 3 | 4) {
  const data = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => Math.imul(i + 1, 2654435761) >>> 24,
  );
  await sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toFile(at(name));
  return { width, height, channels, data };
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
});
after(() => rm(folder, { recursive: true }));

describe('scalescope resize', () => {
  for (const [channels, width, height, size] of [
    [3, 97, 61, '40x30'],
    [1, 64, 33, '17x50'],
    [4, 31, 50, '16x25'],
    [3, 1, 40, '7x9'],
  ] as const) {
    test(`writes exactly the view of ${width}x${height}x${channels} at ${size}`, async () => {
      const source = await noisePng('in.png', width, height, channels);
      const argv = ['resize', at('in.png'), '-p', 'opencv/linear', '-s', size, '-o', at('out.png')];
      const { code, stderr } = await scalescope(argv);
      assert.equal(code, 0, stderr);
      const [dstWidth, dstHeight] = size.split('x').map(Number);
      const view = resizeWith(source, 'opencv/linear', { width: dstWidth, height: dstHeight });
      const png = await readFile(at('out.png'));
      const { raster } = await decode(png, 'out.png', DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
      assert.deepEqual({ ...raster }, { ...view });
    });
  }

  test('reads standard input and writes standard output for -', async () => {
    await noisePng('in.png', 20, 20, 3);
    const { code, stdout } = await scalescope(
      ['resize', '-', '-p', 'tensorflow/nearest', '-s', '5', '-o', '-'],
      await readFile(at('in.png')),
    );
    assert.equal(code, 0);
    assert.equal((await sharp(stdout).metadata()).width, 5);
  });

  test('never rewrites its own input', async () => {
    await noisePng('in.png', 20, 20, 3);
    const before = await readFile(at('in.png'));
    const { code, stderr } = await scalescope([
      'resize',
      at('in.png'),
      '-p',
      'opencv/linear',
      '-s',
      '5',
      '-o',
      at('in.png'),
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /is the input itself/);
    assert.ok(before.equals(await readFile(at('in.png'))));
  });
});

describe('scalescope inspect', () => {
  test('prints a finding in the documented shape', async () => {
    await noisePng('in.png', 90, 60, 3);
    const { code, stdout } = await scalescope(['inspect', at('in.png'), '-s', '20x15', '--json']);
    assert.equal(code, 0);
    const finding = JSON.parse(stdout.toString()) as Finding;
    assert.equal(finding.schema, 'scalescope/finding@1');
    assert.equal(finding.file, 'in.png');
    assert.match(finding.sha256!, /^[0-9a-f]{64}$/);
    assert.deepEqual([finding.width, finding.height, finding.format], [90, 60, 'png']);
    assert.equal(finding.view!.ratioX, 4.5);
    assert.ok(finding.score >= 0 && finding.score <= 1);
    assert.ok(finding.reasons.length > 0);
    assert.equal(finding.error, null);
  });

  test('writes the machine view into the folder of --out', async () => {
    await noisePng('in.png', 90, 60, 3);
    const { code } = await scalescope(['inspect', at('in.png'), '-s', '20x15', '-o', at('views')]);
    assert.equal(code, 0);
    assert.deepEqual((await readdir(at('views'))).sort(), [
      'in.spectrum.png',
      ...['difference.png', 'influence.png', 'lattice.png', 'png', 'read.png', 'rebuilt.png'].map(
        (end) => `in.tensorflow-bilinear.20x15.${end}`,
      ),
    ]);
  });
});

describe('scalescope craft', () => {
  test('refuses a ratio that is too small and writes nothing', async () => {
    await noisePng('decoy.png', 30, 30, 3);
    await noisePng('payload.png', 20, 20, 3);
    const { code, stderr } = await scalescope([
      'craft',
      '--decoy',
      at('decoy.png'),
      '--payload',
      at('payload.png'),
      '-s',
      '20',
      '-o',
      at('attack.png'),
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /30x30 to 20x20.*leave almost no pixel unread.*A decoy of at least about/);
    assert.ok(!(await readdir(folder)).includes('attack.png'));
  });

  test('needs one pipeline and size, or one for each payload', async () => {
    await noisePng('decoy.png', 90, 90, 3);
    const payload = ['--payload', at('decoy.png')];
    const { code, stderr } = await scalescope([
      'craft',
      '--decoy',
      at('decoy.png'),
      ...payload,
      ...payload,
      ...payload,
      '-s',
      '9',
      '-s',
      '8',
      '-o',
      at('a.png'),
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /--size was given 2 times for 3 payloads/);
  });
});

describe('bad input', () => {
  const commands = (file: string) => [
    ['inspect', file],
    ['inspect', file, '--json'],
    ['resize', file, '-p', 'opencv/linear', '-o', at('never.png')],
    ['craft', '--decoy', file, '--payload', file, '-o', at('never.png')],
  ];

  async function refused(name: string, expected: RegExp) {
    for (const argv of commands(at(name))) {
      const { code, stderr, stdout } = await scalescope(argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(stderr, expected);
      assert.ok(stderr.includes(name), `${stderr} names ${name}`);
      if (argv.includes('--json')) {
        const finding = JSON.parse(stdout.toString()) as Finding;
        assert.equal(finding.verdict, 'error');
        assert.ok(finding.error!.message.length > 0);
      }
    }
    assert.ok(!(await readdir(folder)).some((file) => file.startsWith('never')));
  }

  test('a missing file', () => refused('missing.png', /does not exist/));

  test('a directory', async () => {
    await mkdir(at('folder.png'), { recursive: true });
    await refused('folder.png', /directory|folder/);
  });

  test('a file without a byte', async () => {
    await writeFile(at('empty.png'), '');
    await refused('empty.png', /empty/);
  });

  test('a text that is called an image', async () => {
    await writeFile(at('text.png'), 'no image at all, only words');
    await refused('text.png', /not an image/);
  });

  test('an SVG drawing', async () => {
    await writeFile(at('drawing.png'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await refused('drawing.png', /SVG/);
  });

  test('a truncated image', async () => {
    await noisePng('whole.png', 200, 200, 3);
    const whole = await readFile(at('whole.png'));
    await writeFile(at('cut.png'), whole.subarray(0, whole.length / 2));
    await refused('cut.png', /could not be decoded: the data are damaged or cut off/);
  });

  test('a header that claims a gigapixel', async () => {
    await noisePng('small.png', 8, 8, 3);
    const png = await readFile(at('small.png'));
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    await writeFile(at('huge.png'), png);
    await refused('huge.png', /60000x60000.*a size without a picture, and is not decoded/);
    await writeFile(at('large.png'), Buffer.concat([png, Buffer.alloc(4 << 20)]));
    await refused('large.png', /60000x60000.*raise it with --max-pixels/);
  });

  test('an animation of which no frame was chosen', async () => {
    const frames = Buffer.alloc(8 * 24 * 3, 90);
    frames.fill(200, 8 * 8 * 3, 8 * 16 * 3);
    await sharp(frames, { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } })
      .gif()
      .toFile(at('moving.gif'));
    await refused('moving.gif', /3 frames; choose one with --frame/);
    const { code } = await scalescope(['inspect', at('moving.gif'), '--frame', '2']);
    assert.equal(code, 0);
  });

  test('a size, a pipeline or an option that makes no sense', async () => {
    await noisePng('in.png', 8, 8, 3);
    for (const [argv, expected] of [
      [['inspect', at('in.png'), '-s', '0x5'], /A target side is 1 to/],
      [['inspect', at('in.png'), '-s', '16384x16384'], /at most 32 million pixels; 16384x16384/],
      [['inspect', at('in.png'), '-s', 'big'], /Expected a size such as 299x299/],
      [['inspect', at('in.png'), '-p', 'opencv/liner'], /Did you mean opencv\/linear/],
      [['inspect', at('in.png'), '--nonsense'], /unknown option/],
      [['inspect'], /missing required argument/],
    ] as const) {
      const { code, stderr } = await scalescope([...argv]);
      assert.equal(code, 2);
      assert.match(stderr, expected);
    }
  });
});

describe('the help', () => {
  test('of a command shows no empty list as a default', async () => {
    for (const command of ['craft', 'inspect', 'report', 'sanitize']) {
      const { code, stdout } = await scalescope([command, '--help']);
      assert.equal(code, 0);
      assert.match(stdout.toString(), /--pipeline <id>/);
      assert.doesNotMatch(stdout.toString(), /\(default:\s+\[\]\)/);
    }
  });

  test('that a wrong argument points to is that of its command', async () => {
    for (const [args, help] of [
      [['craft', '--sise'], 'scalescope craft --help'],
      [['case', 'list'], 'scalescope case list --help'],
      [['--sise'], 'scalescope --help'],
    ] as const) {
      const { code, stderr } = await scalescope([...args]);
      assert.equal(code, 2);
      assert.ok(stderr.includes(`(${help} `), stderr);
    }
  });
});
