/** JSON and lists that people give, or get from others. */
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { writeFileSync } from 'node:fs';
import { findClassifier } from '../../../main/engine/labels/find-classifier.ts';
import { verify } from '../../../main/commands/evidence/run-verify.ts';
import { signReport } from '../../../main/report/sign.ts';
import { createCsvSink } from '../../../main/scan/csv-sink.ts';
import { Journal } from '../../../main/scan/journal.ts';
import { createTextSink } from '../../../main/scan/print-sink.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';
import { viewAt } from '../../../shared/pipelines/pipeline.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { parseThresholds } from '../../../shared/verdict/thresholds-file.ts';
import { plainMutator } from '../mutate/bytes.ts';
import { jsonMutator, lineMutator } from '../mutate/json.ts';
import {
  classifierSeeds,
  journalSeeds,
  keySeeds,
  MAKING,
  pipelineSeeds,
  reportSeeds,
  thresholdSeeds,
} from '../seeds/texts.ts';
import { ENGINE_MS, FUZZ_LIMITS, QUICK_MS, type Target } from './target.ts';

const json = { ending: '.json', mutate: jsonMutator, deadlineMs: QUICK_MS };

const SHAPE = { width: 640, height: 427, channels: 3, dtype: 'uint8' } as const;

const pipeline: Target = {
  ...json,
  name: 'pipeline',
  seeds: pipelineSeeds,
  async run({ bytes, name }) {
    const parsed = parsePipeline(bytes.toString('utf8'), name);
    const { width, height } = parsed.defaultSize;
    if (width * height > 4e6) return []; // allowed, and as costly as it is large
    viewAt(parsed, SHAPE, parsed.sizeIsFree ? parsed.defaultSize : undefined);
    return [];
  },
};

const thresholds: Target = {
  ...json,
  name: 'thresholds',
  seeds: thresholdSeeds,
  async run({ bytes, name }) {
    parseThresholds(bytes.toString('utf8'), name);
    return [];
  },
};

const classifier: Target = {
  ...json,
  name: 'classifier',
  seeds: classifierSeeds,
  async run({ path, bytes }, { folder }) {
    writeFileSync(join(folder, 'labels.txt'), bytes.subarray(0, 200));
    findClassifier(path);
    return [];
  },
};

const report: Target = {
  ...json,
  name: 'report',
  seeds: reportSeeds,
  deadlineMs: ENGINE_MS,
  async run({ path }, { engines }) {
    const { maxPixels, maxBytes } = FUZZ_LIMITS;
    const printed = new PassThrough();
    const words = collect(printed);
    const io = { stdin: new PassThrough(), stdout: printed, stderr: new PassThrough() };
    await verify(path, { maxPixels, maxBytes, trust: [] }, engines(), io);
    return words();
  },
};

const journal: Target = {
  name: 'journal',
  ending: '.jsonl',
  seeds: journalSeeds,
  mutate: lineMutator,
  deadlineMs: QUICK_MS,
  async run({ path }, { folder }) {
    const made = await Journal.resume(path, MAKING);
    const printed = new PassThrough();
    const words = collect(printed);
    const files = ['a.png', 'b.png', 'c.png'];
    try {
      const sinks = [await createCsvSink(join(folder, 'table.csv')), createTextSink(printed)];
      for (const file of files) {
        const record = await made.find(file, { bytes: 10, modifiedMs: 5 });
        if (record === null) continue;
        for (const sink of sinks) await sink.write(record);
        await made.tells(record);
        await made.append(record);
      }
      for (const sink of sinks) await sink.close();
    } finally {
      await made.close(files);
    }
    return words();
  },
};

const key: Target = {
  name: 'key',
  ending: '.pem',
  seeds: keySeeds,
  mutate: plainMutator,
  deadlineMs: QUICK_MS,
  async run({ path }) {
    const signed = await signReport({ a: 1 }, path);
    if (typeof signed.signature.value !== 'string') throw new UserError('internal', 'no signature');
    return [];
  },
};

/** The lines that `stream` has been given. */
function collect(stream: PassThrough): () => string[] {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean);
}

/** The targets about texts. */
export const TEXT_TARGETS: readonly Target[] = [
  ...[pipeline, thresholds, classifier, report, journal, key],
];
