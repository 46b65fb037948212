/**
 * `npm run evaluate -- DIR`: the detector, told nothing, against every published one, told the true
 * size and resizer, on the images of DIR/manifest.jsonl (one object per line: file, label benign or
 * attack, kind, width, height, targets with w, h, sampler and perhaps eff_w, eff_h; benign images
 * perhaps nominal). Prints Markdown tables with confidence intervals.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { examineAll } from './examine-all.ts';
import { evaluate } from './evaluation.ts';
import { evaluationText } from './evaluation-text.ts';
import { readManifest, toldOf } from './manifest.ts';
import { print } from './print.ts';

const USAGE = `npm run evaluate -- DIR [options]
  --jobs N            threads (default: one per core)
  --limit N           only N images, spread over the manifest
  --no-comparators    the detector alone
  --json              the figures as JSON instead of tables
  --results FILE      what was said of each image, as JSON lines`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    jobs: { type: 'string', default: String(availableParallelism()) },
    limit: { type: 'string', default: '1000000000' },
    comparators: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
    results: { type: 'string' },
  },
});
const [dir] = positionals;
const jobs = Number(values.jobs);
const limit = Number(values.limit);

if (positionals.length !== 1 || !(Math.min(jobs, limit) >= 1)) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}

const all = readManifest(dir).map((image, index) => ({ image, told: toldOf(image, index) }));
const step = Math.max(1, all.length / limit);
const chosen = Array.from(
  { length: Math.min(all.length, limit) },
  (_, i) => all[Math.floor(i * step)],
);
const orders = chosen.map(({ image, told }) => ({
  path: join(dir, image.file),
  file: image.file,
  told: values.comparators ? told : null,
}));
const results = await examineAll(orders, jobs, (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} of ${orders.length}`);
});
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
if (values.results !== undefined) {
  writeFileSync(values.results, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
}
const evaluation = evaluate(chosen.map(({ image }, i) => ({ image, result: results[i] })));
print(values.json ? JSON.stringify(evaluation, null, 2) : evaluationText(evaluation).trimEnd());
