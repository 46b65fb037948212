/** Small JSON files and lists that people give: pipelines, classifiers, thresholds, reports, journals, keys. */
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineVersion } from '../../../main/base/package-root.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import { makeReport } from '../../../main/report/make-report.ts';
import { signReport } from '../../../main/report/sign.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { DETECTION_VERSION } from '../../../shared/verdict/detection-version.ts';
import { THRESHOLDS_SCHEMA } from '../../../shared/verdict/thresholds-file.ts';
import { allPipelines } from '../../../shared/pipelines/pipeline.ts';
import { CLASSIFIER_SCHEMA } from '../../../shared/pipelines/classifier.ts';
import { imageSeeds } from './images.ts';
import { once, type Seed } from './seed.ts';

function json(name: string, value: unknown): Seed {
  return { name, bytes: Buffer.from(JSON.stringify(value, null, 2)) };
}

/** Pipelines of the catalog under names of a person's own: every kind of step. */
export const pipelineSeeds = once(async (): Promise<Seed[]> =>
  allPipelines()
    .filter(({ id }) => id.startsWith('model/'))
    .filter((_, at) => at % 5 === 0)
    .map((pipeline, at) => json(`pipeline-${at}.json`, { ...pipeline, id: `own/model-${at}` })),
);

/** A file of thresholds. */
export const thresholdSeeds = once(async (): Promise<Seed[]> => [
  json('thresholds.json', {
    schema: THRESHOLDS_SCHEMA,
    detection: DETECTION_VERSION,
    version: '0.1.0',
    files: 100,
    search: { suspicious: 1.5, attack: 3 },
    view: { suspicious: 1.2, attack: 2 },
  }),
]);

/** Classifiers with their labels in them and in a file. */
export const classifierSeeds = once(async (): Promise<Seed[]> => {
  const common = {
    schema: CLASSIFIER_SCHEMA,
    id: 'own/cats',
    title: 'Cats',
    model: 'cats.onnx',
    pipeline: 'opencv/linear',
    size: { width: 224, height: 224 },
    input: { layout: 'nchw', order: 'rgb', divisor: 255, mean: [0, 0, 0], std: [1, 1, 1] },
    output: 'logits',
  };
  return [
    json('list.json', { ...common, labels: ['cat', 'dog'] }),
    json('file.json', { ...common, labels: 'labels.txt' }),
  ];
});

/** The report of a small image, plain and signed, and a key. */
export const reportSeeds = once(async (): Promise<Seed[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-fuzz-'));
  const engines = createEngines({ count: 1 });
  try {
    const image = (await imageSeeds()).find(({ name }) => name === 'rgb.jpg')!;
    const path = join(folder, image.name);
    writeFileSync(path, image.bytes);
    const limits = DEFAULT_DECODE_LIMITS;
    const source = { path, name: image.name, policy: DEFAULT_DECODE_POLICY, limits };
    const createdAt = '2026-03-01T12:30:45.678Z';
    const view = { pipeline: 'opencv/linear', width: 8, height: 8 };
    const report = await makeReport({ source, view, createdAt }, engines);
    // Most of a report is who sees what: one line of it is like all others.
    const short = {
      ...report,
      pipelines: report.pipelines.slice(0, 2),
      finding: { ...report.finding, elapsedMs: 1 },
    };
    const key = join(folder, 'key.pem');
    writeFileSync(key, (await keySeeds())[0].bytes);
    return [json('report.json', short), json('signed.json', await signReport(short, key))];
  } finally {
    await engines.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** How a private key of Ed25519 and one of X25519, which signs nothing, begin. */
const KEY_HEADS = ['302e020100300506032b657004220420', '302e020100300506032b656e04220420'];

/** A key that signs, and one that does not; the same in every run. */
export const keySeeds = once(async (): Promise<Seed[]> =>
  KEY_HEADS.map((head, at) => {
    const der = Buffer.concat([Buffer.from(head, 'hex'), Buffer.alloc(32, 7)]);
    const key = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
    return {
      name: `key-${at}.pem`,
      bytes: Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })),
    };
  }),
);

/** What journals of the fuzzer say they are made with. */
export const MAKING = { version: engineVersion, settings: 'f'.repeat(64) };

/** The journal of a scan: findings on an image, on a failure, on an attack. */
export const journalSeeds = once(async (): Promise<Seed[]> => {
  const [report] = await reportSeeds();
  const { finding } = JSON.parse(report.bytes.toString('utf8')) as { finding: object };
  const line = (file: string, more: object) =>
    JSON.stringify({ ...finding, file, stat: { bytes: 10, modifiedMs: 5 }, ...MAKING, ...more });
  const failed = {
    verdict: 'error',
    error: { code: 'decode-failed', message: 'b.png is damaged' },
  };
  const lines = [line('a.png', {}), line('b.png', failed), line('c.png', { verdict: 'attack' })];
  return [{ name: 'scan.jsonl', bytes: Buffer.from(`${lines.join('\n')}\n`) }];
});
