/** Paths that lead into files, and the names of what lies there. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { decodePath } from '../../../main/base/byte-path.ts';
import {
  distinctIds,
  entryId,
  entryIdOfName,
  insidePath,
  splitInside,
} from '../../../main/base/inside-path.ts';
import { printable } from '../../../shared/base/printable.ts';

const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
after(() => rmSync(folder, { recursive: true }));

test('an entry has the name it was given, made harmless', () => {
  for (const [name, id] of [
    ['word/media/image1.png', 'word/media/image1.png'],
    ['caf\u00e9 1.png', 'caf\u00e9 1.png'],
    ['50% off.png', '50% off.png'],
    ['a%2e.png', 'a%252e.png'],
    ['../../etc/x.png', '%2e%2e/%2e%2e/etc/x.png'],
    ['./x', '%2e/x'],
    ['/etc/passwd.png', '%2fetc/passwd.png'],
    ['a//b', 'a/%2fb'],
    ['C:\\x.png', 'C:%5cx.png'],
    ['\u001b[2J.png', '%1b[2J.png'],
    ['gnp\u202egnp.exe', 'gnp%e2%80%aegnp.exe'],
    ['a!/b.png', 'a%21/b.png'],
    ['caf\udce9.png', 'caf%e9.png'],
    ['', '%2f'],
    ['/', '%2f%2f'],
  ]) {
    assert.equal(entryId(name), id);
  }
  assert.equal(entryIdOfName('../a/b.png'), '%2e%2e%2fa%2fb.png');
});

test('whatever it is called, its path stays below its file and can be shown', () => {
  const names = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => decodePath(Buffer.from(bytes))),
    fc
      .array(fc.constantFrom('..', '.', '', '/', 'a', '!', '\\', '%2f', '\0'))
      .map((parts) => parts.join('/')),
  );
  fc.assert(
    fc.property(names, (name) => {
      const id = entryId(name);
      assert.equal(printable(id), id);
      const path = insidePath('/folder/a.zip', id);
      if (process.platform !== 'win32') assert.equal(resolve(path), path);
      assert.ok(!/!\/|!$/.test(id));
    }),
  );
});

test('entries of one name are told apart', () => {
  assert.deepEqual(distinctIds(['a.png', 'a.png', 'a~2.png', 'b', 'b', 'a.png']), [
    ...['a.png', 'a~2.png', 'a~2~2.png', 'b', 'b~2', 'a~3.png'],
  ]);
});

test('a path leads into the first file on its way, and a folder may be called alike', async () => {
  mkdirSync(join(folder, 'odd!'));
  writeFileSync(join(folder, 'odd!', 'a.zip'), 'x');
  const file = join(folder, 'odd!', 'a.zip');
  assert.deepEqual(await splitInside(`${file}!/b.zip!/c.png`), { file, ids: ['b.zip', 'c.png'] });
  assert.equal(await splitInside(file), null);
  assert.equal(await splitInside(`${folder}/none.zip!/c.png`), null);
});
