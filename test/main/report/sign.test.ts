import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { UserError } from '../../../shared/base/errors.ts';
import type { Report } from '../../../shared/report/report.ts';
import { checkSignature, keyPath, signReport } from '../../../main/report/sign.ts';

const report = { schema: 'scalescope/report@1', summary: ['one'], limits: [] } as unknown as Report;

suite('signatures of reports', () => {
  let folder: string;
  let key: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-sign-'));
    key = join(folder, 'data', 'key.pem');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('hold for what was signed, in any order of fields, and for nothing else', async () => {
    const signed = await signReport(report, key);
    assert.ok(checkSignature(signed));
    const turned = Object.fromEntries(Object.entries(signed).reverse()) as typeof signed;
    assert.ok(checkSignature(turned));
    assert.ok(!checkSignature({ ...signed, summary: ['two'] }));
    const other = { ...signed.signature, keyId: '0'.repeat(16) };
    assert.ok(!checkSignature({ ...signed, signature: other }));
    const nonsense = { ...signed.signature, publicKey: 'AAAA', value: '' };
    assert.ok(!checkSignature({ ...signed, signature: nonsense }));
  });

  test('use one key, made once, that nobody else can read', async () => {
    const [a, b] = await Promise.all([signReport(report, key), signReport(report, key)]);
    assert.equal(a.signature.keyId, b.signature.keyId);
    assert.match(await readFile(key, 'utf8'), /BEGIN PRIVATE KEY/);
    if (process.platform !== 'win32') assert.equal((await stat(key)).mode & 0o777, 0o600);
  });

  test('a file that is no key is not overwritten', async () => {
    const wrong = join(folder, 'wrong.pem');
    await writeFile(wrong, 'precious');
    await assert.rejects(signReport(report, wrong), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /is not an Ed25519 key/);
      return true;
    });
    assert.equal(await readFile(wrong, 'utf8'), 'precious');
  });

  test('the key is kept where the system keeps what belongs to a person', () => {
    assert.equal(
      keyPath({ XDG_DATA_HOME: join('/', 'data') }, 'linux'),
      join('/', 'data', 'scalescope', 'signing-key.pem'),
    );
    assert.match(keyPath({}, 'darwin'), /Application Support/);
  });
});
