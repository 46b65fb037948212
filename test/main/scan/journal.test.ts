/** What a journal keeps of a scan that was killed, and what it refuses to go on with. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { Journal } from '../../../main/scan/journal.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { errorFinding } from '../../../shared/analyze/analyze.ts';
import type { ErrorCode } from '../../../shared/base/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const newPath = () => join(folder, `${++count}.jsonl`);

function recordOf(
  file: string,
  modifiedMs = 1.25,
  message = 'm',
  code: ErrorCode = 'decode-failed',
): ScanRecord {
  const finding = errorFinding(file, { code, message }, { version: '1', elapsedMs: 2 });
  return { ...finding, stat: { bytes: 3, modifiedMs } };
}
const filesIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as ScanRecord).file);
const making = { version: '1', settings: 'as ever' };

test('a record is in the file as soon as it is appended', async () => {
  const path = newPath();
  const journal = await Journal.create(path, making);
  await journal.append(recordOf('a'));
  assert.deepEqual(filesIn(path), ['a']);
  await journal.close(['a']);
});

test('a line that was cut short is dropped and the rest is found again', async () => {
  for (const torn of ['{"schema":"scale', '\u20ac'.slice(0, 1), '{}']) {
    const path = newPath();
    const before = await Journal.create(path, making);
    await before.append(recordOf('a'));
    await before.append(recordOf('b', 1.25, 'x\u2028\n€'));
    await before.close(['a', 'b']);
    const whole = readFileSync(path);
    appendFileSync(path, torn);
    const journal = await Journal.resume(path, making);
    const stat = { bytes: 3, modifiedMs: 1.25 };
    assert.deepEqual(await journal.find('b', stat), recordOf('b', 1.25, 'x\u2028\n€'));
    assert.equal(await journal.find('c', stat), null);
    await journal.close(['a', 'b']);
    assert.deepEqual(readFileSync(path), whole);
  }
});

test('the finding of a file that has changed does not count and makes way for the new one', async () => {
  const path = newPath();
  const before = await Journal.create(path, making);
  for (const file of ['a', 'b']) await before.append(recordOf(file));
  await before.close(['a', 'b']);
  const journal = await Journal.resume(path, making);
  assert.equal(await journal.find('a', { bytes: 3, modifiedMs: 1.5 }), null);
  assert.equal(await journal.find('a', { bytes: 4, modifiedMs: 1.25 }), null);
  assert.equal(await journal.find('a', null), null);
  await journal.append(recordOf('a', 1.5));
  await journal.close(['a', 'b']);
  assert.deepEqual(filesIn(path), ['a', 'b']);
  assert.match(readFileSync(path, 'utf8'), /"modifiedMs":1\.5\D/);
});

test('a failure that may have passed does not count, one that the bytes lead to does', async () => {
  const path = newPath();
  const stat = { bytes: 3, modifiedMs: 1.25 };
  const permanent: ErrorCode[] = ['decode-failed', 'unsupported-format'];
  const passing: ErrorCode[] = [
    'engine-crashed',
    'not-found',
    'unreadable',
    'too-large',
    'internal',
  ];
  const before = await Journal.create(path, making);
  for (const code of [...permanent, ...passing])
    await before.append(recordOf(code, 1.25, 'm', code));
  await before.close([]);
  const journal = await Journal.resume(path, making);
  for (const code of permanent) assert.notEqual(await journal.find(code, stat), null, code);
  for (const code of passing) assert.equal(await journal.find(code, stat), null, code);
  await journal.close([]);
});

test('what a line tells already is known, also of failures that are tried again', async () => {
  const journal = await Journal.create(newPath(), making);
  await journal.append(recordOf('a', 1.25, 'm', 'too-large'));
  assert.equal(await journal.tells(recordOf('a', 1.25, 'm', 'too-large')), true);
  assert.equal(await journal.tells(recordOf('a', 1.5, 'm', 'too-large')), false);
  assert.equal(await journal.tells(recordOf('b', 1.25, 'm', 'too-large')), false);
  const examined = { ...recordOf('a'), verdict: 'clean', error: null } as const;
  assert.equal(await journal.tells(examined), false);
  await journal.close(['a']);
});

test('the lines end in the order of the list, and those of other files stay before them', async () => {
  const path = newPath();
  const journal = await Journal.create(path, making);
  for (const file of ['c', 'other', 'a', 'b']) await journal.append(recordOf(file));
  await journal.close(['a', 'b', 'never reached', 'c']);
  assert.deepEqual(filesIn(path), ['other', 'a', 'b', 'c']);
});

test('a file that is there is not written over, and one that is no journal not gone on with', async () => {
  const path = newPath();
  writeFileSync(path, 'my notes\n');
  await assert.rejects(Journal.create(path, making), {
    code: 'invalid-argument',
    message: /--resume/,
  });
  await assert.rejects(Journal.resume(path, making), {
    code: 'invalid-argument',
    message: /is not a list of findings \(at byte 0\)/,
  });
  assert.equal(readFileSync(path, 'utf8'), 'my notes\n');
  const other = newPath();
  const journal = await Journal.create(other, making);
  await journal.append(recordOf('a'));
  await journal.close(['a']);
  const before = readFileSync(other);
  for (const [changed, message] of [
    [{ version: '2' }, /was made by version 1, but this is 2\. Choose another name/],
    [{ settings: 'otherwise' }, /other options .* or a file that they name has changed/],
  ] as const) {
    await assert.rejects(Journal.resume(other, { ...making, ...changed }), { message });
  }
  assert.deepEqual(readFileSync(other), before);
});

test('a device is refused, because nothing could be found again in it', async () => {
  if (process.platform === 'win32') return;
  await assert.rejects(Journal.create('/dev/null', making), { message: /not a regular file/ });
});
