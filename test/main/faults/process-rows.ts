/** What happens to processes: signals, closed streams, limits of the system, engines that are killed. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scalescope } from '../../support/capture.ts';
import { blackPng } from '../../support/files/costly-files.ts';
import { writeSampleImage } from '../../support/sample-image.ts';
import { readAudit } from '../../../main/cases/store/audit.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import { addImage } from '../cases/make-case.ts';
import { assertSentence, childrenOf, linesIn, start, until, type Row } from './row.ts';

const IMAGES = 4;

/** Images of a scan that gets a signal. */
const SIGNALED = 16;

/** Signals, once and again, and the exit code of each. */
const SIGNALS: [NodeJS.Signals, number, number, true?][] = [
  ['SIGINT', 2, 130, true],
  ['SIGTERM', 1, 143, true],
  ['SIGHUP', 1, 129, true],
];

const signalRows = SIGNALS.map(([signal, times, exit, isHeavy]): Row => ({
  when: `${signal} comes ${times === 1 ? 'once' : `${times} times`} in the middle of`,
  meets: 'scan --jsonl --case, which go on with the same findings',
  isHeavy,
  async run({ at }) {
    // So many that it cannot be done before it heeds the signal, which comes after the first.
    const images = at('images');
    mkdirSync(images);
    for (let i = 0; i < SIGNALED; i++) await writeSampleImage(join(images, `${i}.png`), 90 + i, 90);
    const outputs = ['--jsonl', at('a.jsonl'), '--case', at('a.case')];
    const { child, ended } = start(['scan', images, '--jobs', '1', ...outputs]);
    await until(() => linesIn(at('a.jsonl')).length > 0);
    for (let i = 0; i < times; i++) child.kill(signal);
    const { code, stderr } = await ended;
    const told = linesIn(at('a.jsonl')).length;
    assert.ok(told < SIGNALED, `all ${told} images were examined before it ended`);
    assert.equal(code, exit, stderr);
    assert.equal(stderr, '');
    assert.deepEqual(readdirSync(at('.')).sort(), ['a.case', 'a.jsonl', 'images']);
    const resumed = await scalescope(['scan', images, '--resume', ...outputs]);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal(linesIn(at('a.jsonl')).length, SIGNALED);
    const verified = await scalescope(['case', 'verify', at('a.case')]);
    assert.match(verified.stdout.toString(), /all agree with the log/);
  },
}));

/** When an engine is killed, in ms after it has started: at once, while it loads, decodes and searches. */
const PHASES: [string, number][] = [
  ['as it starts', 0],
  ['while it works', 400],
  ['late', 900],
];

const killRows = PHASES.map(([phase, delayMs], i): Row => ({
  when: `the engine is killed ${phase} under`,
  meets: 'scan --jsonl, which tells it and goes on with the same findings',
  isHeavy: i === 0 ? undefined : true,
  async run({ at, images }) {
    const scan = ['scan', images, '--jobs', '1', '--jsonl', at('a.jsonl')];
    const { child, ended } = start(scan);
    await until(() => childrenOf(child.pid!).length > 0);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    for (const pid of childrenOf(child.pid!)) process.kill(pid, 'SIGKILL');
    const { code, stdout, stderr } = await ended;
    assert.equal(stderr, '');
    const told = linesIn(at('a.jsonl'));
    assert.equal(told.length, IMAGES, 'each image has its finding');
    const crashed = told.filter((line) => line.includes('"engine-crashed"'));
    assert.ok(crashed.length <= 1, told.join('\n'));
    assert.equal(code, crashed.length === 0 ? 0 : 2);
    if (crashed.length > 0) {
      assert.match(
        stdout,
        /Could not be examined: The engine (stopped .*|could not be started )\(SIGKILL\)/,
      );
    }
    const resumed = await scalescope([...scan, '--resume']);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.ok(linesIn(at('a.jsonl')).every((line) => line.includes('"error":null')));
  },
}));

const noFiles = (command: string, argv: (images: string) => string[]): Row => ({
  when: 'no more than 24 files may be open in',
  meets: command,
  isHeavy: command === 'scan' ? true : undefined,
  async run({ images }) {
    const { code, stdout, stderr } = await start(argv(images), { shell: 'ulimit -n 24; exec "$@"' })
      .ended;
    assert.equal(code, 2);
    assertSentence(stdout + stderr, /too many files are open\. Allow more \(ulimit -n\)/);
  },
});

