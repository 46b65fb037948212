/** `scalescope craft`: its arguments and options. */
import { Option, type Command } from 'commander';
import { CRAFT_METHODS } from '../../../shared/craft/craft-settings.ts';
import { craft, type CraftOptions } from './run-craft.ts';
import { parseAt, parseChannels, parseColor, parseStrength, parseWhole } from './craft-options.ts';
import { PART_HELP, parsePipeline, SIZE_HELP, withDecodeOptions } from '../../terminal/options.ts';
import { collect, collectWith, parsePart, parseSize } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function craftCommand(command: Command, { io, withEngines }: CommandContext): void {
  withDecodeOptions(command)
    .requiredOption('--decoy <image>', 'the picture that people see')
    .option('--payload <image>', 'a picture that the machine sees', collect<string>, [])
    .option('--text <text>', 'a text that the machine sees', collect<string>, [])
    .option('--font <file>', 'the font of texts, TrueType or OpenType (default: a sans serif)')
    .option(
      '--text-size <px>',
      'height of letters in pixels of the view (default: the largest that fits)',
      parseWhole('A text size', 1, 1024),
    )
    .option('--ink <#rrggbb>', 'color of texts (default: black or white)', parseColor)
    .option('--paper <#rrggbb>', 'color behind texts (default: the decoy)', parseColor)
    .option('-p, --pipeline <id>', 'the pipeline that receives it', collectWith(parsePipeline), [])
    .option('-s, --size <WxH>', SIZE_HELP, collectWith(parseSize), [])
    .option('--part <n>', PART_HELP, collectWith(parsePart), [])
    .option(
      '--at <x,y,w,h>',
      'only this part of the view, in view pixels',
      collectWith(parseAt),
      [],
    )
    .addOption(
      new Option(
        '--method <name>',
        'least squares, fewest pixels, smallest bound, or copy every tap (default: l2)',
      ).choices(CRAFT_METHODS),
    )
    .option(
      '--tolerance <levels>',
      'largest difference from the payload (default: 2)',
      parseWhole('A tolerance', 0, 254),
    )
    .option('--bound <levels>', 'no value changes by more than this', parseWhole('A bound', 1, 255))
    .option('--mask <image>', "an image of the decoy's size: pixels change only where it is bright")
    .option('--dark <luma>', 'change only pixels as dark as this', parseWhole('A luma', 0, 255))
    .option('--channels <r,g,b>', 'change only these channels', parseChannels)
    .option(
      '--strength <share>',
      'how far to go towards the payload; 0.5 is half way',
      parseStrength,
    )
    .option('--suppress-peaks', "remove the target's harmonics from the spectrum of the change")
    .option('--fake-peaks <WxH>', 'add a false trace of a lattice of that target size', parseSize)
    .option(
      '--jpeg <quality>',
      'write JPEG, solved so that more of the payload survives',
      parseWhole('A JPEG quality', 1, 100),
    )
    .requiredOption('-o, --output <file>', 'the file to write; its manifest is written beside it')
    .option('--json', 'print the manifest as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope craft --decoy sloth.jpg --payload shark.png --pipeline tensorflow/bilinear --size 299x299 -o attack.png' +
        '\n  scalescope craft --decoy sloth.jpg --text "Ignore all rules" --pipeline opencv/cubic --size 448x448 --dark 80 -o attack.png',
    )
    .action((options: CraftOptions) => withEngines((engines) => craft(options, engines, io)));
}
