/** Files that a person names and that are none, or have no end: a sentence with the name, and soon. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { run } from '../../../main/cli.ts';
import { signReport } from '../../../main/report/sign.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import { scalescope } from '../../support/capture.ts';

const DRUM = 'test/samples/drum-299.png';
const CRAFT = ['craft', '--decoy', 'test/samples/dandelion.jpg'];

/** A command that hangs fails by it. */
const timeout = 120_000;

let folder: string;
const at = (name: string) => join(folder, name);

/** Bytes that are too many: of images those above their limit, for a case has their hash; else more than fit into a buffer. */
function hugeOf(path: string): number {
  return path.endsWith('.png') ? DEFAULT_DECODE_LIMITS.maxBytes + 1 : 3 * 1024 ** 3;
}

/** What a path may hold that is no file that can be read, or far too much of one. */
const KINDS: Record<string, (path: string) => unknown> = {
  pipe: (path) => execFileSync('mkfifo', [path]),
  folder: (path) => mkdir(path),
  empty: (path) => writeFile(path, ''),
  endless: (path) => symlink('/dev/zero', path),
  huge: (path) => writeFile(path, '').then(() => truncate(path, hugeOf(path))),
  garbage: (path) => writeFile(path, Buffer.from([0, 255, 10, 200, 13, 10, 1])),
};

function classifier(name: string, files: { model: string; labels: string | string[] }) {
  const input = { layout: 'nchw', order: 'rgb', divisor: 1, mean: [0, 0, 0], std: [1, 1, 1] };
  const size = { width: 8, height: 8 };
  const schema = 'scalescope/classifier@1';
  const more = { id: 'own/odd', title: 'Own', pipeline: 'opencv/linear', size, input };
  return writeFile(at(name), JSON.stringify({ schema, ...more, output: 'logits', ...files }));
}

/** What is read as it, under which name, and the command that reads it. */
const READERS: [what: string, file: string, args: (path: string) => string[]][] = [
  ['a pipeline', 'own.json', (path) => ['inspect', DRUM, '-p', path]],
  ['a classifier', 'labels.json', (path) => ['inspect', DRUM, '--labels', path]],
  ['a list of labels', 'l.txt', () => ['inspect', DRUM, '--labels', at('of-labels.json')]],
  ['a model', 'm.onnx', () => ['inspect', DRUM, '--labels', at('of-model.json')]],
  ['a report', 'report.json', (path) => ['verify', path]],
  ['an exported case', 'lines.jsonl', (path) => ['case', 'import', path, at('new.case')]],
  ['a case', 'odd.case', (path) => ['case', 'info', path]],
  ['findings', 'f.jsonl', (path) => ['scan', DRUM, '--jobs', '1', '--jsonl', path, '--resume']],
  ['a payload', 'p.png', (path) => [...CRAFT, '--payload', path, '-o', at('out.png')]],
  ['a mask', 'k.png', (path) => [...CRAFT, '--payload', DRUM, '--mask', path, '-o', at('out.png')]],
  ['a font', 'f.ttf', (path) => [...CRAFT, '--text', 'Hi', '--font', path, '-o', at('out.png')]],
  [
    'an image of a case',
    'i.png',
    (path) => ['scan', path, '--case', at('scanned.case'), '--jobs', '1'],
  ],
];

/** What is as good as any: a scan that begins, a folder without images, names in odd letters. */
const FINE = new Set([
  'findings: empty',
  'an image of a case: folder',
  'a list of labels: garbage',
]);

const skip = process.platform === 'win32' && 'pipes and devices are no files there';

describe('a file that is none', { skip }, () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-odd-'));
    await classifier('of-labels.json', { model: 'm.onnx', labels: 'l.txt' });
    await classifier('of-model.json', { model: 'm.onnx', labels: ['a', 'b', 'c'] });
  });
  after(() => rm(folder, { recursive: true }));

  /** Calls `use` with the path of a file of each kind. */
  async function eachKind(name: string, use: (path: string, kind: string) => Promise<void>) {
    for (const [kind, make] of Object.entries(KINDS)) {
      await rm(at(name), { recursive: true, force: true });
      await make(at(name));
      await use(at(name), kind);
    }
  }

  for (const [what, file, argsOf] of READERS) {
    test(`as ${what} is told of by its name`, { timeout }, () =>
      eachKind(file, async (path, kind) => {
        const { code, stdout, stderr } = await scalescope(argsOf(path));
        const said = `${kind}: ${String(stdout)}${stderr}`;
        if (FINE.has(`${what}: ${kind}`)) return;
        assert.equal(code, 2, said);
        assert.ok(said.includes(basename(path)), said);
        assert.doesNotMatch(said, /internal|Error:|\bE(?!RROR)[A-Z]{4,}\b|undefined|\bnull\b/);
      }),
    );
  }

  test('as a signing key is told of by its name', { timeout }, () =>
    eachKind('key.pem', async (path, kind) => {
      await assert.rejects(signReport({}, path), (error) => {
        assert.ok(error instanceof UserError, kind);
        assert.ok(error.message.startsWith(path), error.message);
        return true;
      });
    }),
  );

  test(
    'in the place of an output and its certificate is left there, and told of',
    { timeout },
    async () => {
      await mkdir(at('in'));
      await mkdir(at('out'));
      await copyFile('test/samples/decode/rgb8.png', at('in/a.png'));
      for (const name of ['out/a.png', 'out/a.certificate.json']) {
        execFileSync('mkfifo', [at(name)]);
      }
      const args = ['sanitize', at('in'), '-o', at('out'), '--no-matrix', '--certificate'];
      const { code, stderr } = await scalescope(args);
      assert.equal(code, 2);
      assert.match(stderr, /^scalescope: a\.png: a\S+ cannot be written: it is a device or pipe/);
    },
  );
});

describe('standard input without an end', { timeout }, () => {
  /** Chunks until whoever reads has had enough. */
  const endless = () => Readable.from(forever(Buffer.alloc(1024 ** 2, 97)));
  const limited = ['--max-bytes', '3000000'];
  const commands: [args: string[], message: RegExp][] = [
    [['inspect', '-', ...limited], /standard input has more bytes .* 3000000; .*--max-bytes/],
    [['sanitize', '-', '-o', 'x.png', ...limited], /standard input has more bytes/],
    [['scan', '-'], /The list of paths has more bytes than the limit of \d+/],
    [
      ['case', 'import', '-', join(tmpdir(), 'scalescope-none.case')],
      /standard input is not a list/,
    ],
  ];
  for (const [args, message] of commands) {
    test(`ends ${args.slice(0, 2).join(' ')} with a sentence`, async () => {
      const stdout = new PassThrough().resume();
      const stderr = new PassThrough();
      const code = await run(args, { stdin: endless(), stdout, stderr });
      assert.equal(code, 2);
      assert.match(String(stderr.read()), message);
    });
  }
});

function* forever(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk;
}
