/** What the commands write to, what they refuse to write to, and how that is said. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scalescope } from '../../support/capture.ts';
import { noiseImage } from '../engine/make.ts';

let folder: string;
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await writeFile(at('decoy.png'), await noiseImage(96, 96, 3).png().toBuffer());
  await writeFile(at('payload.png'), await noiseImage(12, 12, 3).png().toBuffer());
});
after(() => rm(folder, { recursive: true }));

function craft(decoy: string, output: string) {
  const images = ['--decoy', at(decoy), '--payload', at('payload.png')];
  return scalescope(['craft', ...images, '-p', 'opencv/nearest', '-s', '12', '-o', at(output)]);
}

describe('the manifest of a crafted image', () => {
  test('never replaces an input', async () => {
    await writeFile(at('a.craft.json'), await readFile(at('decoy.png')));
    const { code, stderr } = await craft('a.craft.json', 'a.png');
    assert.equal(code, 2);
    assert.match(stderr, /a\.craft\.json is the input itself/);
    assert.deepEqual(await readFile(at('a.craft.json')), await readFile(at('decoy.png')));
  });

  test('replaces an older manifest and no other file', async () => {
    for (const content of ['notes', '{"schema":"other@1"}', 'null', '']) {
      await writeFile(at('b.craft.json'), content);
      const { code, stderr } = await craft('decoy.png', 'b.png');
      assert.equal(code, 2);
      assert.match(stderr, /would replace b\.craft\.json, which is not a manifest of Scalescope/);
      assert.equal(await readFile(at('b.craft.json'), 'utf8'), content);
    }
    await rm(at('b.craft.json'));
    assert.equal((await craft('decoy.png', 'b.png')).code, 0);
    const again = await craft('decoy.png', 'b.png');
    assert.equal(again.code, 0, again.stderr);
  });

  test('that cannot be written leaves no attack image', async () => {
    // The image's own name fits the disk, the manifest's does not.
    const name = `${'n'.repeat(250)}.png`;
    const { code, stderr } = await craft('decoy.png', name);
    assert.equal(code, 2);
    assert.match(stderr, /the name is too long for this disk/);
    assert.ok(!(await readdir(folder)).some((file) => /^n|tmp$/.test(file)));
  });
});

describe('a failure to write is a sentence', () => {
  const resize = (output: string) =>
    scalescope(['resize', at('decoy.png'), '-p', 'opencv/linear', '-s', '5', '-o', output]);

  test('where the name says another format', async () => {
    const { code, stderr } = await resize(at('view.jpg'));
    assert.equal(code, 2);
    assert.match(stderr, /The output is a PNG file, but view\.jpg does not end in \.png/);
    assert.ok(!(await readdir(folder)).includes('view.jpg'));
  });

  test('where the output is a device', { skip: process.platform === 'win32' }, async () => {
    await symlink('/dev/null', at('null.png'));
    const { code, stderr } = await resize(at('null.png'));
    assert.equal(code, 2);
    assert.match(stderr, /null\.png cannot be written: it is a device or pipe, not a file/);
  });

  test('where the folder is missing or a file', async () => {
    assert.match((await resize(at('no/view.png'))).stderr, /the folder .* does not exist/);
    assert.match((await resize(at('decoy.png/view.png'))).stderr, /is not a folder/);
  });

  test('where --out is a file', async () => {
    const argv = ['inspect', at('decoy.png'), '-s', '5', '--out'];
    const onto = await scalescope([...argv, at('payload.png')]);
    assert.match(onto.stderr, /payload\.png could not be created: a file of that name exists/);
    const below = await scalescope([...argv, at('payload.png/x')]);
    assert.match(below.stderr, /x could not be created: .*payload\.png is not a folder/);
    for (const { stderr } of [onto, below]) assert.doesNotMatch(stderr, /EEXIST|ENOTDIR/);
  });

  test('where the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await scalescope(['serve', '--port', String(port)]);
    taken.close();
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`Port ${port} is already in use. Choose another`));
    assert.doesNotMatch(stderr, /EADDRINUSE/);
  });

  test('where there is no place for temporary files', async (t) => {
    await mkdir(at('gone'));
    const before = process.env['TMPDIR'];
    t.after(() =>
      before === undefined ? delete process.env['TMPDIR'] : (process.env['TMPDIR'] = before),
    );
    process.env['TMPDIR'] = at('gone/gone');
    const { code, stderr } = await scalescope(
      ['inspect', '-', '-s', '5'],
      await readFile(at('decoy.png')),
    );
    assert.equal(code, 2);
    assert.match(stderr, /A temporary folder could not be created: the folder .* does not exist/);
  });
});
