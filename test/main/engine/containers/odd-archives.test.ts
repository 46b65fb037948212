/**
 * Archives that are odd but that others unpack. What Python's tarfile and zipfile (3.11) list is listed here too, or
 * told in `left`.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DEFAULT_DECODE_LIMITS } from '../../../../shared/image/facts.ts';
import { listContents } from '../../../../main/engine/containers/list-contents.ts';
import { insidePath } from '../../../../main/base/inside-path.ts';
import { keptBytes } from '../../../../main/engine/containers/read-inside.ts';
import { readSource } from '../../../../main/engine/images/read-source.ts';
import { makeTar, paxRecord, type TarPart } from './make-tar.ts';
import { makeZip } from '../../../support/files/make-zip.ts';

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

/** With `bytes` in its header, as an extra field or as a name. */
function withHeader(packed: Buffer, flag: number, bytes: Buffer): Buffer {
  return Buffer.concat([
    packed.subarray(0, 3),
    Buffer.from([flag]),
    packed.subarray(4, 10),
    bytes,
    packed.subarray(10),
  ]);
}
const EXTRA = 4;
const NAME = 8;

describe('a file packed by gzip', () => {
  const packed = gzipSync(makeTar([picture]));
  const lengthOf = Buffer.from([0x88, 0x13]); // 5000
  const odd: [string, Buffer][] = [
    [
      'that begins with 80 MB of zeros',
      gzipSync(
        makeTar([{ name: 'zeros', data: Buffer.alloc(80e6) }, picture]),
        { level: 1 }, // quick
      ),
    ],
    [
      'with a long extra field',
      withHeader(packed, EXTRA, Buffer.concat([lengthOf, Buffer.alloc(5000)])),
    ],
    [
      'with a long name',
      withHeader(packed, NAME, Buffer.concat([Buffer.alloc(200_000, 'n'), Buffer.alloc(1)])),
    ],
    ['after nothing that is packed too', Buffer.concat([gzipSync(Buffer.alloc(0)), packed])],
  ];
  for (const [at, [what, bytes]] of odd.entries()) {
    test(`${what} is opened, also inside of an archive`, async () => {
      assert.deepEqual(await insideOf(`${at}.tgz`, bytes), { pictures: ['a.png'], left: [] });
      const zip = makeZip([{ name: 'a.tgz', data: bytes, method: 0 }]);
      const found = await insideOf(`${at}.zip`, zip);
      assert.deepEqual(found, { pictures: ['a.tgz!/a.png'], left: [] });
    });
  }

  test('holds other archives, and pictures in them are read', async () => {
    const zip = gzipSync(makeZip([picture]));
    assert.deepEqual(await insideOf('z.gz', zip), { pictures: ['unpacked!/a.png'], left: [] });
    const inside = insidePath(join(folder, 'z.gz'), 'unpacked!/a.png');
    assert.deepEqual(await readSource(inside, 'it', DEFAULT_DECODE_LIMITS), PNG);
  });

  test('is kept in memory only as long as what it unpacks to is little', async () => {
    const zeros = { name: 'zeros', data: Buffer.alloc(140e6) };
    const large = gzipSync(makeTar([picture, zeros]), { level: 1 });
    const parts = ['1.tgz', '2.tgz'].map((name) => ({ name, data: large, method: 0 }));
    writeFileSync(join(folder, 'two.zip'), makeZip(parts));
    for (const { name } of parts) {
      const inside = insidePath(join(folder, 'two.zip'), `${name}!/a.png`);
      assert.deepEqual(await readSource(inside, 'it', DEFAULT_DECODE_LIMITS), PNG);
      assert.ok(keptBytes() > 140e6 && keptBytes() <= 256 * 1024 ** 2);
    }
  });

  test('is refused by name where its first bytes are damaged or too far inside', async () => {
    const far = Buffer.concat([Buffer.alloc(2e6, 'n'), Buffer.alloc(1)]);
    const damaged = Buffer.from(packed).fill(0xff, 10, 40);
    for (const bytes of [withHeader(packed, NAME, far), damaged]) {
      await assert.rejects(
        insideOf('no.tgz', bytes),
        /^UserError: it is a file packed by gzip that could not/,
      );
      const found = await insideOf('no.zip', makeZip([{ name: 'a.tgz', data: bytes, method: 0 }]));
      assert.deepEqual(found, { pictures: [], left: ['a.tgz is damaged.'] });
    }
  });
});

