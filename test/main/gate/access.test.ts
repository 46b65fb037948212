import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { callerOf } from '../../../main/gate/access/check-token.ts';
import { newToken, readTokens } from '../../../main/gate/access/token-file.ts';
import { scalescope } from '../../support/capture.ts';

/** What a token may send that has no rates. */
const UNLIMITED = { requestsPerMinute: undefined, bytesPerMinute: undefined };

let folder: string;
let file: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  file = join(folder, 'tokens.json');
});
after(() => rm(folder, { recursive: true }));

const token = (...words: string[]) => scalescope(['gate', 'token', ...words, '--tokens', file]);
const by = (given: string) => new Headers({ authorization: `Bearer ${given}` });

suite('tokens of the gate', () => {
  test('are made, shown once and kept as hashes for their owner alone', async () => {
    const { code, stdout } = await token('add', 'web');
    assert.equal(code, 0);
    const made = stdout.toString().trim();
    assert.match(made, /^sst_[\w-]{43}$/);
    const kept = await readFile(file, 'utf8');
    assert.doesNotMatch(kept, new RegExp(made));
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    const tokens = await readTokens(file);
    assert.deepEqual(callerOf(by(made), tokens), { name: 'web', rates: UNLIMITED });
    assert.deepEqual(callerOf(new Headers({ 'x-api-key': made }), tokens), {
      name: 'web',
      rates: UNLIMITED,
    });
    const list = await token('list');
    assert.match(list.stdout.toString(), /^web: made .*, holds until 20/);
  });

  test('of one name are replaced: both hold for a while, then the new one alone', async () => {
    const before = (await token('rotate', 'web')).stdout.toString().trim();
    const now = (await token('rotate', 'web', '--overlap', '1h')).stdout.toString().trim();
    const tokens = await readTokens(file);
    for (const each of [before, now])
      assert.deepEqual(callerOf(by(each), tokens), { name: 'web', rates: UNLIMITED });
    const later = new Date(Date.now() + 2 * 3_600_000);
    const caller = callerOf(by(before), tokens, later);
    assert.ok('refused' in caller && caller.refused === 'expired');
    assert.match(caller.why, /\(web\) expired at/);
    assert.deepEqual(callerOf(by(now), tokens, later), { name: 'web', rates: UNLIMITED });
  });

  test('of others are left alone by a revocation', async () => {
    const other = (await token('add', 'batch', '--expires', 'never')).stdout.toString().trim();
    assert.equal((await token('revoke', 'web')).code, 0);
    const tokens = await readTokens(file);
    assert.deepEqual(
      tokens.map(({ name }) => name),
      ['batch'],
    );
    assert.deepEqual(callerOf(by(other), tokens), { name: 'batch', rates: UNLIMITED });
  });

  test('have rates that they are given, and that a new one keeps', async () => {
    const rates = ['--requests', '600', '--bytes', '1000000'];
    const limited = await token('limit', 'batch', ...rates);
    assert.match(
      limited.stderr,
      /batch may send 600 requests and 1000000 bytes of images a minute/,
    );
    const now = (await token('rotate', 'batch')).stdout.toString().trim();
    const due = { requestsPerMinute: 600, bytesPerMinute: 1_000_000 };
    const caller = callerOf(by(now), await readTokens(file));
    assert.deepEqual(caller, { name: 'batch', rates: due });
    const list = JSON.parse((await token('list', '--json')).stdout.toString()) as object[];
    assert.partialDeepStrictEqual(list.at(-1), { name: 'batch', ...due });
    await token('limit', 'batch', '--requests', '5');
    const { stdout } = await token('list');
    assert.match(stdout.toString(), /^batch: .*, may send 5 requests a minute\.$/m);
    assert.equal((await token('limit', 'nobody')).code, 2);
  });

  test('that are wrong, expired or missing are refused, each with why', () => {
    const { token: made, stored } = newToken('a', new Date(0));
    const refused = (headers: Headers) => {
      const caller = callerOf(headers, [stored]);
      return 'refused' in caller ? caller.refused : null;
    };
    assert.equal(refused(by(made)), 'expired');
    assert.equal(refused(by(`${made}x`)), 'unknown');
    const odd = { ...stored, expiresAt: '2027-01-31T12:00:00.000+01' }; // no time by Date.parse
    const caller = callerOf(by(made), [odd]);
    assert.ok('refused' in caller && caller.refused === 'expired');
    for (const headers of [
      {},
      { authorization: 'Basic YTpi' },
      { authorization: 'Bearer' },
      { 'x-api-key': ' ' },
    ]) {
      assert.equal(refused(new Headers(headers as Record<string, string>)), 'missing');
    }
  });

  test('whose time is none are not read', async () => {
    const { stored } = newToken('odd', null);
    const odd = { ...stored, expiresAt: '2027-01-31T12:00:00.000+01' };
    const path = join(folder, 'odd.json');
    const schema = 'scalescope/gate-tokens@1';
    await writeFile(path, JSON.stringify({ schema, tokens: [odd] }));
    await assert.rejects(readTokens(path), { message: /a time such as .*expiresAt/ });
  });

  test('are refused as commands that make no sense', async () => {
    const cases: [string[], RegExp][] = [
      [['add', 'batch'], /has a token of batch; use gate token rotate/],
      [['add', 'a/b'], /a name of letters/],
      [['add', 'c', '--expires', 'soon'], /a time such as 90d or 12h/],
      [['revoke', 'nobody'], /has no token of nobody/],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await token(...words);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    await writeFile(file, '{"schema": "scalescope/gate-tokens@1", "tokens": [{"name": "a"}]}');
    assert.match(
      (await token('list')).stderr,
      /tokens\.json, line 1: tokens\[0\]\.sha256 is missing/,
    );
  });
});

suite('the gate does not start', () => {
  const gate = (...words: string[]) => scalescope(['gate', '--port', '0', ...words]);
  const cases: [string, () => string[], RegExp][] = [
    [
      'beyond loopback without tokens',
      () => ['--host', '0.0.0.0'],
      /does not listen on 0\.0\.0\.0.* without tokens/,
    ],
    ['beyond loopback without TLS', () => ['--host', '::', '--tokens', file], /without TLS/],
    ['with half of TLS', () => ['--tls-cert', file], /need each other/],
    [
      'with a policy that is not there',
      () => ['--policy', join(folder, 'none.json')],
      /none\.json does not exist/,
    ],
    [
      'with an address that cannot be allowed',
      () => ['--allow-address', 'storage'],
      /storage cannot be allowed/,
    ],
  ];
  for (const [title, words, message] of cases) {
    test(title, async () => {
      const { code, stderr } = await gate(...words());
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }

  test('with a file without tokens', async () => {
    await writeFile(file, '{"schema": "scalescope/gate-tokens@1", "tokens": []}');
    assert.match((await gate('--tokens', file)).stderr, /has no token, so nobody could ask/);
  });
});
