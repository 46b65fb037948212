import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../shared/base/errors.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import { keepSigned } from '../../../main/cases/anchor/keep-signed.ts';
import { anchorsPath, readAnchors } from '../../../main/cases/anchor/anchors-file.ts';
import { headsInText } from '../../../main/cases/anchor/signed-head.ts';
import { trustFrom } from '../../../main/commands/keys/run-trust.ts';
import { readTrust } from '../../../main/keys/key-files.ts';
import {
  keyFacts,
  keyPath,
  ownStatements,
  readKey,
  statementsPath,
} from '../../../main/keys/key-store.ts';
import { fingerprintOf, publicKeyOf, signatureOf } from '../../../main/keys/signature.ts';
import { revocation, rotation } from '../../../main/keys/statements.ts';
import { judgeOf } from '../../../main/keys/trust.ts';
import { readDetached } from '../../../main/report/detached.ts';
import { checkSignature, signReport } from '../../../main/report/sign.ts';
import { scalescope } from '../../support/capture.ts';
import { addImage, makeFolder, newCase } from '../cases/make-case.ts';

const dataHome = process.env['XDG_DATA_HOME'];
const at = (name: string) => join(folder, name);
let folder: string;

before(() => {
  folder = makeFolder();
  process.env['XDG_DATA_HOME'] = at('data');
});
after(() => {
  if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
  else process.env['XDG_DATA_HOME'] = dataHome;
});

/** Runs `key WORDS…`; what it printed. */
async function key(...words: string[]) {
  const { code, stdout, stderr } = await scalescope(['key', ...words]);
  return { code, text: stdout.toString(), stderr };
}

async function fingerprint(): Promise<string> {
  return (await keyFacts())!.fingerprint;
}

const skip = process.platform === 'linux' ? false : 'the folder of keys is elsewhere there';

