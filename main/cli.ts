/** The command line. Every command is a function in commands/; this file only wires them up. */
import { existsSync } from 'node:fs';
import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import { CRAFT_METHODS } from '../shared/craft/settings.ts';
import { toErrorBody, UserError } from '../shared/errors.ts';
import { DEFAULT_PIPELINE } from '../shared/pipelines/pipeline.ts';
import { printable, printableText } from '../shared/printable.ts';
import { editDistance, nearestName } from '../shared/resample/catalog.ts';
import { addCaseCommand } from './commands/case-options.ts';
import { craft, type CraftOptions } from './commands/craft.ts';
import {
  parseAt,
  parseChannels,
  parseColor,
  parseStrength,
  parseWhole,
} from './commands/craft-options.ts';
import { inspect, type InspectOptions } from './commands/inspect.ts';
import { createInterrupt, type Interrupt } from './commands/interrupt.ts';
import { processIo, type CommandIo } from './commands/io.ts';
import { COMMAND_NAMES, isCommandName } from './commands/names.ts';
import { parseSource, pipelines, type PipelinesOptions } from './commands/pipelines.ts';
import {
  parseClassifier,
  parseNumber,
  parsePart,
  parsePipeline,
  parsePositive,
  parseSize,
  withDecodeOptions,
  withSizeLimits,
} from './commands/options.ts';
import { parsePixel } from './commands/pixel-text.ts';
import { parseSweep } from './commands/sweep-text.ts';
import { report, type ReportOptions } from './commands/report.ts';
import { resize, type ResizeOptions } from './commands/resize.ts';
import { parseKeyId, verify, type VerifyOptions } from './commands/verify.ts';
import { scan, type ScanCommandOptions } from './commands/scan.ts';
import { SANITIZE_EPILOGUE, sanitize, type SanitizeOptions } from './commands/sanitize.ts';
import { SANITIZE_METHODS } from '../shared/sanitize/sanitize.ts';
import { createEngines } from './engine/pool.ts';
import type { Engines } from './engine/service.ts';
import { openViewer } from './open-viewer.ts';
import { version } from './package-root.ts';
import { DEFAULT_DECODE_LIMITS } from '../shared/facts.ts';

const SIZE_HELP = "the target size (default: the pipeline's; presets of models fix their own)";
const LABELS_HELP =
  'also what a model says at both scales: nsfwjs/inception-v3, nsfwjs/mobilenet-v2 or a ' +
  'classifier.json; repeatable';
const PART_HELP = 'which of several views (tiles, crops), from 1 (default: the first)';

/** Cleaning compares hundreds of views of large pictures twice. */
const SANITIZE_TIMEOUT_MS = 1_800_000;

/** Exit code of a command that failed; what it found never changes the code. */
const FAILED = 2;

/**
 * Runs the command in `argv` (without the program's own name). Returns the exit code: 0 done, 1 a
 * gate that was asked for refuses or a scan found something, 2 failed, both with a sentence on io.stderr; 130, 143 or 129
 * ended by Ctrl-C, a termination or a hang-up, 141 because the reader of the output has gone, both
 * without a word and with nothing left behind.
 */
export async function run(argv: string[], io: CommandIo = processIo()): Promise<number> {
  const interrupt = createInterrupt(io);
  try {
    const code = await runCommand(argv, { ...io, signal: interrupt.signal }, interrupt);
    await interrupt.flushed();
    const ending = interrupt.outputEnding();
    if (ending === null) return code;
    if (ending.message !== null) io.stderr.write(`scalescope: ${printable(ending.message)}\n`);
    return ending.code;
  } finally {
    interrupt.release();
  }
}

async function runCommand(argv: string[], io: CommandIo, interrupt: Interrupt): Promise<number> {
  let exitCode = 0;
  try {
    refuseUnknownCommand(argv);
    await buildProgram(io, (code) => (exitCode = code)).parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : FAILED;
    // What fails after the end was asked for fails because of it.
    if (interrupt.signal.aborted) return interrupt.signalCode() ?? FAILED;
    const { code, message } = toErrorBody(error);
    io.stderr.write(`scalescope: ${printable(message)}\n`);
    if (code === 'internal' && !(error instanceof UserError) && process.env['SCALESCOPE_DEBUG']) {
      const stack = error instanceof Error ? (error.stack ?? '') : '';
      io.stderr.write(`${printableText(stack)}\n`);
    }
    return FAILED;
  }
}

