/** Names that are not UTF-8: as strings, as bytes, as people read them, and as arguments. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decodePath,
  fsPath,
  givenPath,
  givenPaths,
  openedPath,
  shownName,
  shownPath,
} from '../../../main/base/byte-path.ts';
import { printable, printableJson } from '../../../shared/base/printable.ts';

const skip = process.platform === 'win32' && 'names are UTF-16 there';
const anyName = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => Buffer.from(bytes.map((byte) => byte || 1)));

describe('any bytes', { skip }, () => {
  test('are a string that leads to the same bytes', () => {
    fc.assert(
      fc.property(anyName, (bytes) => {
        const path = decodePath(bytes);
        assert.deepEqual(Buffer.from(fsPath(path)), bytes);
        assert.equal(JSON.parse(printableJson(path)), path);
        assert.equal(openedPath(shownPath(path)), path);
        assert.equal(openedPath(printable(shownPath(path))), path);
        assert.equal(shownPath(path).isWellFormed(), true);
      }),
    );
  });

  test('that are UTF-8 are the text they are', () => {
    for (const name of ['plain.png', 'caf\u00e9.png', '\u65e5\u672c.png', '\ufeffa', '\u{1f600}']) {
      assert.equal(decodePath(Buffer.from(name)), name);
      assert.equal(fsPath(name), name);
      assert.equal(shownPath(name), name);
    }
  });

  test('that are not are written out', () => {
    const path = decodePath(Buffer.from('/a/caf\xe9.png', 'latin1'));
    assert.equal(path, '/a/caf\udce9.png'); // as Python has it
    assert.equal(shownName(path), 'caf\\xe9.png');
    assert.equal(printable(path), '/a/caf\\xe9.png');
    assert.equal(shownName('/a/caf\\xe9.png'), 'caf\\x5cxe9.png'); // a backslash of the name itself
  });
});

describe('an argument', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
  after(() => rmSync(folder, { recursive: true }));
  const names = [Buffer.from('caf\xe9.png', 'latin1'), Buffer.from('caf\xe8.gif', 'latin1')];
  for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), '');
  writeFileSync(join(folder, 'a\nb.png'), '');
  const [raw, other] = names.map((name) => `${folder}/${decodePath(name)}`);

  test('is the file whose bytes were lost on the way', () => {
    assert.equal(givenPath(`${folder}/caf\ufffd.png`), raw);
    assert.equal(givenPath(`${folder}/caf\ufffd.gif`), other);
  });

  test('is the file that it names as it was shown', () => {
    assert.equal(givenPath(`${folder}/caf\\xe9.png`), raw);
    assert.equal(givenPath(`${folder}/a\\u{a}b.png`), `${folder}/a\nb.png`);
  });

  test('is itself where nothing is there, or it is not clear what', () => {
    writeFileSync(fsPath(`${folder}/${'caf\udce8.png'}`), '');
    const twice = `${folder}/caf\ufffd.png`;
    assert.equal(givenPath(twice), twice);
    assert.deepEqual(givenPaths(twice).sort(), [`${folder}/caf\udce8.png`, raw]);
    for (const none of [`${folder}/\ufffd`, `${folder}/none\\xe9`, '']) {
      assert.equal(givenPath(none), none);
    }
  });
});