suite('the key of a person', { skip }, () => {
  test('is none at first, which is told', async () => {
    for (const words of [['show'], ['export'], ['rotate'], ['revoke', '--reason', 'x']]) {
      const { code, stderr } = await key(...words);
      assert.equal(code, 2);
      assert.match(stderr, /There is no key in .* "scalescope key create" makes one/);
    }
  });

  test('of before, in PEM without its public half, keeps working', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const path = keyPath();
    await key('create');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    assert.match((await key('show')).text, new RegExp(fingerprintOf(publicKeyOf(privateKey))));
    const signed = await signReport({ schema: 'x' });
    assert.ok(checkSignature(signed));
    assert.equal(signed.signature.publicKey, publicKeyOf(privateKey));
  });

  test('gets a passphrase, without which nobody signs, changes it and loses it', async () => {
    const whole = await fingerprint();
    writeFileSync(at('one'), 'correct horse – ünïcode\nmore\n');
    writeFileSync(at('two'), 'another\n');
    const set = await key('passphrase', 'set', '--new-passphrase-file', at('one'));
    assert.equal(set.code, 0, set.stderr);
    assert.match(readFileSync(keyPath(), 'utf8'), /BEGIN ENCRYPTED PRIVATE KEY/);
    assert.equal(statSync(keyPath()).mode & 0o777, 0o600);
    assert.equal(await fingerprint(), whole);
    await assert.rejects(
      signReport({ schema: 'x' }),
      /has a passphrase; give it with --passphrase/,
    );
    const wrong = await key(...['passphrase', 'remove', '--passphrase-file', at('two')]);
    assert.match(wrong.stderr, /This is not the passphrase of the signing key/);
    const changed = await key(
      ...['passphrase', 'change', '--passphrase-file', at('one')],
      ...['--new-passphrase-file', at('two')],
    );
    assert.equal(changed.code, 0, changed.stderr);
    const caseFile = newCase();
    caseFile.close();
    const reported = await scalescope([
      ...['report', '--case', caseFile.path, '--sign', '--passphrase-file', at('two')],
      ...['-o', at('case.json')],
    ]);
    assert.equal(reported.code, 0, reported.stderr);
    const beside = readDetached(readFileSync(at('case.signature.json'), 'utf8'), 'it')!;
    assert.ok(checkSignature(beside), 'the signature of the files too');
    assert.equal(fingerprintOf(beside.signature.publicKey), whole);
    process.env['SCALESCOPE_PASSPHRASE_FILE'] = at('two');
    const removed = await key('passphrase', 'remove');
    delete process.env['SCALESCOPE_PASSPHRASE_FILE'];
    assert.equal(removed.code, 0, removed.stderr);
    assert.ok(checkSignature(await signReport({ schema: 'x' })));
    assert.equal(await fingerprint(), whole);
  });

  test('is replaced by another that both sign, and the old one is revoked by the new', async () => {
    const old = await fingerprint();
    await key('export', '-o', at('old.key'), '--name', 'Anna');
    const rotated = await key('rotate');
    assert.equal(rotated.code, 0, rotated.stderr);
    const next = await fingerprint();
    assert.notEqual(next, old);
    const [said] = await ownStatements();
    const judge = judgeOf(await readTrust([at('old.key')]), [said!]);
    const [before, later] = [new Date(0), new Date(Date.now() + 60_000)].map((d) =>
      d.toISOString(),
    );
    assert.equal(judge(said!.successor!, later!).state, 'trusted');
    assert.equal(judge(said!.key, before!).state, 'trusted');
    assert.equal(judge(said!.key, later!).state, 'retired');
    const revoked = await key('revoke', old.slice(0, 16), '--reason', 'lost with a laptop');
    assert.equal(revoked.code, 0, revoked.stderr);
    await key('export', '-o', at('new.key'));
    const knowing = judgeOf(await readTrust([at('new.key')]));
    assert.equal(knowing(said!.key, before!).state, 'revoked');
    assert.equal(knowing(said!.successor!, later!).state, 'trusted');
  });

  test('a rotation that was killed before the new key had its place is completed', async () => {
    const old = readFileSync(keyPath());
    const now = await fingerprint();
    assert.equal((await key('rotate')).code, 0);
    const next = await fingerprint();
    renameSync(keyPath(), `${keyPath()}.next`);
    writeFileSync(keyPath(), old);
    assert.equal(fingerprintOf(publicKeyOf((await readKey())!)), next);
    assert.ok(!existsSync(`${keyPath()}.next`));
    assert.notEqual(next, now);
  });

  test('that was revoked signs nothing, and another takes its place', async () => {
    await key('revoke', '--reason', 'shown on a screen');
    await assert.rejects(signReport({ schema: 'x' }), /was revoked on .* "scalescope key create"/);
    assert.match((await key('rotate')).stderr, /was revoked, so no other can take its place/);
    const made = await key('create');
    assert.equal(made.code, 0, made.stderr);
    assert.ok(checkSignature(await signReport({ schema: 'x' })));
  });

  test('is revoked on a line of its own, whatever was cut off before', async () => {
    const whole = await fingerprint();
    await key('export', '-o', at('before.key'));
    const file = statementsPath();
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"schema":"scalesc`);
    assert.equal((await key('revoke', '--reason', 'copied')).code, 0);
    const said = await ownStatements();
    assert.equal(fingerprintOf(said.at(-1)!.key), whole);
    const judge = judgeOf(await trustFrom({ trust: [at('before.key')] }));
    assert.equal(judge(said.at(-1)!.key, new Date(0).toISOString()).state, 'revoked');
    assert.equal((await key('create')).code, 0);
  });

  test('is trusted, listed, and no longer trusted', async () => {
    const whole = await fingerprint();
    assert.match((await key('list')).stderr, /You trust no key yet/);
    assert.match((await key('trust', 'own', '--name', 'me')).text, new RegExp(whole));
    assert.match((await key('list')).text, new RegExp(`^${whole}  me$`, 'm'));
    assert.equal((await key('untrust', whole.slice(0, 12))).code, 0);
    assert.match((await key('untrust', whole.slice(0, 12))).stderr, /of no key that you trust/);
  });

  test('that is taken out stays out, whatever rotations say, and the list tells what was said', async () => {
    const old = await fingerprint();
    const path = at('rotated.case');
    const caseFile = openCase(path, { mode: 'write', create: true });
    addImage(caseFile, { name: 'a.png' });
    caseFile.close();
    assert.equal((await scalescope(['case', 'sign', path])).code, 0);
    assert.equal((await key('trust', 'own', '--name', 'before')).code, 0);
    assert.equal((await key('rotate')).code, 0);
    const next = await fingerprint();
    const lines = (await key('list')).text;
    assert.match(lines, new RegExp(`^${old}  before\n  replaced by ${next.slice(0, 16)} on `, 'm'));
    assert.match(lines, new RegExp(`^${next}  trusted through another key$`, 'm'));
    assert.equal((await key('trust', 'own', '--name', 'after')).code, 0);
    // The case was signed by the old key, which its successor would bring back.
    const verify = () => scalescope(['case', 'verify', path, '--no-originals']);
    assert.equal((await verify()).code, 0);
    const out = await key('untrust', old);
    assert.match(out.text, /Nor through another key\. Still trusted: after \(key/);
    const { code, stdout } = await verify();
    assert.equal(code, 1);
    assert.match(stdout.toString(), /^OPEN: entries 1 to 2 are signed by .* which is not trusted/m);
    assert.match((await key('list')).text, new RegExp(`^${old}  taken out`, 'm'));
    assert.equal((await key('trust', 'own')).code, 0);
    await key('revoke', old, '--reason', 'lost', '--since', '2026-01-02');
    assert.match(
      (await key('revoke', next, '--reason', 'x', '--since', '2999-01-01')).stderr,
      /--since is a time/,
    );
    const own = at('own.json');
    assert.equal((await key('export', '-o', own)).code, 0);
    assert.equal((await key('trust', own)).code, 0);
    await key('untrust', next);
  });

  test('without a passphrase says that a file with one was not read', async () => {
    const path = at('plain.case');
    const caseFile = openCase(path, { mode: 'write', create: true });
    addImage(caseFile, { name: 'a.png' });
    caseFile.close();
    const words = ['case', 'sign', path, '--passphrase-file', at('nothing')];
    const { code, stderr } = await scalescope(words);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Your signing key has no passphrase, so --passphrase-file was not read\./);
  });

  test('keeps a case signed that it signed before, and no other', async () => {
    const path = at('kept.case');
    const open = () => openCase(path, { mode: 'write', create: true });
    let caseFile = open();
    addImage(caseFile, { name: 'a.png' });
    await keepSigned(caseFile);
    caseFile.close();
    assert.ok(!existsSync(anchorsPath(path)), 'nobody asked for it');
    assert.equal((await scalescope(['case', 'sign', path])).code, 0);
    caseFile = open();
    await keepSigned(caseFile);
    addImage(caseFile, { name: 'b.png' });
    caseFile.close();
    assert.equal(readAnchors(anchorsPath(path))!.heads.length, 2);
    const own = await fingerprint();
    const words = ['case', 'verify', path, '--no-originals', '--trust', own];
    const { code, stdout } = await scalescope(words);
    assert.equal(code, 0, stdout.toString());
  });
});

