/** Text is read for real: by the packages, in engines, of files. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, suite, test } from 'node:test';
import { createEngines, type EnginePool } from '../../../../main/engine/pool/pool.ts';
import {
  INSPECT_TEXT,
  readImageText,
  type TextEngines,
} from '../../../../main/engine/text/read-image-text.ts';
import type { ReadTextAnswer } from '../../../../main/engine/text/read-blocks.ts';
import { withText } from '../../../../shared/finding/with-text.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import type { BlockReading } from '../../../../shared/text/compose.ts';
import { HIDDEN_SIZE, HIDDEN_TEXT, textAttack } from './make-text-attack.ts';

suite('text that only the machine receives', () => {
  let folder: string;
  let engines: EnginePool;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-text-'));
    engines = createEngines({ count: 1 });
  });
  after(async () => {
    await engines.close();
    await rm(folder, { recursive: true });
  });

  async function readingOf(path: string, settings = INSPECT_TEXT) {
    const policy = { ...DEFAULT_DECODE_POLICY, frame: 0 };
    const image = await engines.open({ path, name: 'file', policy, limits: DEFAULT_DECODE_LIMITS });
    const finding = await engines.inspect(image, null);
    return { finding, reading: await readImageText(image, finding, engines, settings) };
  }

  test('is read at the size that nobody named, and its phrases make it an attack', async () => {
    const path = join(folder, 'attack.png');
    await writeFile(path, await textAttack());
    const { finding, reading } = await readingOf(path);
    const [read] = reading.machineOnly;
    assert.equal(read.text.replaceAll('\n', ' '), HIDDEN_TEXT);
    const { width, height } = read.view!;
    assert.deepEqual({ width, height }, HIDDEN_SIZE);
    assert.deepEqual(reading.data?.language, 'eng');
    const told = withText(finding, reading);
    assert.equal(told.judgements.at(-1)?.of, 'text');
    assert.equal(told.verdict, 'attack');
    assert.deepEqual(told.judgements.slice(0, -1), finding.judgements);
  });

  test('is read where a loader alone shows it', async () => {
    const sample = new URL('../../../samples/alpha-zero-text.png', import.meta.url);
    const { reading } = await readingOf(fileURLToPath(sample));
    const [read] = reading.machineOnly;
    assert.equal(read.text.replaceAll('\n', ' '), HIDDEN_TEXT);
    assert.equal(read.view, null);
    assert.equal(read.ground, 'alpha-dropped');
  });

  test('is said not to be read where its reader ends, and is read the next time', async () => {
    const path = join(folder, 'attack.png');
    await writeFile(path, await textAttack());
    const policy = { ...DEFAULT_DECODE_POLICY, frame: 0 };
    const image = await engines.open({ path, name: 'file', policy, limits: DEFAULT_DECODE_LIMITS });
    const finding = await engines.inspect(image, null);
    const breaking: TextEngines = {
      run(kind: string, input: object, options: object) {
        const run = engines.run.bind(engines) as TextEngines['run'];
        const answer = run(kind as 'read-text', input as never, options);
        const isReading = 'blocks' in input && (input.blocks as unknown[]).length > 0;
        // The reader has an engine of its own, the newest.
        if (isReading) process.kill(engines.processIds().at(-1)!, 'SIGKILL');
        return answer;
      },
    };
    const reading = await readImageText(image, finding, breaking, INSPECT_TEXT);
    assert.deepEqual(reading.machineOnly, []);
    assert.match(reading.notes.join(' '), /stopped|ended|crashed/);
    assert.match(reading.brokeOff!, /stopped|ended|crashed/);
    const again = await readImageText(image, finding, engines, INSPECT_TEXT);
    assert.equal(again.brokeOff, undefined);
    assert.equal(again.machineOnly[0].text.replaceAll('\n', ' '), HIDDEN_TEXT);
  });

  test('is not quoted where its words are too doubtful together, which is said as it is', async () => {
    const path = join(folder, 'attack.png');
    await writeFile(path, await textAttack());
    const policy = { ...DEFAULT_DECODE_POLICY, frame: 0 };
    const image = await engines.open({ path, name: 'file', policy, limits: DEFAULT_DECODE_LIMITS });
    const finding = await engines.inspect(image, null);
    /** Sure of each word, and not of the text. */
    const DOUBT = 78;
    const doubting: TextEngines = {
      async run(kind: string, input: object, options: object) {
        const run = engines.run.bind(engines) as TextEngines['run'];
        const answer = await run(kind as 'read-text', input as never, options);
        if (kind !== 'read-text') return answer;
        const { readings, ...rest } = answer as ReadTextAnswer;
        const lessSure = (words: BlockReading['words']) =>
          words.map((word) => ({ ...word, confidence: Math.min(word.confidence, DOUBT) }));
        return {
          ...rest,
          readings: readings.map((one) => one && { ...one, words: lessSure(one.words) }),
        };
      },
    };
    const reading = await readImageText(image, finding, doubting, {
      ...INSPECT_TEXT,
      mostSizes: 1,
    });
    assert.deepEqual(reading.machineOnly, []);
    const note = reading.notes.find((one) => one.startsWith('Strokes that only the machine'))!;
    assert.match(note, /too doubtful to be quoted/);
    assert.doesNotMatch(note, /no word/);
  });

  test('is not looked for without its data, which is said', async () => {
    const path = join(folder, 'harmless.png');
    await writeFile(path, await textAttack(true));
    const { finding, reading } = await readingOf(path, { ...INSPECT_TEXT, language: 'qaa' });
    assert.equal(reading.data, null);
    assert.match(reading.notes[0], /package @tesseract\.js-data\/qaa is not installed/);
    assert.equal(withText(finding, reading).judgements.length, finding.judgements.length);
  });
});
