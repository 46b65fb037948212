/** Where archives and documents after an image are looked for. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  endsAsContainer,
  pdfAtEnd,
  TAIL_BYTES,
  zipAtEnd,
} from '../../../../shared/image/containers/appended.ts';
import { makeZip } from '../../../support/files/make-zip.ts';

const zip = makeZip([{ name: 'a.txt', data: Buffer.from('text') }]);

describe('the end of a file', () => {
  test('tells an archive and where it begins, whatever lies before it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (before) => {
        const bytes = Buffer.concat([before, zip]);
        const { start, end, isPlain, count } = zipAtEnd(bytes)!;
        assert.deepEqual([start, end, isPlain, count], [before.length, bytes.length, true, 1]);
        assert.ok(endsAsContainer(bytes.subarray(-TAIL_BYTES)));
      }),
    );
  });

  test('tells a document and where it begins', () => {
    const bytes = Buffer.from('xx%PDF-1.7 ... %%EOF\n');
    assert.equal(pdfAtEnd(bytes), 2);
    assert.ok(endsAsContainer(bytes));
    assert.equal(pdfAtEnd(Buffer.from('%PDF-1.7')), null);
  });

  test('never throws', () => {
    const marks = fc
      .constantFrom(
        'PK\x05\x06',
        'PK\x01\x02',
        'PK\x06\x06',
        'PK\x06\x07',
        '%%EOF',
        '%PDF-',
        '%',
        'P',
      )
      .map((text) => [...Buffer.from(text, 'latin1')]);
    const piece = fc.oneof(marks, fc.array(fc.nat(255), { maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = Uint8Array.from(pieces.flat());
        const found = zipAtEnd(bytes);
        assert.ok(found === null || (found.start >= 0 && found.end <= bytes.length));
        const start = pdfAtEnd(bytes);
        assert.ok(start === null || start < bytes.length);
        endsAsContainer(bytes);
      }),
    );
  });
});
