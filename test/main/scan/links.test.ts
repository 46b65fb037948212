/** Which links a scan follows, on a real file system: what it lists, and what it leaves and counts. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listFiles, type ListOptions } from '../../../main/scan/list-files.ts';
import { isSpecialFolder, isSpecialFolderSync } from '../../../main/scan/special-folders.ts';
import { scalescope } from '../../support/capture.ts';
import { writeSampleImage } from '../../support/sample-image.ts';

const isWindows = process.platform === 'win32';
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

async function listed(paths: string[], options?: ListOptions) {
  const { files, left } = await listFiles(paths, options);
  return { files: files.map(({ path }) => relative(folder, path)), left };
}

describe('links', { skip: isWindows && 'needs links' }, () => {
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'scalescope-')));
    await mkdir(at('root', 'real'), { recursive: true });
    await mkdir(at('outside', 'below'), { recursive: true });
    for (const name of ['root/real/z.png', 'outside/o.png', 'outside/below/b.png', 'single.png']) {
      await writeSampleImage(at(name), 40, 30);
    }
    await symlink('real', at('root', 'a-link')); // sorts before what it leads to
    await symlink('real/z.png', at('root', 'b.png'));
    await symlink('..', at('root', 'real', 'loop'));
    await symlink('../outside', at('root', 'out'));
    await symlink('../single.png', at('root', 'single-link.png'));
    await symlink('../outside', at('root', 'out-again'));
    await symlink('../../root', at('outside', 'below', 'back'));
    await symlink('/proc/self', at('root', 'proc'));
  });
  after(() => rm(folder, { recursive: true }));

  test('are not followed out of what was given, and inside they hide no path', async () => {
    const { files, left } = await listed([at('root')]);
    assert.deepEqual(files, ['root/real/z.png']);
    assert.deepEqual(left, { links: 4, special: 0 });
  });

  test('are followed where that is asked for, each file once and never in circles', async () => {
    const { files, left } = await listed([at('root')], { followLinks: true });
    assert.deepEqual(files, [
      'root/real/z.png',
      'root/out/below/b.png',
      'root/out/o.png',
      'root/single-link.png',
    ]);
    assert.deepEqual(left, { links: 0, special: process.platform === 'linux' ? 1 : 0 });
  });

  test('that are named beside what they lead to, as a shell does for *, displace no path', async () => {
    const named = ['a-link', 'b.png', 'real'].map((name) => at('root', name));
    assert.deepEqual((await listed(named)).files, ['root/real/z.png']);
    const [link, , real] = named;
    assert.deepEqual((await listed([join(real, 'loop'), real, link])).files, ['root/real/z.png']);
    assert.deepEqual((await listed([link])).files, ['root/a-link/z.png']);
  });

  test('that lead to another of the folders that were given are not left out', async () => {
    const { files, left } = await listed([at('root'), at('outside')]);
    assert.deepEqual(files, ['root/real/z.png', 'outside/below/b.png', 'outside/o.png']);
    assert.equal(left.links, 2); // single.png and /proc
  });

  test('that are named are followed', async () => {
    assert.deepEqual((await listed([at('root', 'out')])).files, [
      'root/out/below/b.png',
      'root/out/o.png',
    ]);
    assert.deepEqual((await listed([at('root', 'b.png')])).files, ['root/b.png']);
  });

  test('that a glob matches are followed where they stay below it', async () => {
    const { files, left } = await listed([`${at('root')}/*`]);
    assert.deepEqual(files, ['root/real/z.png', 'root/b.png']);
    assert.equal(left.links, 5); // with the loop: the folder itself is not what was given
  });

  test('in a folder that a glob matches, to what nobody lists, are counted or followed', async () => {
    await mkdir(at('globbed', 's1'), { recursive: true });
    await mkdir(at('globbed', 'other', 'deep'), { recursive: true });
    await writeSampleImage(at('globbed', 'other', 'deep', 'x.png'), 40, 30);
    await writeSampleImage(at('globbed', 'single.png'), 40, 30);
    await symlink('../other/deep/x.png', at('globbed', 's1', 'to-x.png'));
    await symlink('../other', at('globbed', 's1', 'to-other'));
    await symlink('../single.png', at('globbed', 's1', 'to-single.png'));
    await symlink('..', at('globbed', 's1', 'up'));
    const { files, left } = await listed([`${at('globbed')}/s*`]);
    assert.deepEqual(files, ['globbed/single.png']);
    assert.equal(left.links, 3); // to-single.png leads to what is listed
    const followed = await listed([`${at('globbed')}/s*`], { followLinks: true });
    assert.deepEqual(followed.files, ['globbed/single.png', 'globbed/s1/to-other/deep/x.png']);
    assert.equal((await listed([`${at('globbed')}/*`])).left.links, 1);
  });

  test('that were left are told at the end', async () => {
    const { code, stdout } = await scalescope(['scan', at('root')]);
    assert.equal(code, 0);
    assert.equal(
      stdout.toString(),
      '1 image examined, 0 found, 0 failed. 4 links that lead out of what was given were not ' +
        'followed (--follow-links does).\n',
    );
  });

  test('are left and counted by what cleans and what calibrates, too', async () => {
    const told = '4 links that lead out of what was given were not followed (--follow-links does).';
    const calibrated = await scalescope(['calibrate', at('root')]);
    assert.equal(
      calibrated.stdout
        .toString()
        .split('\n')[0]
        .replace(/^.*failed\. /, ''),
      told,
    );
    const cleaned = await scalescope(['sanitize', at('root'), '-o', at('clean'), '--no-matrix']);
    assert.equal(cleaned.code, 0, cleaned.stderr);
    assert.equal(cleaned.stderr, `1 written. ${told}\n`);
    assert.deepEqual(await readdir(at('clean'), { recursive: true }), ['real', 'real/z.png']);
  });
});

describe('special file systems', { skip: process.platform !== 'linux' && 'those of Linux' }, () => {
  test('are not walked, also where they are named', async () => {
    for (const path of ['/proc', '/sys', '/dev', '/dev/pts', '/proc/self/fd']) {
      const { files } = await listFiles([path]);
      assert.deepEqual(
        files.map(({ path: told, error }) => [told, error?.code]),
        [[path, 'unreadable']],
      );
      assert.match(files[0].error!.message, /special file system/);
    }
    for (const [path, is] of [
      [tmpdir(), false],
      ['/dev/shm', false],
      ['/dev/input', true],
      ['/proc/self', true],
      ['/nowhere', false],
    ] as const) {
      assert.equal(await isSpecialFolder(path), is, path);
      assert.equal(isSpecialFolderSync(path), is, path);
    }
  });

  test('are left behind links to what everybody has, and at once', async () => {
    const root = await mkdtemp(join(tmpdir(), 'scalescope-'));
    for (const path of ['/usr/share', '/proc/self', '/dev', '/sys']) {
      await symlink(path, join(root, path.replaceAll('/', '-')));
    }
    assert.deepEqual(await listFiles([root]), { files: [], left: { links: 4, special: 0 } });
    await rm(join(root, '-usr-share'));
    const { files, left } = await listFiles([root], { followLinks: true });
    assert.deepEqual([files, left], [[], { links: 0, special: 3 }]);
    await rm(root, { recursive: true });
  });

  test('are not cleaned', async () => {
    const to = join(tmpdir(), 'scalescope-never-made');
    const { code, stderr } = await scalescope(['sanitize', '/proc', '-o', to]);
    assert.equal(code, 2);
    assert.equal(stderr, 'scalescope: /proc is on a special file system, which is not walked\n');
  });
});
