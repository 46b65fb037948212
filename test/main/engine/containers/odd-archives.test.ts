/**
 * Archives that are odd but that others unpack. What Python's tarfile and zipfile (3.11) list is listed here too, or
 * told in `left`.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { DEFAULT_DECODE_LIMITS } from '../../../../shared/image/facts.ts';
import { listContents } from '../../../../main/engine/containers/list-contents.ts';
import { makeTar, paxRecord, type TarPart } from '../../../support/make-tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
after(() => rmSync(folder, { recursive: true }));

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

async function insideOf(name: string, bytes: Buffer) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const contents = await listContents(path, 'it', DEFAULT_DECODE_LIMITS);
  return contents && { pictures: contents.pictures.map((one) => one.inside), left: contents.left };
}

const note = { name: 'n.txt', data: Buffer.from('hello') };
const picture = { name: 'a.png', data: PNG };
const pax = (...records: [string, string][]) => ({
  name: 'x',
  kind: 'x',
  data: Buffer.from(records.map(([key, value]) => paxRecord(key, value)).join('')),
});
const asEntry = (part: TarPart) => makeTar([part]).subarray(0, -1024);
const PAX_SIZE: [string, string] = ['size', String(PNG.length)];

/** [what, its parts, the pictures, what is left]. */
const TARS: [string, TarPart[], string[], RegExp[]][] = [
  ['a kind of entry that nobody knows', [note, { ...picture, kind: '9' }], ['a.png'], []],
  ['a volume that goes on', [note, { ...picture, kind: 'M' }], ['a.png'], []],
  [
    'a hard link that states a size, and has none',
    [{ name: 'l', kind: '1', size: 1024 }, picture],
    ['a.png'],
    [],
  ],
  [
    'a symbolic link that states a size',
    [{ name: 'l', kind: '2', size: 1024 }, picture],
    ['a.png'],
    [/^l is a link, a device or a folder and has bytes/],
  ],
  [
    'a folder that has bytes',
    [{ name: 'd/', kind: '5', data: Buffer.alloc(1024, 'x') }, picture],
    ['a.png'],
    [/^d\/ is a link, a device or a folder and has bytes/],
  ],
  [
    'a size of pax before another header of pax',
    [note, pax(PAX_SIZE), pax(['path', 'b.png']), { ...picture, size: 0 }],
    ['b.png'],
    [],
  ],
  [
    'holes as pax says them',
    [pax(['GNU.sparse.major', '1'], ['GNU.sparse.name', 'b.png']), picture],
    [],
    [/^b\.png is stored with holes/],
  ],
  ['a sum of signed bytes', [{ ...picture, name: '\xe9.png', isSigned: true }], ['%e9.png'], []],
  [
    'a name that pax alone gives',
    [pax(['path', 'b.png']), { ...picture, name: '' }],
    ['b.png'],
    [],
  ],
  ['a file with the name of a folder', [{ ...picture, name: 'a.png/' }], ['a.png%2f'], []],
  [
    'a name for all entries',
    [{ ...pax(['path', 'b.png']), kind: 'g' }, picture],
    ['a.png'],
    [/one name or size to all entries/],
  ],
  [
    'an archive as the bytes of a link',
    [note, { name: 'l', kind: '1', data: asEntry(picture) }],
    ['a.png'],
    [],
  ],
];

describe('a tar archive with', () => {
  for (const [at, [what, parts, pictures, left]] of TARS.entries()) {
    test(what, async () => {
      const found = await insideOf(`${at}.tar`, makeTar(parts));
      assert.deepEqual(found?.pictures, pictures);
      assert.equal(found.left.length, left.length, found.left.join(' '));
      for (const [i, sentence] of left.entries()) assert.match(found.left[i], sentence);
    });
  }
});
