/** `scalescope calibrate`: its arguments and options. */
import type { Command } from 'commander';
import { calibrateFolders, parseRate, type CalibrateCommandOptions } from './run-calibrate.ts';
import {
  parseJobs,
  parsePipeline,
  parseSize,
  SIZE_HELP,
  withDecodeOptions,
  withThresholds,
} from '../../terminal/options.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function calibrateCommand(command: Command, { io, done }: CommandContext): void {
  withThresholds(withDecodeOptions(command))
    .option('-o, --output <file>', 'write the thresholds there, for --thresholds of other commands')
    .option(
      '--rate <S,A>',
      'false alarms to aim at in percent: suspicious or worse, attack (default: 0.5,0.1)',
      parseRate,
    )
    .option(
      '--allow-looser',
      'thresholds may also rise above the built-in ones, so that fewer attacks are seen too',
    )
    .option('-p, --pipeline <id>', 'also the view of this pipeline, or preset.json', parsePipeline)
    .option('-s, --size <WxH>', `also this size; ${SIZE_HELP}`, parseSize)
    .option('-0, --null', 'the list on standard input has a NUL after each path')
    .option('--jobs <n>', 'images at once (default: one per core)', parseJobs)
    .option('--jsonl <file>', 'write the findings there as JSON lines, each as soon as it is made')
    .option('--resume', 'go on with the --jsonl file of a calibration that was stopped')
    .option('--json', 'print rates, files and thresholds as JSON')
    .addHelpText(
      'after',
      '\nExits with 0 whatever was flagged, 2 where a file failed; the thresholds are written all the same.\n' +
        '\nExample:\n  scalescope calibrate photos -o thresholds.json' +
        '\n  scalescope calibrate photos --thresholds thresholds.json' +
        '\n  scalescope scan uploads --thresholds thresholds.json',
    )
    .action(async (paths: string[], options: CalibrateCommandOptions) => {
      done(await calibrateFolders(paths, options, io));
    });
}
