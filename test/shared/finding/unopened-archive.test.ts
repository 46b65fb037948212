/** An archive after the end of an image that nobody opens keeps the file from being called clean. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../shared/finding/finding.ts';
import { heedingUnseen } from '../../../shared/finding/with-items.ts';
import { looksLike } from '../../../shared/image/forensics/looks-like.ts';

function clean(found: string): Finding {
  const trailing = { offset: 100, bytes: 900, unexplained: 900, looksLike: [found] };
  return {
    file: 'a.png',
    verdict: 'clean',
    reasons: [],
    facts: { forensics: { trailing, unsearched: null } },
  } as unknown as Finding;
}

test('tar, gzip, RAR and 7-Zip are told, and other bytes are not', () => {
  const tar = new Uint8Array(512);
  tar.set(Buffer.from('ustar'), 257);
  const heads = [
    tar,
    Buffer.from('\x1f\x8b\x08', 'latin1'),
    Buffer.from('Rar!\x1a\x07\0', 'latin1'),
  ];
  for (const head of heads) {
    const { verdict, error, reasons } = heedingUnseen(clean(looksLike(head)), []);
    assert.equal(verdict, 'error');
    assert.equal(error!.code, 'unsupported-format');
    assert.match(reasons[0], /After its end lies (a tar archive|gzip data|a RAR archive), which/);
  }
  assert.equal(heedingUnseen(clean(looksLike(Buffer.from('plain words'))), []).verdict, 'clean');
});
