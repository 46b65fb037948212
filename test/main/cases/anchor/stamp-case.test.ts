/** Time stamps of a case with a real authority: that of OpenSSL. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { anchorsPath } from '../../../../main/cases/anchor/anchors-file.ts';
import { openCase } from '../../../../main/cases/store/case-file.ts';
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
    assert.match(text, /^vouched: entries 1 to 1: there on .*, by a time stamp of Own time$/m);
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
});
