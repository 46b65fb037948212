/** `scalescope scan`: its arguments and options. */
import type { Command } from 'commander';
import { scan, type ScanCommandOptions } from './run-scan.ts';
import {
  collectWith,
  LABELS_HELP,
  parseClassifier,
  parsePipeline,
  parseJobs,
  parseSize,
  SIZE_HELP,
  withDecodeOptions,
  withThresholds,
} from '../../terminal/options.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function scanCommand(command: Command, { io, done }: CommandContext): void {
  withThresholds(withDecodeOptions(command))
    .option('-0, --null', 'the list on standard input has a NUL after each path')
    .option('--jobs <n>', 'images at once (default: one per core)', parseJobs)
    .option('--jsonl <file>', 'write the findings there as JSON lines, each as soon as it is made')
    .option('--resume', 'go on with the --jsonl file of a scan that was stopped')
    .option('--csv <file>', 'also write a table, a row per image')
    .option('--case <file>', 'keep the findings in a case; what it knows is not examined again')
    .option('--no-again', 'with --case: leave what another engine examined as it is')
    .option('--watch', 'with --case: go on with what is added to the folders')
    .option(
      '-p, --pipeline <id>',
      'judge only the view of this pipeline, or preset.json, instead of every size',
      parsePipeline,
    )
    .option('-s, --size <WxH>', `judge only this size; ${SIZE_HELP}`, parseSize)
    .option('--labels <classifier>', LABELS_HELP, collectWith(parseClassifier), [])
    .option('--json', 'print every finding as a JSON line')
    .addHelpText(
      'after',
      '\nExits with 0 where nothing was found, 1 where something was, 2 where a file failed.\n' +
        '\nExample:\n  scalescope scan photos --jsonl findings.jsonl --csv findings.csv' +
        '\n  scalescope scan photos --jsonl findings.jsonl --resume' +
        '\n  scalescope scan photos --case review.case' +
        "\n  find . -name '*.png' -print0 | scalescope scan - -0",
    )
    .action(async (paths: string[], options: ScanCommandOptions) => {
      done(await scan(paths, options, io));
    });
}