/** A ZIP archive whose last record is what `change` makes of it. */
function zipWith(change: (last: Buffer) => Buffer, parts = [picture]): Buffer {
  const zip = makeZip(parts);
  return Buffer.concat([zip.subarray(0, -22), change(Buffer.from(zip.subarray(-22)))]);
}

function withFields(at: number, ...values: number[]): (last: Buffer) => Buffer {
  return (last) => {
    for (const [i, value] of values.entries()) last.writeUInt16LE(value, at + 2 * i);
    return last;
  };
}

function asZip64(last: Buffer): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeUInt8(44, 4);
  for (const at of [24, 32]) record.writeUInt8(last.readUInt16LE(8), at);
  record.writeUInt32LE(last.readUInt32LE(12), 40);
  record.writeUInt32LE(last.readUInt32LE(16), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeUInt32LE(last.readUInt32LE(12) + last.readUInt32LE(16), 8);
  locator.writeUInt8(1, 16);
  return Buffer.concat([record, locator, last.fill(0xff, 8, 20)]);
}

describe('a ZIP archive after an image', () => {
  const odd: [string, Buffer][] = [
    ['of ZIP64', zipWith(asZip64)],
    ['whose comment is cut off', Buffer.concat([zipWith(withFields(20, 40)), Buffer.from('abc')])],
    ['whose counts differ', zipWith(withFields(8, 0, 1))],
    ['whose counts are 0', zipWith(withFields(8, 0, 0))],
    ['that names other disks', zipWith(withFields(4, 1, 1))],
    [
      'with a mark of the end after it',
      Buffer.concat([makeZip([picture]), Buffer.from('PK\x05\x06'), Buffer.alloc(30)]),
    ],
  ];
  for (const [at, [what, zip]] of odd.entries()) {
    test(`${what} is opened, and its pictures are read`, async () => {
      const name = `${at}.png`;
      const found = await insideOf(name, Buffer.concat([PNG, zip]));
      assert.deepEqual(found, { pictures: ['a.png'], left: [] });
      const inside = insidePath(join(folder, name), 'a.png');
      assert.deepEqual(await readSource(inside, 'it', DEFAULT_DECODE_LIMITS), PNG);
    });
  }

  test('that cannot be opened is told', async () => {
    const last = zipWith((record) => {
      record.writeUInt32LE(7, 12);
      record.writeUInt32LE(7, 16);
      return record;
    });
    const found = await insideOf('broken.png', Buffer.concat([PNG, last]));
    const said =
      'After the image stands what looks like a ZIP archive, and it could not be opened.';
    assert.deepEqual(found, { pictures: [], left: [said] });
  });

  test('with more entries than it counts is listed whole; alone, the rest is told', async () => {
    const parts = [note, picture];
    const zip = zipWith(withFields(8, 1, 1), parts);
    const after = await insideOf('more.png', Buffer.concat([PNG, zip]));
    assert.deepEqual(after, { pictures: ['a.png'], left: [] });
    const alone = await insideOf('more.zip', zip);
    assert.deepEqual(alone?.left, ['It has more entries than it says; those were left out.']);
  });
});

describe('what follows pictures inside', () => {
  const zip = makeZip([picture]);
  const polyglot = { name: 'p.png', data: Buffer.concat([PNG, zip]), method: 0 };

  test('is told where it is too deep to be looked at', async () => {
    let nested = makeZip([polyglot]);
    for (let depth = 0; depth < 3; depth++) nested = makeZip([{ name: 'n.zip', data: nested }]);
    const found = await insideOf('deep.zip', nested);
    assert.deepEqual(found?.left, [
      'It was not seen whether other files follow a picture inside, which would take too much.',
    ]);
  });

  test('is told where it would take too much, and the next is looked at', async () => {
    const filler = { name: 'x.bin', data: Buffer.alloc(4e6), method: 0 };
    const data = Buffer.concat([PNG, Buffer.alloc(1e6)]);
    const large = { name: 'l.png', data, claimedBytes: 300e6 };
    const found = await insideOf('much.zip', makeZip([filler, large, polyglot]));
    assert.match(found!.left.join(' '), /^It was not seen whether other files follow a picture/);
    assert.deepEqual(found!.pictures, ['l.png', 'p.png', 'p.png!/a.png']);
  });
});
