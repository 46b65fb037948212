/** `scalescope pipelines`: its arguments and options. */
import { Option, type Command } from 'commander';
import { parseSource, pipelines, type PipelinesOptions } from './run-pipelines.ts';
import { parsePipeline } from '../../terminal/options.ts';
import { collectWith, parseSize } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function pipelinesCommand(command: Command, { io, done }: CommandContext): void {
  command
    .option('--source <WxH>', 'the size of the images to be resized', parseSource)
    .option('-s, --size <WxH>', 'the target size of bare samplers (default: 299x299)', parseSize)
    .option('-p, --pipeline <id>', 'only this one; repeatable', collectWith(parsePipeline), [])
    .addOption(
      new Option('--fail-on <verdict>', 'exit with 1 if any pipeline is at or above this').choices([
        'partly',
        'exposed',
      ]),
    )
    .option('--json', 'print the table as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope pipelines --source 4000x3000 --pipeline opencv/linear --fail-on exposed',
    )
    .action((options: PipelinesOptions) => done(pipelines(options, io)));
}
