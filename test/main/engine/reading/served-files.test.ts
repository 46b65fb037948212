/** What a host reads for an engine, and what it refuses to one that was taken over. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_CRAFT_SETTINGS } from '../../../../shared/craft/craft-settings.ts';
import { askedFiles, PIECE_BYTES } from '../../../../main/engine/reading/asked-files.ts';
import { ownFiles } from '../../../../main/engine/reading/files.ts';
import { ServedFiles } from '../../../../main/engine/reading/served-files.ts';
import { readFilesOf, writtenFilesOf } from '../../../../main/engine/pool/named-files.ts';
import { writeOrdered } from '../../../../main/engine/write/ordered-files.ts';
import { makeFolder, sourceOf } from '../make.ts';

const folder = makeFolder();
const path = join(folder, 'file.bin');
const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
writeFileSync(path, bytes);
const large = join(folder, 'large.bin');
const largeBytes = Buffer.alloc(PIECE_BYTES * 2 + 77, 'ab');
writeFileSync(large, largeBytes);
const kind = { maxBytes: Infinity };

/** An engine's files, whose host lets it read `allowed`; messages cross as they do between processes. */
function connect(...allowed: string[]) {
  const served = new ServedFiles();
  const ask = async (question: unknown) =>
    structuredClone(await served.answer(structuredClone(question), allowed));
  return { served, ask, files: askedFiles(ask, null, ownFiles) };
}

test('a file that the task names is read whole, in one piece or in several', async () => {
  const { files } = connect(path, large);
  assert.ok((await files.read(path, 'file.bin', kind)).equals(bytes));
  assert.ok((await files.read(large, 'large.bin', kind)).equals(largeBytes));
  assert.equal((await files.stat(path))?.bytes, 1000);
});

test('it is read bit by bit', async () => {
  const { files } = connect(large);
  const file = await files.open(large, 'large.bin', kind);
  assert.equal(file.size, largeBytes.length);
  assert.ok((await file.read(7, 11)).equals(largeBytes.subarray(7, 18)));
  assert.ok((await file.read(5, file.size)).equals(largeBytes.subarray(5)));
  assert.equal((await file.read(file.size, 10)).length, 0);
  await file.close();
  await assert.rejects(file.read(0, 1), { code: 'not-found' });
});

test('what is wrong with it is told as to anybody', async () => {
  const missing = join(folder, 'none');
  mkdirSync(join(folder, 'folder'), { recursive: true });
  const { files } = connect(missing, join(folder, 'folder'), path);
  await assert.rejects(files.read(missing, 'none', kind), {
    code: 'not-found',
    message: 'none does not exist',
  });
  await assert.rejects(files.read(join(folder, 'folder'), 'folder', kind), { code: 'unreadable' });
  await assert.rejects(files.read(path, 'x', { maxBytes: 10, help: 'raise it' }), {
    code: 'too-large',
    remedy: 'raise it',
  });
  assert.equal(await files.stat(missing), null);
});

test('any other file is refused, and so is what lies around', async () => {
  const { files } = connect(`${path}!/a.zip!/b.png`);
  const refused = { code: 'unreadable', message: 'The task does not name that file' };
  for (const other of [large, '/etc/passwd', folder, `${path}/../large.bin`, '', 'file.bin']) {
    await assert.rejects(files.read(other, 'x', kind), refused, other);
    await assert.rejects(files.stat(other), refused, other);
  }
  // The files on the way down may be read: one of them holds the others.
  assert.equal((await files.read(path, 'x', kind)).length, 1000);
});

test('an engine has few files open, and none once it has ended', async () => {
  const { files, served } = connect(path);
  const opened = [];
  for (let i = 0; i < 8; i++) opened.push(await files.open(path, 'x', kind));
  await assert.rejects(files.open(path, 'x', kind), { code: 'busy' });
  await opened[0]!.close();
  await files.open(path, 'x', kind);
  await served.close();
  await assert.rejects(opened[1]!.read(0, 1), { code: 'not-found' });
});

test('however much is asked at once, few files are open and few questions wait', async () => {
  const { served } = connect();
  const question = { op: 'open', path, name: 'x', kind: { maxBytes: 1e9 }, isRead: false };
  const answers = await Promise.all(
    Array.from({ length: 500 }, () => served.answer(question, [path])),
  );
  assert.equal(answers.filter((answer) => 'size' in answer).length, 8);
  assert.equal(served.waiting, 0);
  await served.close();
});

