/** Each writer on a disk that is full in the middle of it, and on one that takes nothing. */
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scalescope } from '../../support/capture.ts';
import { onSmallDisk } from '../../support/small-disk.ts';
import { addImage, newCase } from '../cases/make-case.ts';
import { assertSentence, linesIn, type Row, type Work } from './row.ts';

/** Of two pages of memory: no output fits. */
const TINY = 8192;
const ROOM = 16e6;

interface Writer {
  name: string;
  /** The command that writes `output`, which is on the disk. */
  argv(output: string, work: Work): string[];
  file: string;
  /** What else it leaves once it succeeds. */
  beside?: string[];
  /** Of the disk; default: so little that nothing fits. */
  bytes?: number;
  isHeavy?: true;
}

const image = ({ images }: Work) => join(images, '0.png');

/** A case of a hundred images, which exports to more than the disk has. */
function makeCase(work: Work): string {
  const caseFile = newCase(work.at('made.case'));
  for (let i = 0; i < 100; i++) addImage(caseFile, { name: `${i}.png` });
  caseFile.close();
  return caseFile.path;
}

const VIEW = ['-p', 'opencv/nearest', '-s', '12'];

const WRITERS: Writer[] = [
  {
    name: 'resize -o',
    file: 'view.png',
    argv: (out, work) => ['resize', image(work), '-p', 'opencv/linear', '-s', '90x80', '-o', out],
  },
  {
    name: 'decode -o',
    file: 'array.npy',
    argv: (out, work) => ['decode', image(work), '--loader', 'pillow/convert-rgb', '-o', out],
  },
  {
    name: 'sanitize -o',
    file: 'clean.png',
    isHeavy: true,
    argv: (out, work) => ['sanitize', image(work), ...VIEW, '-o', out],
  },
  {
    name: 'craft -o',
    file: 'attack.png',
    beside: ['attack.craft.json'],
    argv: (out, work) => {
      const pictures = ['--decoy', image(work), '--payload', join(work.images, '1.png')];
      return ['craft', ...pictures, ...VIEW, '-o', out];
    },
  },
  {
    name: 'report -o .html',
    file: 'report.html',
    isHeavy: true,
    argv: (out, work) => ['report', image(work), '-o', out],
  },
  {
    name: 'report -o .json',
    file: 'report.json',
    isHeavy: true,
    argv: (out, work) => ['report', image(work), '-o', out],
  },
  {
    name: 'inspect --out',
    file: 'pictures',
    isHeavy: true,
    argv: (out, work) => [
      'inspect',
      image(work),
      '-p',
      'opencv/linear',
      '-s',
      '90x80',
      '--out',
      out,
    ],
  },
  {
    name: 'case export',
    file: 'lines.jsonl',
    argv: (out, work) => ['case', 'export', makeCase(work), '-o', out],
  },
  {
    name: 'case backup',
    file: 'copy.case',
    argv: (out, work) => ['case', 'backup', makeCase(work), '-o', out],
  },
];

const full = (writer: Writer): Row => ({
  when: 'the disk is full in the middle of',
  meets: writer.name,
  isHeavy: writer.isHeavy,
  run: (work, t) =>
    onSmallDisk(t, writer.bytes ?? TINY, async (disk) => {
      const argv = writer.argv(join(disk.path, writer.file), work);
      const { code, stderr } = await scalescope(argv);
      assert.equal(code, 2, stderr);
      assertSentence(stderr, /^scalescope: .* cannot be written: the disk is full/m);
      assert.deepEqual(leftOn(disk.path), [], 'nothing half-written stays');
      disk.resize(ROOM);
      const again = await scalescope(argv);
      assert.ok(again.code === 0 || again.code === 1, again.stderr);
      assert.deepEqual(
        readdirSync(disk.path).sort(),
        [writer.file, ...(writer.beside ?? [])].sort(),
      );
    }),
});

/** Files on the disk; a folder for pictures may be there, with nothing in it. */
function leftOn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name);
}

const readOnly = (writer: Writer): Row => ({
  when: 'the disk is read-only for',
  meets: writer.name,
  isHeavy: writer.name === 'resize -o' ? undefined : true,
  run: (work, t) =>
    onSmallDisk(t, ROOM, async (disk) => {
      const argv = writer.argv(join(disk.path, writer.file), work);
      disk.protect();
      const { code, stderr } = await scalescope(argv);
      assert.equal(code, 2, stderr);
      assertSentence(
        stderr,
        /^scalescope: .*(?:is not permitted|read-only|may not use|not be created)/m,
      );
      assert.deepEqual(readdirSync(disk.path), []);
    }),
});

const SCANS: Row[] = [
  {
    when: 'the disk is full in the middle of',
    meets: 'scan --jsonl, which goes on once there is room',
    isHeavy: true,
    run: (work, t) =>
      onSmallDisk(t, TINY / 2, async (disk) => {
        const [jsonl, whole] = [join(disk.path, 'a.jsonl'), work.at('whole.jsonl')];
        assert.equal((await scalescope(['scan', work.images, '--jsonl', whole])).code, 0);
        const { code, stderr } = await scalescope(['scan', work.images, '--jsonl', jsonl]);
        assert.equal(code, 2);
        assertSentence(stderr, /^scalescope: a\.jsonl cannot be written: the disk is full$/m);
        disk.resize(ROOM);
        assert.equal(
          (await scalescope(['scan', work.images, '--jsonl', jsonl, '--resume'])).code,
          0,
        );
        assert.deepEqual(linesIn(jsonl), linesIn(whole));
      }),
  },
  {
    when: 'the disk is full in the middle of',
    meets: 'case import',
    run: async (work, t) => {
      const lines = work.at('lines.jsonl');
      assert.equal((await scalescope(['case', 'export', makeCase(work), '-o', lines])).code, 0);
      await onSmallDisk(t, 100_000, async (disk) => {
        const path = join(disk.path, 'new.case');
        const { code, stderr } = await scalescope(['case', 'import', lines, path]);
        assert.equal(code, 2, stderr);
        assertSentence(stderr, /^scalescope: new\.case cannot be written: the disk is full/m);
        assert.deepEqual(readdirSync(disk.path), []);
      });
    },
  },
  {
    when: 'the disk is read-only for',
    meets: 'scan --case, of which the case is read all the same',
    run: async (work, t) => {
      const made = makeCase(work);
      await onSmallDisk(t, ROOM, async (disk) => {
        const path = join(disk.path, 'kept.case');
        copyFileSync(made, path);
        disk.protect();
        const { code, stderr } = await scalescope(['scan', work.images, '--case', path]);
        assert.equal(code, 2);
        assertSentence(stderr, /^scalescope: kept\.case cannot be written: it is write-protected/m);
        const checked = await scalescope(['case', 'verify', path, '--no-originals']);
        assert.match(checked.stdout.toString() + checked.stderr, /all agree with the log/);
      });
    },
  },
];

export const DISK_ROWS: readonly Row[] = [...WRITERS.map(full), ...WRITERS.map(readOnly), ...SCANS];
