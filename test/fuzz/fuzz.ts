/** `npm run fuzz`: hostile files for a bounded time. Exits with 1 where something failed, 2 on wrong options. */
import { fuzz, tableOf } from './campaign.ts';
import { readOptions, USAGE, type FuzzOptions } from './options.ts';
import { Slot } from './slot.ts';

let options: FuzzOptions | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
if (options !== undefined) {
  process.exitCode = options.file === null ? await runAll(options) : await runFile(options);
}

async function runAll(options: FuzzOptions): Promise<number> {
  const { seconds, seed, jobs, targets } = options;
  process.stdout.write(`${targets.length} targets, ${seconds} s, seed ${seed}, ${jobs} at once\n`);
  const tallies = await fuzz(options, (line) => process.stdout.write(`${line}\n`));
  process.stdout.write(`${tableOf(tallies)}\n`);
  return [...tallies.values()].some(({ failures, runs }) => failures > 0 || runs === 0) ? 1 : 0;
}

async function runFile({ targets, file, seed }: FuzzOptions): Promise<number> {
  const slot = new Slot();
  try {
    const result = await slot.run(targets[0], { file: file!, seed });
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n${result.detail ?? ''}\n`);
    return result.outcome === 'failed' ? 1 : 0;
  } finally {
    await slot.close();
  }
}