test('no question is looked at before the answer to the one before is gone', async () => {
  const { served } = connect();
  const sent = Promise.withResolvers<undefined>();
  const stat = { op: 'stat', path };
  const first = served.answer(stat, [path], () => sent.promise);
  let isAnswered = false;
  const second = served.answer(stat, [path]).then(() => (isAnswered = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(isAnswered, false);
  sent.resolve(undefined);
  await Promise.all([first, second]);
});

test('a file that is being opened when its engine ends is closed', async () => {
  const { served } = connect();
  const question = { op: 'open', path, name: 'x', kind: { maxBytes: 1e9 }, isRead: false };
  const late = served.answer(question, [path]);
  await served.close();
  assert.deepEqual(await late, {
    error: {
      code: 'cancelled',
      message: 'The engine has ended',
      fact: 'The engine has ended',
      remedy: '',
    },
  });
});

test('whatever is asked is answered', async () => {
  const { served } = connect();
  const odd = fc.oneof(
    fc.anything(),
    fc.record({
      op: fc.constantFrom('stat', 'open', 'read', 'close', '__proto__'),
      path: fc.oneof(fc.constant(path), fc.string(), fc.anything()),
      name: fc.anything(),
      kind: fc.oneof(fc.constant(kind), fc.anything()),
      isRead: fc.boolean(),
      handle: fc.oneof(fc.integer(), fc.anything()),
      at: fc.oneof(fc.integer(), fc.double()),
      length: fc.oneof(fc.integer(), fc.double()),
    }),
  );
  await fc.assert(
    fc.asyncProperty(odd, async (question) => {
      const answer = await served.answer(question, []);
      assert.ok('error' in answer);
    }),
  );
});

test('a task names what it reads and what is written for it', () => {
  const order = {
    decoy: sourceOf('/decoy.png', 'd'),
    payloads: [
      { image: sourceOf('/payload.png', 'p'), view: { pipeline: 'x' }, at: null },
      {
        text: { text: 'hi', font: '/font.ttf', sizePx: null, ink: null, paper: null },
        ...{ view: { pipeline: 'x' }, at: null },
      },
    ],
    ...{ settings: DEFAULT_CRAFT_SETTINGS, mask: sourceOf('/mask.png', 'm') },
    ...{ jpegQuality: null, output: '/out.png' },
  };
  const craft = { kind: 'craft' as const, input: { order } };
  assert.deepEqual(readFilesOf(craft), ['/decoy.png', '/mask.png', '/payload.png', '/font.ttf']);
  assert.deepEqual(writtenFilesOf(craft), ['/out.craft.json', '/out.png']);
  const exposure = { source: { width: 9, height: 9 }, target: null };
  assert.deepEqual(readFilesOf({ kind: 'exposure', input: exposure }), []);
  const hash = { kind: 'hash' as const, input: { source: sourceOf('/a.png', 'a') } };
  assert.deepEqual([readFilesOf(hash), writtenFilesOf(hash)], [['/a.png'], []]);
});

test('a file that nobody ordered is not written', async () => {
  const other = join(folder, 'other.png');
  const made = { told: 1, files: [{ path: other, bytes }] };
  await assert.rejects(writeOrdered(made, [path]), { code: 'internal' });
  assert.equal(await ownFiles.stat(other), null);
  assert.equal(await writeOrdered(made, [other]), 1);
  assert.equal((await ownFiles.stat(other))?.bytes, 1000);
});

test('files that were ordered and not made, or twice, or in another order, are not told as written', async () => {
  const [first, second] = ['first.png', 'second.png'].map((name) => join(folder, name));
  const file = (at: string) => ({ path: at, bytes });
  for (const made of [
    ...[null, 7, {}, { told: 1 }, { told: 1, files: [] }, { told: 1, files: { length: 2 } }],
    { told: 1, files: [file(first)] },
    { told: 1, files: [file(second), file(first)] },
    { told: 1, files: [file(first), file(first)] },
    { told: 1, files: [file(first), file(second), file(second)] },
    { told: 1, files: [file(first), null] },
    { told: 1, files: [file(first), { path: second, bytes: 5 }] },
    { told: 1, files: [file(first), { path: second, bytes: ['x'] }] },
  ]) {
    await assert.rejects(writeOrdered(made as never, [first, second]), {
      ...{ name: 'UserError', code: 'internal' },
    });
  }
  assert.equal(await ownFiles.stat(first), null);
  assert.equal(
    await writeOrdered({ told: 1, files: [file(first), file(second)] }, [first, second]),
    1,
  );
});
