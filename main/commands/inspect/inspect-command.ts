/** `scalescope inspect`: its arguments and options. */
import type { Command } from 'commander';
import { DEFAULT_PIPELINE } from '../../../shared/pipelines/pipeline.ts';
import { inspect, type InspectOptions } from './run-inspect.ts';
import { parsePixel } from './pixel-text.ts';
import { parseSweep } from './sweep-text.ts';
import {
  LABELS_HELP,
  limitsFrom,
  parseClassifier,
  parsePipeline,
  PART_HELP,
  SIZE_HELP,
  withDecodeOptions,
  withItem,
  withThresholds,
} from '../../terminal/options.ts';
import { withTextOptions } from '../../terminal/text-options.ts';
import { collectWith, parsePart, parseSize } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function inspectCommand(command: Command, { io, withEngines }: CommandContext): void {
  withTextOptions(withThresholds(withItem(withDecodeOptions(command))))
    .option(
      '-p, --pipeline <id>',
      `also judge the view of this pipeline, or preset.json (default: ${DEFAULT_PIPELINE})`,
      parsePipeline,
    )
    .option(
      '-s, --size <WxH>',
      `${SIZE_HELP}; repeatable with --matrix`,
      collectWith(parseSize),
      [],
    )
    .option('--part <n>', PART_HELP, parsePart)
    .option('--inside <path>', 'which picture of an archive, document or mail')
    .option('--pixel <X,Y>', 'also show how this pixel of the view is made (from 0,0)', parsePixel)
    .option('--matrix', 'also compare every sampler at the sizes: who sees which picture')
    .option('--presets', 'with --matrix: also compare the presets of models')
    .option('--labels <classifier>', LABELS_HELP, collectWith(parseClassifier), [])
    .option(
      '--sweep <A:B>',
      'also show how far the view is from the antialiased view at each size',
      parseSweep,
    )
    .option('--comparators', 'also show what the published detectors say')
    .option('-o, --out <dir>', 'also write machine views and evidence pictures there as PNG')
    .option('--json', 'print the finding as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope inspect photo.png --out found' +
        '\n  scalescope inspect photo.png --pipeline opencv/linear --size 224x224' +
        '\n  scalescope inspect photo.png --matrix --size 224x224 --size 299x299' +
        '\n  scalescope inspect photo.png --size 299x299 --pixel 2,3' +
        '\n  scalescope inspect photo.png --text' +
        '\n  scalescope inspect report.docx --inside word/media/image1.png' +
        '\n  scalescope inspect photo.png --sweep 280:320 --comparators',
    )
    .action((image: string, options: InspectOptions) =>
      withEngines((engines) => inspect(image, options, engines, io), 1, limitsFrom(options)),
    );
}