const LIMITS: Row[] = [
  noFiles('inspect', (images) => ['inspect', join(images, '0.png')]),
  noFiles('scan', (images) => ['scan', images]),
  {
    when: 'an engine may have less memory than an image takes in',
    meets: 'inspect',
    async run({ images }) {
      const limit = ['--max-memory', '1'];
      const { code, stderr } = await scalescope(['inspect', join(images, '0.png'), ...limit]);
      assert.equal(code, 2);
      assertSentence(stderr, /memory, more than the limit of|more memory than the limit/);
    },
  },
  {
    when: 'the system has too little memory left for',
    meets: 'inspect, which does not call the file damaged',
    isHeavy: true,
    async run({ at }) {
      const [width, height] = [12_000, 9000];
      writeFileSync(at('big.png'), blackPng({ width, height, bitDepth: 8, colorType: 6 }));
      const shell = 'ulimit -v 2000000; exec "$@"';
      const { code, stderr } = await start(['inspect', at('big.png')], { shell }).ended;
      assert.equal(code, 2);
      assertSentence(
        stderr,
        /^scalescope: To (open|decode|inspect) big\.png takes more memory than the system has/,
      );
    },
  },
  {
    when: 'standard input is closed for',
    meets: 'inspect -',
    async run() {
      const { code, stderr } = await start(['inspect', '-'], { shell: 'exec "$@" <&-' }).ended;
      assert.equal(code, 2);
      assertSentence(stderr, /^scalescope: standard input is an empty file, not an image/);
    },
  },
  {
    when: 'the reader of standard output has gone from',
    meets: 'scan --jsonl --json, whose findings are in the file',
    isHeavy: true,
    async run({ at, images }) {
      const scan = ['scan', images, '--jobs', '1', '--jsonl', at('a.jsonl')];
      const { child, ended } = start([...scan, '--json']);
      child.stdout!.destroy();
      const { code, stderr } = await ended;
      assert.match(stderr, /^(Stopped: \d of 4 images examined.*continues\.\n)?$/);
      assert.equal(code, 141);
      const resumed = await scalescope([...scan, '--resume']);
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.equal(linesIn(at('a.jsonl')).length, IMAGES);
    },
  },
  {
    when: 'standard error is closed for',
    meets: 'inspect of a missing file, whose exit code tells it',
    isHeavy: true,
    async run({ at }) {
      const { code } = await start(['inspect', at('none.png')], { shell: 'exec "$@" 2>&-' }).ended;
      assert.equal(code, 2);
    },
  },
  {
    when: 'the clock is set back between two changes of',
    meets: 'a case, whose log keeps their order',
    async run({ at }) {
      const times = ['2025-06-01', '2025-05-01', '1970-01-01', '2025-06-02'];
      for (const [i, day] of times.entries()) {
        const now = () => new Date(`${day}T12:00:00Z`);
        const caseFile = openCase(at('a.case'), { mode: 'write', create: true, now });
        addImage(caseFile, { name: `${i}.png` });
        caseFile.close();
      }
      const caseFile = openCase(at('a.case'), { mode: 'read' });
      try {
        const { problems } = await verifyCase(caseFile, { originals: false });
        assert.deepEqual(
          problems.map(({ part, message }) => [part, message.split(',')[0]]),
          ['2025-05-01', '1970-01-01'].map((day, i) => [
            'time',
            `Entry ${i + 2} is of ${day}T12:00:00.000Z`,
          ]),
        );
        const entries = readAudit(caseFile.database, { limit: 100 }).reverse();
        assert.deepEqual(
          entries.map(({ seq }) => seq),
          entries.map((_, i) => i + 1),
        );
        const days = [...new Set(entries.map((entry) => entry.at.slice(0, 10)))];
        assert.deepEqual(days, times);
      } finally {
        caseFile.close();
      }
    },
  },
];

export const PROCESS_ROWS: readonly Row[] = [...signalRows, ...killRows, ...LIMITS];
