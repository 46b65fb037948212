/**
 * Table 1 of the founding paper on pictures and models of one's own: runs the experiment, or goes on with it,
 * and writes table-1.md and table-1.json beside the journal, also of a part of the pairs.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planExperiment, type TableOptions } from './experiment.ts';
import { Journal, type PairRecord } from './journal.ts';
import { Progress } from './progress.ts';
import { runPairs } from './run-pairs.ts';
import { tally } from './tally.ts';
import { tableText, type Table } from './table-text.ts';

/** What came of it: the table over the pairs measured so far, and whether these are all. */
export interface Outcome {
  table: Table;
  text: string;
  isWhole: boolean;
}

/** Runs the experiment until it is done or `signal` fires; `say` hears of its progress. Throws UserError. */
export async function runTable(
  options: TableOptions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Outcome> {
  const { description, classifiers, pairs, jobs, out } = await planExperiment(options);
  await mkdir(out, { recursive: true });
  const journal = new Journal(join(out, 'pairs.jsonl'), description);
  const records = new Map((await journal.open()).map((record) => [record.pair, record]));
  const orders = pairs
    .map((pair, index) => ({ pair, index }))
    .filter(({ index }) => !records.has(index));
  const progress = new Progress(pairs.length, records.size, say);
  const shared = { classifiers, carrier: description.carrier };
  await runPairs(orders, shared, jobs, signal, async (record) => {
    records.set(record.pair, record);
    progress.at(records.size);
    await journal.append(record);
  });
  const inOrder = [...records.values()].sort((a, b) => a.pair - b.pair);
  const table: Table = {
    schema: 'scalescope/paper-table@1',
    experiment: description,
    leftOut: leftOut(inOrder),
    ...tally(
      inOrder,
      description.classifiers.map(({ id }) => id),
    ),
  };
  const text = tableText(table);
  const isWhole = records.size === pairs.length;
  await writeFile(join(out, 'table-1.json'), `${JSON.stringify(table, null, 2)}\n`);
  await writeFile(join(out, 'table-1.md'), text);
  return { table, text, isWhole };
}

function leftOut(records: readonly PairRecord[]): Table['leftOut'] {
  return records
    .filter((record) => 'failed' in record)
    .map(({ pair, failed }) => ({ pair, reason: failed }));
}
