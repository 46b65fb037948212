/**
 * A training-data job: node training-data.mjs FOLDER. It prints one line of JSON per image. Images to keep
 * out of the training set have their reasons. The exit code is 1 if there are any.
 */
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createScalescope, UserError } from 'scalescope/node';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Usage: node training-data.mjs FOLDER');

const scalescope = createScalescope({ engines: availableParallelism() });
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const paths = entries
  .filter(
    (entry) =>
      entry.isFile() && /\.(png|jpe?g|webp|gif|tiff?|avif|hei[cf]|jxl|bmp)$/i.test(entry.name),
  )
  .map(({ parentPath, name }) => join(parentPath, name))
  .sort();

async function judge(path) {
  try {
    const { verdict, score, reasons } = await scalescope.analyzeFile(path);
    return { path, keep: verdict === 'clean', verdict, score, reasons };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { path, keep: false, verdict: 'error', reasons: [error.message] };
  }
}

let next = 0;
async function lane() {
  while (next < paths.length) {
    const judged = await judge(paths[next++]);
    process.stdout.write(`${JSON.stringify(judged)}\n`);
    if (!judged.keep) process.exitCode = 1;
  }
}

try {
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
} finally {
  await scalescope.close();
}
