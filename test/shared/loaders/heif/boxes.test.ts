import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../../shared/base/errors.ts';
import { readAv1Header } from '../../../../shared/loaders/heif/av1-header.ts';
import { readBoxes } from '../../../../shared/loaders/heif/boxes.ts';
import { readHevcConfig, readHevcHeader } from '../../../../shared/loaders/heif/hevc-header.ts';
import { itemData, refuseCycles } from '../../../../shared/loaders/heif/item-data.ts';
import { readItemFile } from '../../../../shared/loaders/heif/item-file.ts';
import { listPictures, primaryItem } from '../../../../shared/loaders/heif/pictures.ts';
import { propertyOf } from '../../../../shared/loaders/heif/properties.ts';
import { sampleBytes, sampleNames } from '../../../support/loader-samples.ts';

const HEIF = [...sampleNames('.avif'), ...sampleNames('.heic')];

/** Everything that is read before a codec is asked. */
function readAll(bytes: Uint8Array): void {
  const file = readItemFile(bytes);
  listPictures(file);
  for (const item of file.items.values()) {
    const codec = propertyOf(item.properties, 'codec');
    if (item.type === 'av01') readAv1Header(itemData(bytes, item));
    if (codec?.type === 'hvcC') readHevcHeader(readHevcConfig(bytes, codec.box).units);
    refuseCycles(file, item);
  }
}

for (const name of HEIF) {
  test(`${name}: its headers agree with its boxes`, () => {
    const bytes = sampleBytes(name);
    const file = readItemFile(bytes);
    const item = primaryItem(file);
    const size = propertyOf(item.properties, 'size');
    assert.equal(listPictures(file)[0].kind, 'primary');
    if (item.type !== 'av01') return;
    const header = readAv1Header(itemData(bytes, item));
    assert.deepEqual([header.maxWidth, header.maxHeight], [size?.width, size?.height]);
    assert.equal(header.depth, propertyOf(item.properties, 'depths')?.bits[0]);
    assert.equal(header.monochrome, name.startsWith('yuv400'));
    const cicp = propertyOf(item.properties, 'cicp')?.cicp;
    if (!header.monochrome) assert.equal(header.cicp.matrix, cicp?.matrix);
    assert.equal(header.cicp.fullRange, cicp?.fullRange);
  });
}

test('a chain of derived items without end is refused', () => {
  const file = readItemFile(sampleBytes('grid.avif'));
  const ids = [...file.items.keys()];
  file.references.push({ type: 'dimg', from: ids[1], to: [ids[0]] });
  file.references.push({ type: 'dimg', from: ids[0], to: [ids[1]] });
  const item = file.items.get(ids[0]);
  assert.ok(item !== undefined);
  assert.throws(() => refuseCycles(file, item), { message: /is made of itself/ });
});

test('extents that overlap beyond the length of the file are refused', () => {
  const bytes = sampleBytes('yuv420-8.avif');
  const item = primaryItem(readItemFile(bytes));
  item.extents = Array.from({ length: 10 }, () => ({ at: 0, length: bytes.length - 1 }));
  assert.throws(() => itemData(bytes, item), { message: /overlap themselves/ });
});

test('boxes end with a sentence, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        for (const { start, end } of readBoxes(bytes, 0, bytes.length)) assert.ok(start <= end);
      } catch (error) {
        assert.ok(error instanceof UserError);
      }
    }),
  );
});

test('no changed byte makes reading the boxes fail in another way, or take long', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...HEIF),
      fc.array(fc.tuple(fc.nat(900), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      fc.nat(3000),
      (name, changes, cut) => {
        const bytes = Uint8Array.from(sampleBytes(name)).subarray(0, 20 + cut);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        try {
          readAll(bytes);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      },
    ),
    { numRuns: 1000 },
  );
});
