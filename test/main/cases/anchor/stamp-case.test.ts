/** Time stamps of a case with a real authority: that of OpenSSL. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { anchorsPath } from '../../../../main/cases/anchor/anchors-file.ts';
import { placeOf, signCase } from '../../../../main/cases/anchor/sign-case.ts';
import { signHead } from '../../../../main/cases/anchor/signed-head.ts';
import { requestStamp } from '../../../../main/cases/anchor/stamp-case.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { KEYS_SCHEMA } from '../../../../main/keys/key-files.ts';
import { publicKeyOf } from '../../../../main/keys/signature.ts';
import { revocation } from '../../../../main/keys/statements.ts';
import { scalescope } from '../../../support/capture.ts';
import { addImage, makeFolder } from '../make-case.ts';

const MADE = join(import.meta.dirname, '../../stamp/made');
const hasOpenssl = /^OpenSSL 3/.test(String(spawnSync('openssl', ['version']).stdout));

suite('case stamp', { skip: hasOpenssl ? false : 'there is no OpenSSL 3' }, () => {
  let folder: string;
  let path: string;
  const at = (name: string) => join(folder, name);
  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });

  before(() => {
    folder = makeFolder();
    path = at('review.case');
    const caseFile = openCase(path, { mode: 'write', create: true });
    addImage(caseFile, { name: 'a.png' });
    caseFile.close();
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', 'tsa.key', '-out', 'tsa.pem', '-subj', '/CN=Own time', '-days', '30'],
      ...['-addext', 'extendedKeyUsage=critical,timeStamping'],
      ...['-addext', 'keyUsage=critical,digitalSignature'],
    );
    const settings = ['serial = serial', 'default_policy = 1.2.3', 'digests = sha256'];
    writeFileSync(at('serial'), '01');
    writeFileSync(
      at('tsa.cnf'),
      ['[tsa]', 'default_tsa = t', '[t]', ...settings, 'signer_digest = sha256', ''].join('\n'),
    );
  });

  /** The authority's answer to a request. */
  function answer(request: string, response: string): void {
    openssl(
      ...['ts', '-reply', '-config', 'tsa.cnf', '-section', 't', '-queryfile', request],
      ...['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-out', response],
    );
  }

  async function stamp(...words: string[]) {
    const { code, stdout, stderr } = await scalescope(['case', 'stamp', path, ...words]);
    return { code, text: stdout.toString() + stderr };
  }

  test('writes a request, takes its answer, and verify tells since when the log is there', async () => {
    assert.equal((await stamp('--request', at('a.tsq'))).code, 0);
    answer('a.tsq', 'a.tsr');
    const without = await stamp('--response', at('a.tsr'));
    assert.match(without.text, /Give --tsa FILE: the certificates/);
    const foreign = await stamp('--response', at('a.tsr'), '--tsa', join(MADE, 'root.pem'));
    assert.match(foreign.text, /a\.tsr is not trusted: no certificate that was given vouches/);
    const taken = await stamp('--response', at('a.tsr'), '--tsa', at('tsa.pem'));
    assert.equal(taken.code, 0, taken.text);
    assert.match(taken.text, /entry 1 was there on 20\d\d-.*Z, by Own time/);
    const verified = await scalescope([
      ...['case', 'verify', path, '--no-originals', '--tsa', at('tsa.pem')],
    ]);
    const text = verified.stdout.toString();
    assert.match(
      text,
      /^vouched: entries 1 to 1: there on .*, by a time stamp of Own time \(whether a certificate was revoked was not checked\)$/m,
    );
    assert.match(text, /but OPEN: nobody who is trusted vouches for the log/); // when is not who
    const head = /^head (\w+)$/m.exec(text)![1]!;
    openssl('ts', '-verify', '-digest', head, '-in', 'a.tsr', '-CAfile', 'tsa.pem');
  });

  test('refuses an old answer, one of another case, and what is none', async () => {
    const other = at('other.case');
    const caseFile = openCase(other, { mode: 'write', create: true });
    addImage(caseFile, { name: 'b.png' });
    caseFile.close();
    await scalescope(['case', 'stamp', other, '--request', at('b.tsq')]);
    answer('b.tsq', 'b.tsr');
    const tsa = ['--tsa', at('tsa.pem')];
    const foreign = await stamp('--response', at('b.tsr'), ...tsa);
    assert.match(foreign.text, /has no request\. It answers a request of another case/);
    const [request] = readFileSync(anchorsPath(path), 'utf8').split('\n');
    const changed = { ...(JSON.parse(request!) as object), nonce: '4142434445464748' };
    copyFileSync(anchorsPath(path), at('kept'));
    writeFileSync(anchorsPath(path), `${JSON.stringify(changed)}\n`);
    const old = await stamp('--response', at('a.tsr'), ...tsa);
    assert.match(old.text, /does not repeat the number \(nonce\) of a request/);
    copyFileSync(at('kept'), anchorsPath(path));
    const none = await stamp('--response', at('tsa.pem'), ...tsa);
    assert.match(none.text, /tsa\.pem is not the answer of a time-stamping authority/);
    assert.match((await stamp()).text, /Give either --request FILE\.tsq/);
  });

  test('of a signed head keeps it good when its key is revoked later', async () => {
    const signed = at('signed.case');
    const key = generateKeyPairSync('ed25519').privateKey;
    const publicKey = publicKeyOf(key);
    const caseFile = openCase(signed, { mode: 'write', create: true });
    addImage(caseFile, { name: 'c.png' });
    signCase(caseFile, { key, name: 'Anna', statements: [] });
    const { der } = requestStamp(caseFile);
    caseFile.close();
    writeFileSync(at('head.tsq'), der);
    answer('head.tsq', 'head.tsr');
    const taken = await scalescope([
      ...['case', 'stamp', signed, '--response', at('head.tsr'), '--tsa', at('tsa.pem')],
    ]);
    assert.equal(taken.code, 0, taken.stderr);
    const [later, before] = [Date.now() + 3_600_000, Date.now() - 3_600_000].map((ms) =>
      new Date(ms).toISOString(),
    );
    const verified = async (revokedAt: string, ...words: string[]) => {
      const statements = [revocation(publicKey, key, revokedAt, 'copied')];
      const keys = { schema: KEYS_SCHEMA, keys: [{ name: 'Anna', publicKey }], statements };
      writeFileSync(at('anna.key'), JSON.stringify(keys));
      const { code, stdout } = await scalescope([
        ...['case', 'verify', signed, '--no-originals', '--trust', at('anna.key'), ...words],
      ]);
      return { code, text: stdout.toString() };
    };
    const tsa = ['--tsa', at('tsa.pem')];
    const good = await verified(later, ...tsa);
    assert.equal(good.code, 0, good.text);
    assert.match(
      good.text,
      /^vouched: entries 1 to 2: signed by Anna .*, before the key was revoked on .* \(copied\): a time stamp of Own time shows that the head was there on /m,
    );
    const late = await verified(before, ...tsa);
    assert.equal(late.code, 1);
    assert.match(
      late.text,
      /^OPEN: entries 1 to 2 are signed by Anna .* its time stamp is of .*, not from before/m,
    );
    // Without the authority nobody knows when it was signed.
    const untold = await verified(later);
    assert.match(untold.text, /^OPEN: .* no trusted time stamp of the head shows/m);
    assert.equal(untold.code, 1);
    // A thief says later that it was revoked later: the earliest holds.
    const [line] = [revocation(publicKey, key, later, 'no')].map((each) => JSON.stringify(each));
    appendFileSync(anchorsPath(signed), `${line}\n`);
    assert.equal((await verified(before, ...tsa)).code, 1);
    // The stamp is of that very head: of another one by the same key it is not.
    const text = readFileSync(anchorsPath(signed), 'utf8');
    const reader = openCase(signed, { mode: 'read' });
    const other = signHead(placeOf(reader), key, 'Anna', before);
    reader.close();
    const [first, ...rest] = text.split('\n');
    assert.match(first, /case-head@1/);
    writeFileSync(anchorsPath(signed), [JSON.stringify(other), ...rest].join('\n'));
    const replaced = await verified(later, ...tsa);
    assert.equal(replaced.code, 1);
    assert.match(
      replaced.text,
      /^anchor: The time stamp of .* is of a signed head of entry 2 that is not there: the head was altered or removed\.$/m,
    );
  });
});
