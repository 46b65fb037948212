/** `scalescope calibrate`: its arguments and options. */
import type { Command } from 'commander';
import { calibrateFolders, parseRate, type CalibrateCommandOptions } from './run-calibrate.ts';
import {
  parsePipeline,
  SIZE_HELP,
  withDecodeOptions,
  withThresholds,
} from '../../terminal/options.ts';
import { parseJobs, parseSize } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function calibrateCommand(command: Command, { io, done }: CommandContext): void {
  withThresholds(withDecodeOptions(command))
    .option(
      '-o, --output <file>',
      'write the thresholds to this file, for --thresholds of other commands',
    )
    .option(
      '--rate <S,A>',
      'target rate of false alarms in percent: suspicious or worse, attack (default: 0.5,0.1)',
      parseRate,
    )
    .option(
      '--allow-looser',
      'also allow thresholds above the built-in ones, which miss more attacks',
    )
    .option(
      '-p, --pipeline <id>',
      'also calibrate the view of this pipeline, or preset.json',
      parsePipeline,
    )
    .option('-s, --size <WxH>', SIZE_HELP, parseSize)
    .option('-0, --null', 'the list on standard input has a NUL after each path')
    .option('--jobs <n>', 'images at once (default: one per core)', parseJobs)
    .option(
      '--jsonl <file>',
      'write the findings to this file as JSON lines, each as soon as it is made',
    )
    .option('--resume', 'continue the --jsonl file of a calibration that was stopped')
    .option('--follow-links', 'also follow links that lead out of the folders that are given')
    .option('--json', 'print rates, files and thresholds as JSON')
    .addHelpText(
      'after',
      '\nExits with 0 whatever was flagged, and with 2 if a file failed. The thresholds are written in both cases.\n' +
        '\nExample:\n  scalescope calibrate photos -o thresholds.json' +
        '\n  scalescope calibrate photos --thresholds thresholds.json' +
        '\n  scalescope scan uploads --thresholds thresholds.json',
    )
    .action(async (paths: string[], options: CalibrateCommandOptions) => {
      done(await calibrateFolders(paths, options, io));
    });
}
