/** `scalescope scan`: its arguments and options. */
import { withToken } from '../evidence/token-option.ts';
import type { Command } from 'commander';
import { scan, type ScanCommandOptions } from './run-scan.ts';
import {
  LABELS_HELP,
  parseClassifier,
  parsePipeline,
  SIZE_HELP,
  withDecodeOptions,
  withThresholds,
} from '../../terminal/options.ts';
import { withTextOptions } from '../../terminal/text-options.ts';
import {
  collect,
  collectWith,
  parseJobs,
  parsePositive,
  parseSize,
} from '../../terminal/values.ts';
import { parseHeartbeat, parsePerJob, withPlace } from '../fleet/fleet-options.ts';
import type { EnqueueCommandOptions } from './run-enqueue.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Of a fleet: images that wait at most, those of one job, and seconds until a worker counts as dead. */
const MOST_WAITING = 100_000;
const PER_JOB = 50;
const HEARTBEAT_SECONDS = 30;

/** Gives the command its options, and what it does. */
export function scanCommand(command: Command, { io, done }: CommandContext): void {
  withToken(withTextOptions(withThresholds(withDecodeOptions(command))))
    .option('-0, --null', 'the list on standard input has a NUL after each path')
    .option('--jobs <n>', 'images at once (default: one per core)', parseJobs)
    .option(
      '--jsonl <file>',
      'write the findings to this file as JSON lines, each as soon as it is made',
    )
    .option('--resume', 'continue the --jsonl file of a scan that was stopped')
    .option('--csv <file>', 'also write a table with a row for each image')
    .option(
      '--case <file>',
      'keep the findings in a case; images it already has are not examined again',
    )
    .option('--no-again', 'with --case: keep the findings of another engine')
    .option('--follow-links', 'also follow links that lead out of the folders that are given')
    .option('--no-inside', 'do not look into archives, documents and mails')
    .option('--watch', 'with --case: keep watching the folders for new images')
    .option(
      '-p, --pipeline <id>',
      'judge only the view of this pipeline, or preset.json, instead of every size',
      parsePipeline,
    )
    .option('-s, --size <WxH>', `judge only this size; ${SIZE_HELP}`, parseSize)
    .option('--labels <classifier>', LABELS_HELP, collectWith(parseClassifier), [])
    .option(
      '--known-good <list>',
      'a list of hashes of harmless files (NSRL RDS, Project VIC, CSV, one a line); repeatable',
      collect<string>,
      [],
    )
    .option(
      '--known-bad <list>',
      'the same of files that are wanted; both are shown and change no verdict',
      collect<string>,
      [],
    )
    .option('--hashes', 'also tell MD5 and SHA-1 of every file, as the lists above do')
    .option('--pdq', 'also tell the PDQ hash of every image and of its machine view')
    .option('--json', 'print every finding as a JSON line');
  withPlace(command)
    .option(
      '--fleet <address>',
      'let workers examine them: put them into the queue of this database, postgres://user@host/database',
    )
    .option('--run <name>', 'with --fleet: what to call this scan (default: as its first source)')
    .option(
      '--most-waiting <n>',
      'with --fleet: list no more while so many images wait for workers',
      parsePositive,
      MOST_WAITING,
    )
    .option('--per-job <n>', 'with --fleet: images of one job, 10 to 50', parsePerJob, PER_JOB)
    .option(
      '--heartbeat <seconds>',
      'with --fleet: after how long without a sign of life a job goes to another worker',
      parseHeartbeat,
      HEARTBEAT_SECONDS,
    )
    .addHelpText(
      'after',
      '\nExits with 0 if nothing was found, 1 if something was found, 2 if a file failed.\n' +
        '\nExample:\n  scalescope scan photos --jsonl findings.jsonl --csv findings.csv' +
        '\n  scalescope scan photos --jsonl findings.jsonl --resume' +
        '\n  scalescope scan photos --case review.case' +
        '\n  scalescope scan photos --known-bad vics.json --known-good rds.db --csv findings.csv' +
        '\n  scalescope scan photos --fleet postgres://scalescope@db.example/fleet' +
        "\n  find . -name '*.png' -print0 | scalescope scan - -0",
    )
    .action(async (paths: string[], options: ScanCommandOptions & EnqueueCommandOptions) => {
      if (options.fleet === undefined) return done(await scan(paths, options, io));
      const { enqueueScan } = await import('./run-enqueue.ts');
      done(await enqueueScan(paths, options, io));
    });
}
