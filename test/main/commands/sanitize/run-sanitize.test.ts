import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Certificate } from '../../../../shared/sanitize/certificate.ts';
import { decodePath, fsPath, shownPath } from '../../../../main/base/byte-path.ts';
import { encodePng } from '../../../../main/engine/write/encode.ts';
import { makeRaster } from '../../../../shared/base/raster.ts';
import { scalescope } from '../../../support/capture.ts';
import { attacked, decoy } from '../../../shared/sanitize/pictures.ts';

const attack = await encodePng(attacked(decoy(320, 280, 3), 'opencv/linear', 32));
const clean = await encodePng(decoy(320, 280, 3));
const at = ['--pipeline', 'opencv/linear', '--size', '32x32', '--no-matrix'];

describe('scalescope sanitize', () => {
  let folder: string;
  const inside = (name: string) => join(folder, name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
    await writeFile(inside('attack.png'), attack);
    const flat = makeRaster(280, 260, 1, new Uint8Array(280 * 260).fill(90));
    await writeFile(inside('flat.png'), await encodePng(flat));
  });
  after(() => rm(folder, { recursive: true }));

  test('writes a cleaned copy and its certificate, the same each time', async () => {
    const run = (name: string) =>
      scalescope(
        ['sanitize', inside('attack.png'), '-o', inside('clean.png'), ...at].concat(
          '--certificate',
          inside(name),
        ),
      );
    const first = await run('one.json');
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout.toString(), /departing cells before 100 %, after 0 %/);
    assert.match(first.stdout.toString(), /cleaned once more: unchanged/);
    assert.match(
      first.stdout.toString(),
      /verdict: Nothing remains at 32x32 with opencv\/linear\. Other sizes and pipelines were not checked\.$/m,
    );
    const bytes = await readFile(inside('clean.png'));
    await run('two.json');
    assert.deepEqual(await readFile(inside('clean.png')), bytes);
    const certificate = await readFile(inside('one.json'), 'utf8');
    assert.equal(certificate, await readFile(inside('two.json'), 'utf8'));
    const { output, source } = JSON.parse(certificate) as Certificate;
    assert.equal(output.file, 'clean.png');
    assert.deepEqual([source.width, source.height], [320, 280]);
    assert.deepEqual(await readFile(inside('attack.png')), attack);
  });

  test('says that nothing was found where nothing was, and changes nothing', async () => {
    const flat = ['sanitize', inside('flat.png'), '-o', inside('flat-found.png'), '--no-matrix'];
    const { code, stdout, stderr } = await scalescope(flat);
    assert.equal(code, 0, stderr);
    assert.match(stdout.toString(), /verdict: Nothing was found, and nothing was changed\.$/m);
    assert.doesNotMatch(stdout.toString(), /Nothing remains/);
  });

  test('reads standard input, and refuses with 1 what is not cleaned, where asked', async () => {
    const argv = ['sanitize', '-', '-o', inside('blur.png'), ...at, '--json'];
    const weak = [...argv, '--method', 'gaussian', '--sigma', '0.5', '--fail-on', 'remains'];
    const { code, stdout } = await scalescope(weak, attack);
    assert.equal(code, 1);
    const certificate = JSON.parse(stdout.toString()) as Certificate;
    assert.equal(certificate.verdict, 'remains');
    assert.equal(certificate.source.file, 'standard input');
    assert.ok(certificate.hiddenShare! > 0.02);
  });

  test('a gate refuses what cannot be measured', async () => {
    const sizes = ['130x120', '110x100', '120x110'].flatMap((size) => ['--size', size]);
    const { code, stdout } = await scalescope([
      ...['sanitize', inside('flat.png'), '-o', inside('flat-clean.png'), '--no-matrix'],
      ...['--pipeline', 'opencv/lanczos4', ...sizes, '--method', 'preshrink'],
      ...['--fail-on', 'remains'],
    ]);
    assert.equal(code, 1);
    assert.match(stdout.toString(), /the remainder could not be measured \(preshrink\)/);
    assert.match(stdout.toString(), /verdict: Not measured/);
    assert.match(stdout.toString(), /in \d+ % of its cells, where every pixel is read/);
  });

  for (const [title, argv, sentence] of [
    ['the input as output', ['-o', 'attack.png'], /Originals are never overwritten/],
    ['an output that is no PNG', ['-o', 'clean.jpg'], /The output is a PNG file/],
    ['--found with a pipeline', ['-o', 'x.png', '--found'], /Leave --pipeline and --size out/],
    ['a number of another method', ['-o', 'x.png', '--radius', '2'], /belongs to median/],
    ['a size of 0', ['-o', 'x.png', '--size', '0'], /1 to 16384/],
  ] as const) {
    test(`refuses ${title} with a sentence`, async () => {
      const [, output, ...more] = argv;
      const { code, stderr } = await scalescope([
        'sanitize',
        inside('attack.png'),
        '-o',
        inside(output),
        ...at,
        ...more,
      ]);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
    });
  }

  test('cleans a folder into the same tree, tells of what fails, and goes on where it stopped', async () => {
    const from = inside('uploads');
    const to = inside('cleaned');
    await mkdir(join(from, 'deep'), { recursive: true });
    await writeFile(join(from, 'a.png'), attack);
    await writeFile(join(from, 'deep', 'b.jpg'), clean); // its name lies: it is a PNG
    await writeFile(join(from, 'deep', 'broken.png'), attack.subarray(0, 2000));
    await writeFile(join(from, 'notes.txt'), 'nothing to see');
    const run = () =>
      scalescope(['sanitize', from, '-o', to, ...at, '--certificate', '--jobs', '2']);
    const first = await run();
    assert.equal(first.code, 2);
    assert.match(first.stderr, /broken\.png.*could not be decoded/);
    assert.match(first.stderr, /2 written, 1 other file passed over, 1 failed/);
    assert.deepEqual((await readdir(to, { recursive: true })).sort(), [
      'a.certificate.json',
      'a.png',
      'deep',
      'deep/b.jpg.certificate.json',
      'deep/b.jpg.png',
    ]);
    const written = await stat(join(to, 'a.png'));
    const second = await run();
    assert.match(second.stderr, /0 written, 2 already done/);
    assert.equal((await stat(join(to, 'a.png'))).mtimeMs, written.mtimeMs);
    await rm(join(from, 'deep', 'broken.png'));
    await writeFile(join(from, 'a.png'), clean);
    const third = await run();
    assert.equal(third.code, 0, third.stderr);
    assert.match(third.stderr, /1 written, 1 already done/);
  });

  const noBytes = process.platform !== 'linux' && 'other systems take no such names';
  test('cleans files and folders whose names are no text', { skip: noBytes }, async () => {
    const latin1 = (text: string) => decodePath(Buffer.from(text, 'latin1'));
    const from = inside(latin1('b\xfccher'));
    await mkdir(fsPath(join(from, latin1('d\xfcr'))), { recursive: true });
    await writeFile(fsPath(join(from, latin1('caf\xe9.png'))), attack);
    await writeFile(fsPath(join(from, latin1('d\xfcr'), latin1('b\xe4r.jpg'))), clean);
    await writeFile(fsPath(join(from, latin1('\xe9.png'))), attack.subarray(0, 2000));
    const to = inside('from-bytes');
    const { code, stderr } = await scalescope(['sanitize', from, '-o', to, ...at]);
    assert.equal(code, 2);
    assert.match(stderr, /2 written, 1 failed/);
    assert.match(stderr, /\\xe9\.png.*could not be decoded/);
    assert.deepEqual((await readdir(to, { recursive: true })).sort(), [
      'caf\\xe9.png',
      'd\\xfcr',
      'd\\xfcr/b\\xe4r.jpg.png',
    ]);
    const again = await scalescope(['sanitize', shownPath(from), '-o', to, ...at]);
    assert.match(again.stderr, /0 written, 2 already done, 1 failed/);
  });

  test('says that there was nothing to clean, and fails: a gate lets no mistyped folder pass', async () => {
    await mkdir(join(folder, 'nothing/below'), { recursive: true });
    const empty = await scalescope([
      'sanitize',
      join(folder, 'nothing'),
      '-o',
      join(folder, 'of-nothing'),
    ]);
    const said = `No image was found in ${join(folder, 'nothing')}, so nothing was cleaned`;
    assert.deepEqual([empty.code, empty.stderr, String(empty.stdout)], [2, `${said}.\n`, '']);
    await writeFile(join(folder, 'nothing/below/words.txt'), 'no image');
    const words = await scalescope([
      'sanitize',
      join(folder, 'nothing'),
      '-o',
      join(folder, 'of-nothing'),
    ]);
    assert.deepEqual([words.code, words.stderr], [2, `${said} (1 other file).\n`]);
  });

  test('makes all folders down to an image, however many jobs make them at once', async () => {
    const from = inside('nested');
    const to = inside('nested-out');
    const names = ['a/b/1.png', 'a/b/2.png', 'c/d/e/3.png'];
    for (const name of names) {
      await mkdir(dirname(join(from, name)), { recursive: true });
      await writeFile(join(from, name), clean);
    }
    const { code, stderr } = await scalescope([
      ...['sanitize', from, '-o', to, ...at, '--jobs', '3'],
    ]);
    assert.equal(code, 0, stderr);
    const written = await readdir(to, { recursive: true });
    assert.deepEqual(written.filter((name) => name.endsWith('.png')).sort(), names);
  });

  test('never writes through a link in the output tree, nor into the input folder', async () => {
    const from = inside('originals');
    const to = inside('linked');
    await mkdir(from);
    await mkdir(to);
    await writeFile(join(from, 'a.png'), attack);
    await symlink(join(from, 'a.png'), join(to, 'a.png'));
    const { code, stderr } = await scalescope(['sanitize', from, '-o', to, ...at]);
    assert.equal(code, 2);
    assert.match(stderr, /is a link/);
    assert.deepEqual(await readFile(join(from, 'a.png')), attack);
    await mkdir(join(from, 'deep'));
    await writeFile(join(from, 'deep', 'b.png'), attack);
    await symlink(join(from, 'deep'), join(to, 'deep'));
    const deep = await scalescope(['sanitize', from, '-o', to, ...at]);
    assert.match(deep.stderr, /the folder of its output .* is a link/);
    assert.deepEqual(await readFile(join(from, 'deep', 'b.png')), attack);
    const same = await scalescope(['sanitize', from, '-o', from, ...at]);
    assert.match(same.stderr, /The output folder is the input folder itself/);
    const file = await scalescope(['sanitize', from, '-o', join(from, 'a.png'), ...at]);
    assert.match(file.stderr, /The output for a folder is a folder, but .*a\.png is a file/);
  });

  test('a gate refuses again what an earlier run left unclean, judged or not', async () => {
    const from = inside('gate');
    const to = inside('gated');
    await mkdir(from);
    await writeFile(join(from, 'a.png'), attack);
    const weak = ['sanitize', from, '-o', to, ...at, '--method', 'gaussian', '--sigma', '0.5'];
    assert.equal((await scalescope(weak)).code, 0);
    const gate = [...weak, '--fail-on', 'remains'];
    assert.equal((await scalescope(gate)).code, 1);
    const judged = await scalescope([...gate, '--certificate']);
    assert.match(judged.stderr, /1 written, in 1 of them something remains or was not measured/);
    const again = await scalescope(gate);
    assert.equal(again.code, 1);
    assert.match(
      again.stderr,
      /0 written, 1 already done, in 1 of them something remains or was not measured/,
    );
  });

  test('two originals whose names differ in case alone are told, not written over each other', async () => {
    const from = inside('cases');
    await mkdir(from);
    await writeFile(join(from, 'a.png'), attack);
    await writeFile(join(from, 'a.PNG'), clean);
    if ((await readdir(from)).length < 2) return; // the disk takes them for one
    const { code, stderr } = await scalescope(['sanitize', from, '-o', inside('cased'), ...at]);
    assert.equal(code, 2);
    assert.match(stderr, /would both become/);
  });
});
