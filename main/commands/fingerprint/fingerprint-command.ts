/** `scalescope fingerprint`: its commands, their arguments and options. */
import { InvalidArgumentError, type Command } from 'commander';
import { toErrorBody } from '../../../shared/base/errors.ts';
import type { Size } from '../../../shared/base/raster.ts';
import {
  CHART_SIZES,
  parseChartSize,
  sizeText,
} from '../../../shared/fingerprint/chart/chart-size.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { limitsFrom, withSizeLimits } from '../../terminal/options.ts';
import { collectWith, parseSize } from '../../terminal/values.ts';
import { makeCharts, type MakeOptions } from './make-charts.ts';
import { readReturned, type ReadCommandOptions } from './read-returned.ts';

const DEFAULT_SIZES = CHART_SIZES.map(sizeText).join(', ');

/** Adds `fingerprint` with its own commands to `program`. */
export function fingerprintCommand(program: Command, { io, withEngines }: CommandContext): void {
  program.addHelpText(
    'after',
    '\nExample:\n  scalescope fingerprint make -o charts' +
      '\n  scalescope fingerprint read returned.png -o service.json' +
      '\n  scalescope pipelines --source 4000x3000 --pipeline service.json',
  );
  program
    .command('make')
    .description('write charts to send to a service whose resizer is not known')
    .requiredOption('-o, --output <folder>', 'the folder to write them to; it is made if missing')
    .option(
      '--sizes <WxH,…>',
      `the sizes of the charts, with commas between them (default: ${DEFAULT_SIZES})`,
      parseSizes,
    )
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', '\nExample:\n  scalescope fingerprint make --sizes 1024x768 -o charts')
    .action((options: MakeOptions) => withEngines((engines) => makeCharts(options, engines, io)));
  withSizeLimits(
    program
      .command('read')
      .description('tell library, method, size, phase and crop from what came back')
      .argument('[returned...]', 'pictures that the service returned for charts')
      .option(
        '--chart <WxH>',
        'a chart that may have been sent; repeatable (default: those of make)',
        collectWith(parseChart),
        [],
      )
      .option('--charts <file>', 'the charts.json that make wrote: one of these was sent')
      .option(
        '--via <WxH>',
        'a size that a client may have made before; repeatable',
        collectWith(parseSize),
        [],
      )
      .option('--answers <file>', 'what a model could read in a chart: texts, one a line, or JSON')
      .option(
        '-o, --output <file>',
        'write the pipeline as JSON, for --pipeline of other commands',
      ),
  )
    .option('--json', 'print the fingerprint as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope fingerprint read returned.png -o service.json' +
        '\n  scalescope fingerprint read --chart 1024x768 --answers answers.txt',
    )
    .action((returned: string[], options: ReadCommandOptions) =>
      withEngines(
        (engines) => readReturned(returned, options, engines, io),
        1,
        limitsFrom(options),
      ),
    );
}

/** A size of a chart. Throws InvalidArgumentError with the reason. */
function parseChart(text: string): Size {
  try {
    return parseChartSize(text);
  } catch (error) {
    throw new InvalidArgumentError(toErrorBody(error).message);
  }
}

/** The most charts at once. */
const MOST_CHARTS = 32;

function parseSizes(text: string): Size[] {
  const sizes = text.split(',').map(parseChart);
  const names = new Set(sizes.map(sizeText));
  if (names.size < sizes.length) throw new InvalidArgumentError('The same size is named twice.');
  if (sizes.length <= MOST_CHARTS) return sizes;
  throw new InvalidArgumentError(`At most ${MOST_CHARTS} charts are made at once.`);
}
