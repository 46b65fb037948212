import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { readOrMakeKey } from '../../../main/keys/key-store.ts';
import {
  detachedPath,
  readDetached,
  signDetached,
  verifyDetached,
} from '../../../main/report/detached.ts';

suite('a signature beside the files of a report', () => {
  let folder: string;
  let json: string;
  let keyId: string;
  const at = (name: string) => join(folder, name);
  const dataHome = process.env['XDG_DATA_HOME'];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-detached-'));
    process.env['XDG_DATA_HOME'] = folder; // the key goes there
    const files = ['r.json', 'r.pdf'].map((name) => ({ path: at(name), bytes: Buffer.from(name) }));
    for (const { path, bytes } of files) await writeFile(path, bytes);
    assert.equal(detachedPath(files.map(({ path }) => path)), at('r.signature.json'));
    const signed = signDetached(files, '2026-03-01T12:30:45.678Z', await readOrMakeKey());
    await writeFile(at('r.signature.json'), signed);
    json = await readFile(at('r.signature.json'), 'utf8');
    keyId = readDetached(json, 's.json')!.signature.keyId;
  });
  after(async () => {
    if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
    else process.env['XDG_DATA_HOME'] = dataHome;
    await rm(folder, { recursive: true, force: true });
  });

  const verified = async (text = json) => {
    const { ok, checks } = await verifyDetached(
      readDetached(text, 's.json')!,
      at('r.signature.json'),
      { required: true, keyId },
    );
    return [
      ok,
      ...checks.map((check) => (check.ok ? 'ok' : check.checked === false ? 'open' : 'wrong')),
    ];
  };

  test('names a file that was changed, one that is gone, and a hash that was', async () => {
    assert.deepEqual(await verified(), [true, 'ok', 'ok', 'ok']);
    await writeFile(at('r.pdf'), 'r.pdg');
    assert.deepEqual(await verified(), [false, 'ok', 'ok', 'wrong']);
    await rm(at('r.pdf'));
    assert.deepEqual(await verified(), [false, 'ok', 'ok', 'open']);
    await writeFile(at('r.pdf'), 'r.pdf');
    const { md5 } = readDetached(json, 's.json')!.files[0]!;
    const forged = json.replace(md5, md5.replace(/^./, md5.startsWith('0') ? '1' : '0'));
    assert.deepEqual(await verified(forged), [false, 'wrong', 'wrong', 'ok']);
  });

  test('names no file of another folder, and what is none is told', () => {
    const signed = JSON.parse(json) as { files: object[] };
    for (const name of ['../r.json', '..', '.', '/etc/passwd', 'a\\b', 'a\0', '']) {
      const files = [{ ...signed.files[0], name }];
      assert.throws(() => readDetached(JSON.stringify({ ...signed, files }), 's.json'), {
        code: 'invalid-argument',
        message: 's.json is not a valid scalescope/detached-signature@1.',
      });
    }
    for (const other of ['{', '{}', '[]', 'null', '{"schema": "scalescope/report@1"}']) {
      assert.equal(readDetached(other, 's.json'), null);
    }
  });
});