suite('trust', () => {
  const now = new Date().toISOString();
  const newKey = () => generateKeyPairSync('ed25519').privateKey;
  const [a, b, c] = [newKey(), newKey(), newKey()];
  const [pa, pb, pc] = [a, b, c].map(publicKeyOf) as [string, string, string];
  const trustIn = (publicKey: string) => ({
    keys: [{ fingerprint: fingerprintOf(publicKey), name: null }],
    statements: [],
  });

  test('goes along rotations, but not through a key that was revoked or replaced twice', () => {
    const chain = [rotation(a, b, now), rotation(b, c, now)];
    assert.equal(judgeOf(trustIn(pa), chain)(pc, now).state, 'trusted');
    const revoked = [...chain, revocation(pa, a, now, 'stolen')];
    assert.equal(judgeOf(trustIn(pa), revoked)(pb, now).state, 'unknown');
    const forked = [...chain, rotation(a, newKey(), now)];
    assert.equal(judgeOf(trustIn(pa), forked)(pb, now).state, 'unknown');
  });

  test('does not come back to a stolen key by what its thief says', () => {
    const past = new Date(0).toISOString();
    const known = [rotation(a, b, now), revocation(pa, b, now, 'stolen')];
    const thief = newKey();
    const forked = rotation(a, thief, past);
    const behind = rotation(thief, a, '2099-01-01T00:00:00.000Z');
    for (const publicKey of [pa, pb]) {
      const trust = { ...trustIn(publicKey), statements: known };
      for (const more of [[], [forked], [behind], [forked, behind]]) {
        const judge = judgeOf(trust, more);
        for (const at of [past, now]) {
          assert.equal(judge(pa, at).state, 'revoked');
          assert.equal(judge(publicKeyOf(thief), at).state, 'unknown');
        }
      }
      const retired = { ...trustIn(publicKey), statements: [rotation(a, b, now)] };
      assert.notEqual(judgeOf(retired, [forked])(pa, past).state, 'trusted');
      assert.equal(judgeOf(retired, [behind])(publicKeyOf(thief), now).state, 'unknown');
    }
    assert.equal(judgeOf(trustIn(pa), [rotation(a, b, now), forked])(pa, past).state, 'disputed');
    assert.equal(judgeOf(trustIn(pb), [rotation(a, b, now), forked])(pb, now).state, 'trusted');
  });

  test('is not moved by what others say of a key', () => {
    const claimed = { ...rotation(c, b, now), key: pa };
    assert.equal(judgeOf(trustIn(pa), [claimed])(pb, now).state, 'unknown');
    assert.equal(judgeOf(trustIn(pa), [revocation(pa, c, now, 'x')])(pa, now).state, 'trusted');
    const half = { ...rotation(a, b, now) };
    half.signatures = half.signatures.slice(0, 1);
    assert.equal(judgeOf(trustIn(pa), [half])(pb, now).state, 'unknown');
  });

  test('a short id is no key to trust, and a file that holds none is refused', async () => {
    await assert.rejects(readTrust(['0123456789abcdef']), /all 64 digits of its fingerprint/);
    const path = join(makeFolder(), 'x');
    for (const text of ['', '{}', '{"schema":"scalescope/keys@1","keys":[{}]}', '-----BEGIN X']) {
      writeFileSync(path, text);
      await assert.rejects(readTrust([path]), /is no file of public keys/);
    }
  });

  test('whatever stands in a file of keys, of anchors or in a text, only a sentence comes', async () => {
    const path = join(makeFolder(), 'x');
    const head = { schema: 'scalescope/case-head@1', signature: signatureOf({ a: 1 }, a) };
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant(JSON.stringify(head)),
      fc.string().map((each) => `-----BEGIN SCALESCOPE HEAD-----\nCase: ${each}\nEntry: ${each}`),
    );
    const property = fc.asyncProperty(text, async (each) => {
      writeFileSync(path, each);
      headsInText(each);
      readAnchors(path);
      try {
        await readTrust([path]);
      } catch (error) {
        assert.ok(error instanceof UserError);
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
