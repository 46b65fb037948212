/** `scalescope resize`: its arguments and options. */
import type { Command } from 'commander';
import { resize, type ResizeOptions } from './run-resize.ts';
import {
  limitsFrom,
  parsePipeline,
  PART_HELP,
  SIZE_HELP,
  withDecodeOptions,
  withItem,
} from '../../terminal/options.ts';
import { parsePart, parseSize } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function resizeCommand(command: Command, { io, withEngines }: CommandContext): void {
  withItem(withDecodeOptions(command))
    .requiredOption('-p, --pipeline <id>', 'the pipeline, or a preset.json', parsePipeline)
    .option('-s, --size <WxH>', SIZE_HELP, parseSize)
    .option('--part <n>', PART_HELP, parsePart)
    .requiredOption('-o, --output <file>', 'the PNG file to write, - for standard output')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope resize photo.png --pipeline opencv/linear --size 299x299 -o view.png',
    )
    .action((image: string, options: ResizeOptions) =>
      withEngines((engines) => resize(image, options, engines, io), 1, limitsFrom(options)),
    );
}
