import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../shared/base/errors.ts';
import { chainTo, readCertificate, readCertificates } from '../../../main/stamp/certificates.ts';
import { checkTimeStamp } from '../../../main/stamp/check-time-stamp.ts';
import { makeRequest, readResponse } from '../../../main/stamp/time-stamp.ts';

const made = (name: string) => join(import.meta.dirname, 'made', name);
const answer = (name: string) => readFileSync(made(`${name}.tsr`));
const HELLO = createHash('sha256').update('hello').digest('hex');

/** What checking the answer `name` comes to with the certificates in `files`. */
async function checked(name: string, ...files: string[]) {
  const trusted = await readCertificates(files.map(made));
  return checkTimeStamp(readResponse(answer(name), `${name}.tsr`), trusted, `${name}.tsr`);
}

suite('time stamps', () => {
  test('say what they are of, when, and of which number', () => {
    const stamp = readResponse(answer('granted'), 'granted.tsr');
    assert.equal(stamp.imprint, HELLO);
    assert.match(stamp.nonce!, /^[0-9a-f]{10,16}$/);
    assert.match(stamp.at, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d/);
  });

  test('hold under each certificate of their chain, and under that of their signer', async () => {
    for (const file of ['root.pem', 'tsa.pem']) {
      const { authority, chain } = await checked('granted', file);
      assert.deepEqual([authority, chain.isTrusted], ['Test time stamps', true]);
    }
    assert.equal((await checked('by-rsa', 'rsa.pem')).chain.isTrusted, true);
    assert.equal((await checked('short-lived', 'root.pem')).chain.isTrusted, true);
  });

  const untrusted: [name: string, files: string[], why: RegExp][] = [
    ['granted', [], /^no certificate that was given vouches for Test time stamps$/],
    ['granted', ['other-root.pem'], /^no certificate that was given vouches/],
    ['granted', ['rsa.pem'], /^no certificate that was given vouches/],
    [
      'under-no-authority',
      ['root.pem'],
      /^no certificate that was given vouches for Time stamps under/,
    ],
  ];
  for (const [name, files, why] of untrusted) {
    test(`${name} is not trusted with ${files.join() || 'no certificate'}`, async () => {
      const { chain } = await checked(name, ...files);
      assert.ok(!chain.isTrusted);
      assert.match(chain.why, why);
    });
  }

  test('are not trusted by a certificate that was not valid then', async () => {
    const stamp = readResponse(answer('short-lived'), 'short-lived.tsr');
    const [signer] = stamp.token.certificates!.map((der) => readCertificate(new Uint8Array(der))!);
    const trusted = await readCertificates([made('root.pem')]);
    const later = new Date(Date.parse(stamp.at) + 3 * 86_400_000);
    const chain = chainTo(signer, [], trusted, later);
    assert.match(chain.isTrusted ? '' : chain.why, /Time stamps of a day was valid from .* only$/);
  });

  const refused: [name: string, files: string[], message: RegExp][] = [
    ['refused', [], /^refused\.tsr holds no time stamp: it was rejected \(not today!\)\.$/],
    ['of-sha512', ['root.pem'], /is a time stamp of something that is no SHA-256/],
    ['by-web-server', ['root.pem'], /A web server is not one for time stamps alone/],
    ['without-certificate', ['root.pem'], /neither in it nor among those that were given/],
  ];
  for (const [name, files, message] of refused) {
    test(`${name} is refused`, () => assert.rejects(checked(name, ...files), { message }));
  }

  test('without a certificate in it hold where that of the signer was given', async () => {
    const { chain } = await checked('without-certificate', 'tsa.pem');
    assert.equal(chain.isTrusted, true);
  });

  test('a changed bit is told, or is one that nothing is taken from', async () => {
    const whole = answer('granted');
    const due = readResponse(whole, 'x');
    const trusted = await readCertificates([made('root.pem')]);
    let told = 0;
    for (let place = 0; place < whole.length; place += 23) {
      const bytes = Buffer.from(whole);
      bytes[place]! ^= 1 << (place % 8);
      try {
        const stamp = readResponse(bytes, 'x.tsr');
        const { chain } = checkTimeStamp(stamp, trusted, 'x.tsr');
        if (!chain.isTrusted) told++;
        else assert.deepEqual([stamp.imprint, stamp.at], [due.imprint, due.at], `byte ${place}`);
      } catch (error) {
        assert.ok(error instanceof UserError, `byte ${place}: ${String(error)}`);
        told++;
      }
    }
    assert.ok(told > whole.length / 23 / 2, `${told}`);
  });

  test('whatever stands in a file, only a sentence comes', () => {
    const whole = answer('granted');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat({ max: whole.length }).map((end) => whole.subarray(0, end)),
      // Nested ever deeper, as no answer is.
      fc.nat({ max: 60_000 }).map((depth) => Buffer.from('3080'.repeat(depth), 'hex')),
    );
    const property = fc.property(bytes, (data) => {
      try {
        checkTimeStamp(readResponse(data, 'x.tsr'), [], 'x.tsr');
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
      }
    });
    fc.assert(property, { numRuns: 60 });
  });
});

test('a request asks for the hash, with a number of its own and certificates', () => {
  const [a, b] = [makeRequest(HELLO), makeRequest(HELLO)];
  assert.notEqual(a.nonce, b.nonce);
  assert.ok(a.der.includes(Buffer.from(HELLO, 'hex')));
  assert.ok(a.der.includes(Buffer.from(`0208${a.nonce}0101ff`, 'hex')));
});

test('a file without certificates, and one with a broken one, are named', async () => {
  await assert.rejects(readCertificates([made('granted.tsr')]), /holds no certificate/);
  await assert.rejects(readCertificates([made('none.pem')]), /none\.pem does not exist/);
});