/**
 * Without a command the arguments are images, so that a mistyped command would open a viewer on a
 * file that is not there: a bare word that names no file is taken for a command.
 */
function refuseUnknownCommand([first]: string[]): void {
  if (first === undefined || !/^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(first)) return;
  if (isCommandName(first) || existsSync(first)) return;
  const known = [...COMMAND_NAMES, 'help'];
  const nearest = nearestName(first.toLowerCase(), known);
  const isNear = editDistance(first.toLowerCase(), nearest) <= Math.floor(nearest.length / 3);
  const help = isNear ? `Did you mean ${nearest}?` : 'scalescope --help lists the commands.';
  throw new UserError('invalid-argument', `unknown command ${first}. ${help}`);
}

/** The commands as commander has them; `done` gets the exit code of the one that ran. */
export function buildProgram(io: CommandIo, done: (code: number) => void): Command {
  const program = new Command('scalescope')
    .description('See an image the way the machine sees it.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(scalescope --help lists the commands)')
    .configureHelp({
      // What may be given several times starts as an empty list, which tells a reader nothing.
      optionDescription: (option) =>
        new Help().optionDescription(option).replace(/ ?\(default: \[\]\)$/, ''),
    })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(`scalescope: ${commanderError(text)}\n`),
    });
  const withEngines = async (
    work: (engines: Engines) => Promise<number>,
    count = 1,
    limits = DEFAULT_DECODE_LIMITS,
  ) => {
    const engines = createEngines({ count, limits });
    try {
      done(await work(engines));
    } finally {
      await engines.close();
    }
  };
  const viewer = (name: string, description: string, open: boolean) =>
    withDecodeOptions(program.command(name, { isDefault: open }))
      .description(description)
      .argument('[image...]', 'images to open')
      .option('--case <file>', 'review the images of this case; it is made where there is none')
      .option('--port <n>', 'port on 127.0.0.1 (default: any free one)', parsePort)
      .action(async (images: string[], options) => {
        done(await openViewer({ images, ...options, serveOnly: !open, io }));
      });

  viewer('view', 'open the viewer on the given images (the default command)', true).addHelpText(
    'after',
    '\nExample:\n  scalescope suspicious.png',
  );
  withDecodeOptions(program.command('inspect'))
    .description('whether a picture is hidden in an image, at which size and for which machines')
    .argument('<image>', 'an image file, - for standard input')
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
    .option('--pixel <X,Y>', 'also how this pixel of the view is made (from 0,0)', parsePixel)
    .option('--matrix', 'also who sees what: every sampler at the sizes, as distinct pictures')
    .option('--presets', 'with --matrix: the presets of models too')
    .option('--labels <classifier>', LABELS_HELP, collectWith(parseClassifier), [])
    .option('--sweep <A:B>', 'also how far the view is from a fair one at each size', parseSweep)
    .option('--comparators', 'also what the published detectors would have said')
    .option('-o, --out <dir>', 'also write machine views and evidence pictures there as PNG')
    .option('--json', 'print the finding as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope inspect photo.png --out found' +
        '\n  scalescope inspect photo.png --pipeline opencv/linear --size 224x224' +
        '\n  scalescope inspect photo.png --matrix --size 224x224 --size 299x299' +
        '\n  scalescope inspect photo.png --size 299x299 --pixel 2,3' +
        '\n  scalescope inspect photo.png --sweep 280:320 --comparators',
    )
    .action((image: string, options: InspectOptions) =>
      withEngines((engines) => inspect(image, options, engines, io)),
    );
  withDecodeOptions(program.command('scan'))
    .description('a finding for every image of folders, globs and lists')
    .argument('<path...>', 'files, folders with all in them, globs; - for a list on standard input')
    .option('-0, --null', 'the list on standard input has a NUL after each path')
    .option('--jobs <n>', 'images at once (default: one per core)', parsePositive)
    .option('--jsonl <file>', 'write the findings there as JSON lines, each as soon as it is made')
    .option('--resume', 'go on with the --jsonl file of a scan that was stopped')
    .option('--csv <file>', 'also write a table, a row per image')
    .option('--case <file>', 'keep the findings in a case; what it knows is not examined again')
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
  withDecodeOptions(program.command('resize'))
    .description('write the exact machine view of an image as PNG')
    .argument('<image>', 'an image file, - for standard input')
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
      withEngines((engines) => resize(image, options, engines, io)),
    );
  program
    .command('pipelines')
    .description('the catalog; with --source, how exposed each pipeline is to scaling attacks')
    .option('--source <WxH>', 'the size of the images that come in', parseSource)
    .option('-s, --size <WxH>', 'the target size of bare samplers (default: 299x299)', parseSize)
    .option('-p, --pipeline <id>', 'only this one; repeatable', collectWith(parsePipeline), [])
    .addOption(
      new Option('--fail-on <verdict>', 'exit with 1 where any pipeline is at or above it').choices(
        ['partly', 'exposed'],
      ),
    )
    .option('--json', 'print the table as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope pipelines --source 4000x3000 --pipeline opencv/linear --fail-on exposed',
    )
    .action((options: PipelinesOptions) => done(pipelines(options, io)));
  addCaseCommand(program, io, done);
  withDecodeOptions(program.command('craft'))
    .description('hide pictures or texts in another picture for tests; repeat for several sizes')
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
    .option('-p, --pipeline <id>', 'the pipeline that sees it', collectWith(parsePipeline), [])
    .option('-s, --size <WxH>', SIZE_HELP, collectWith(parseSize), [])
    .option('--part <n>', PART_HELP, collectWith(parsePart), [])
    .option('--at <x,y,w,h>', 'only this part of the view, in its pixels', collectWith(parseAt), [])
    .addOption(
      new Option(
        '--method <name>',
        'least squares, fewest pixels, least bound, or every tap copied (default: l2)',
      ).choices(CRAFT_METHODS),
    )
    .option(
      '--tolerance <levels>',
      'largest difference from the payload (default: 2)',
      parseWhole('A tolerance', 0, 254),
    )
    .option('--bound <levels>', 'no value changes by more than this', parseWhole('A bound', 1, 255))
    .option('--mask <image>', "of the decoy's size: only where it is bright pixels change")
    .option('--dark <luma>', 'only pixels as dark as this change', parseWhole('A luma', 0, 255))
    .option('--channels <r,g,b>', 'only these change', parseChannels)
    .option('--strength <share>', 'how far to go towards the payload, 0.5: half', parseStrength)
    .option('--suppress-peaks', "take the target's harmonics out of the spectrum of the change")
    .option('--fake-peaks <WxH>', 'lay a false trace of a lattice of that target size', parseSize)
    .option(
      '--jpeg <quality>',
      'write JPEG, solved so that more survives it',
      parseWhole('A JPEG quality', 1, 100),
    )
    .requiredOption('-o, --output <file>', 'the file to write; its manifest goes beside it')
    .option('--json', 'print the manifest as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope craft --decoy sloth.jpg --payload shark.png --pipeline tensorflow/bilinear --size 299x299 -o attack.png' +
        '\n  scalescope craft --decoy sloth.jpg --text "Ignore all rules" --pipeline opencv/cubic --size 448x448 --dark 80 -o attack.png',
    )
    .action((options: CraftOptions) => withEngines((engines) => craft(options, engines, io)));
  withDecodeOptions(program.command('sanitize'))
    .description('a copy without what is hidden for machines, and a certificate of what is left')
    .argument('<image>', 'an image file, - for standard input, or a folder')
    .requiredOption('-o, --output <file>', 'the PNG file to write; for a folder the folder')
    .option('-p, --pipeline <id>', 'clean for this one; repeatable', collectWith(parsePipeline), [])
    .option('-s, --size <WxH>', `${SIZE_HELP}; repeatable`, collectWith(parseSize), [])
    .option('--found', 'clean for whatever the detector finds (default without --pipeline, --size)')
    .addOption(
      new Option('-m, --method <name>', 'how')
        .choices(SANITIZE_METHODS)
        .default('selective-median'),
    )
    .option('--all-read', 'selective: rebuild all pixels that are read, also where nothing departs')
    .option('--seed <n>', 'selective-random: of its choices (default: 1)', parsePositive)
    .option('--radius <n>', 'median: half side of its windows (default: the ratio)', parsePositive)
    .option('--sigma <n>', 'gaussian: in pixels (default: half the ratio)', parseNumber)
    .option('--certificate [file]', 'also write the certificate there; of a folder beside each')
    .option('--no-matrix', 'leave who sees what out of the certificate, which takes the longest')
    .addOption(
      new Option(
        '--fail-on <verdict>',
        'exit with 1 where something hidden remains, or that cannot be measured',
      ).choices(['remains']),
    )
    .option('--jobs <n>', 'of a folder: images at a time (default: 1)', parsePositive)
    .option('--json', 'print the certificate as JSON, of a folder one a line')
    .addHelpText('after', SANITIZE_EPILOGUE)
    .action((image: string, options: SanitizeOptions) =>
      withEngines((engines) => sanitize(image, options, engines, io), options.jobs, {
        ...DEFAULT_DECODE_LIMITS,
        timeoutMs: SANITIZE_TIMEOUT_MS,
      }),
    );
  withDecodeOptions(program.command('report'))
    .description('write an evidence report that another person can check and make again')
    .argument('[image]', 'an image file; left out with --case for the case itself')
    .requiredOption(
      '-o, --output <file>',
      'the .html, .pdf or .json file to write; repeatable',
      collect<string>,
      [],
    )
    .option('-p, --pipeline <id>', 'also judge and show the view of this pipeline', parsePipeline)
    .option('-s, --size <WxH>', SIZE_HELP, parseSize)
    .option('--part <n>', PART_HELP, parsePart)
    .option('--labels <classifier>', LABELS_HELP, collectWith(parseClassifier), [])
    .option('--case <file>', 'with an image: what its reviewers said; else the report of the case')
    .option('--sign', 'sign it with your own key, which is made when it is first needed')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope report suspicious.png --sign -o report.json -o report.pdf' +
        '\n  scalescope report --case review.case -o march.html',
    )
    .action((image: string | undefined, options: ReportOptions) =>
      withEngines((engines) => report(image, options, engines, io)),
    );
  withSizeLimits(program.command('verify'))
    .description('check a report, and compute all of it again from the original')
    .argument('<report.json>', 'the JSON form of a report')
    .option('--image <file>', 'the original that the report is of')
    .option('--case <file>', 'the case that the report, or what reviewers said in it, is of')
    .option('--require-signature', 'a report that is not signed does not match')
    .option('--key-id <id>', 'nor does one that this key did not sign', parseKeyId)
    .option('--json', 'print what was checked as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope verify report.json --image suspicious.png --require-signature' +
        '\n  scalescope verify march.json --case review.case' +
        '\n\nThe exit code is 0 where everything matches, 1 where something differs.',
    )
    .action((path: string, options: VerifyOptions) =>
      withEngines((engines) => verify(path, options, engines, io)),
    );
  viewer('serve', 'serve the viewer on 127.0.0.1 and print its address', false).addHelpText(
    'after',
    '\nExample:\n  scalescope serve suspicious.png --port 8080',
  );
  for (const command of program.commands) {
    // An option without a command is one of the viewer, but may have been meant for any.
    if (command.name() !== 'view') pointToHelp(command, `scalescope ${command.name()}`);
  }
  return program;
}

/** After a wrong argument a command names its own help, not that of the whole program. */
function pointToHelp(command: Command, words: string): void {
  command.showHelpAfterError(`(${words} --help explains it)`);
  for (const part of command.commands) pointToHelp(part, `${words} ${part.name()}`);
}

/** A sentence of commander, which has arguments as they are in it, and perhaps a suggestion. */
function commanderError(text: string): string {
  const [, sentence, suggestion] =
    /^(?:error: )?([^]*?)(\n\(Did you mean [^\n]*\?\))?\n*$/.exec(text) ?? [];
  return printable(sentence ?? text) + printableText(suggestion ?? '');
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65535)) {
    throw new InvalidArgumentError(`A port is 0 to 65535, not "${text}".`);
  }
  return port;
}

function collect<T>(value: T, previous: T[]): T[] {
  return [...previous, value];
}

function collectWith<T>(parse: (text: string) => T): (text: string, previous: T[]) => T[] {
  return (text, previous) => collect(parse(text), previous);
}
