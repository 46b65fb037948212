/** Lists of revoked certificates, made by OpenSSL as an authority makes them. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { readCertificates } from '../../../main/stamp/certificates.ts';
import { checkTimeStamp } from '../../../main/stamp/check-time-stamp.ts';
import { readRevocationLists } from '../../../main/stamp/revocation-lists.ts';
import { readResponse } from '../../../main/stamp/time-stamp.ts';
import { makeFolder } from '../cases/make-case.ts';

const hasOpenssl = /^OpenSSL 3/.test(String(spawnSync('openssl', ['version']).stdout));

suite('lists of revoked certificates', { skip: hasOpenssl ? false : 'no OpenSSL 3' }, () => {
  const folder = makeFolder();
  const at = (name: string) => join(folder, name);
  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });

  /** An authority, one of its certificates for time stamps, and an answer by that. */
  before(() => {
    const settings = [
      ...['[ca]', 'default_ca = own', '[own]', 'database = index', 'crlnumber = number'],
      ...['new_certs_dir = .', 'serial = serials', 'default_md = sha256', 'policy = any'],
      ...['certificate = root.pem', 'private_key = root.key', 'default_days = 30'],
      ...['[any]', 'commonName = supplied', '[leaf]', 'keyUsage = critical,digitalSignature'],
      ...['extendedKeyUsage = critical,timeStamping', '[tsa]', 'default_tsa = t', '[t]'],
      ...[
        'serial = stamps',
        'default_policy = 1.2.3',
        'digests = sha256',
        'signer_digest = sha256',
      ],
    ];
    writeFileSync(at('cnf'), `${settings.join('\n')}\n`);
    writeFileSync(at('index'), '');
    for (const name of ['number', 'serials', 'stamps']) writeFileSync(at(name), '01\n');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    for (const name of ['root', 'stranger']) {
      openssl(
        ...['req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`],
        ...['-subj', '/CN=Own root', '-days', '30'],
        ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
      );
    }
    openssl('req', '-new', ...key, '-keyout', 'tsa.key', '-out', 'csr', '-subj', '/CN=Own time');
    openssl(
      ...['ca', '-batch', '-config', 'cnf', '-in', 'csr', '-extensions', 'leaf'],
      ...['-notext', '-out', 'tsa.pem'],
    );
    openssl('ts', '-query', '-digest', 'ab'.repeat(32), '-sha256', '-cert', '-out', 'query');
    openssl(
      ...['ts', '-reply', '-config', 'cnf', '-section', 't', '-queryfile', 'query'],
      ...['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-out', 'answer.tsr'],
    );
  });

  function list(name: string, ...words: string[]): string {
    openssl('ca', '-config', 'cnf', '-gencrl', '-crldays', '30', '-out', name, ...words);
    return at(name);
  }

  async function checked(...crl: string[]) {
    const stamp = readResponse(readFileSync(at('answer.tsr')), 'answer.tsr');
    const trusted = await readCertificates([at('root.pem')]);
    const { chain, revocation } = checkTimeStamp(
      ...([stamp, trusted, 'answer.tsr', await readRevocationLists(crl)] as const),
    );
    return { isTrusted: chain.isTrusted, ...revocation };
  }

  test('say of a certificate that it was revoked, and that it was not', async () => {
    assert.deepEqual(await checked(), {
      ...{ isTrusted: true, state: 'unknown' },
      why: 'whether a certificate was revoked was not checked',
    });
    const clean = await checked(list('clean.pem'));
    assert.deepEqual([clean.isTrusted, clean.state], [true, 'good']);
    assert.match(
      clean.why,
      /^no certificate was revoked by then, as .*clean\.pem of 20\d\d-.*Z says$/,
    );
    openssl('crl', '-in', 'clean.pem', '-outform', 'DER', '-out', 'clean.der');
    assert.equal((await checked(at('clean.der'))).state, 'good');
    const old = list('old.pem', '-crl_lastupdate', '20200101000000Z');
    assert.match((await checked(old)).why, /whether Own time was revoked is not known/);
    // One that somebody else signed in the name of the authority says nothing.
    const forged = list('forged.pem', '-cert', 'stranger.pem', '-keyfile', 'stranger.key');
    assert.equal((await checked(forged)).state, 'unknown');
    openssl('ca', '-config', 'cnf', '-revoke', 'tsa.pem', '-crl_reason', 'keyCompromise');
    const revoked = await checked(list('revoked.pem'));
    assert.deepEqual([revoked.isTrusted, revoked.state], [false, 'revoked']);
    assert.match(
      revoked.why,
      /^the certificate of Own time was revoked on .*, for the reason keyCompromise, as .*revoked\.pem says$/,
    );
  });

  test('that are none are refused with a sentence', async () => {
    await assert.rejects(readRevocationLists([at('tsa.pem')]), {
      code: 'unsupported-format',
      message: /tsa\.pem is no list of revoked certificates \(CRL\) in PEM or DER/,
    });
  });
});
