/**
 * `npm run paper`: makes every figure and the experiment of the founding paper (Lohn 2020, Downscaling
 * Attack and Defense) from openly licensed pictures, and writes them to docs/paper.
 *
 * `npm run paper -- --decoys DIR --payloads DIR --classifier FILE …` makes the paper's Table 1 on pictures and
 * models of one's own instead.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from '../../shared/base/errors.ts';
import type { TableOptions } from './table/experiment.ts';

const docs = fileURLToPath(new URL('../../docs/paper/', import.meta.url));

/** The exit code of what Ctrl-C ended, as shells have it. */
const INTERRUPTED = 130;

const text = { type: 'string' } as const;
const OPTIONS = {
  decoys: text,
  payloads: text,
  classifier: { type: 'string', multiple: true },
  pairs: text,
  seed: text,
  jobs: text,
  carrier: text,
  crop: text,
  out: text,
} as const;

try {
  const { out, ...own } = parseOptions();
  if (Object.keys(own).length > 0) await measureOwn({ ...own, out });
  else await (await import('./reproduce.ts')).reproduce(out ?? docs);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function parseOptions(): TableOptions {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new UserError('invalid-argument', `${reason} The options are ${known.join(', ')}.`);
  }
}

async function measureOwn(options: TableOptions): Promise<void> {
  const { runTable } = await import('./table/table-1.ts');
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort());
  const { table, text, isWhole } = await runTable(options, controller.signal, (line) =>
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`),
  );
  if (process.stderr.isTTY) process.stderr.write('\n');
  process.stdout.write(text);
  if (isWhole) return;
  const { pairs, leftOut, experiment } = table;
  process.stderr.write(
    `Stopped after ${pairs + leftOut.length} of ${experiment.pairs} pairs. The same command goes on from here.\n`,
  );
  process.exitCode = INTERRUPTED;
}
