/** The command line. Every command is in commands/; this file only runs the one that is asked for. */
import { existsSync } from 'node:fs';
import { Command, CommanderError, Help } from 'commander';
import { UserError } from '../shared/base/errors.ts';
import { nearName } from '../shared/base/near-name.ts';
import { printable, printableText } from '../shared/base/printable.ts';
import { argumentsByBytes } from './terminal/byte-arguments.ts';
import { createInterrupt, type Interrupt } from './terminal/interrupt.ts';
import { processIo, type CommandIo } from './terminal/io.ts';
import { catchTheRest, detailsOf, sentenceOf } from './terminal/last-resort.ts';
import { askedCommands, COMMAND_NAMES, isCommandName } from './commands/names.ts';
import { COMMANDS, type CommandEntry } from './commands/command-table.ts';
import { REQUIRE_SANDBOX, takeSandboxOption } from './terminal/sandbox-option.ts';
import { commandContext } from './terminal/command-context.ts';
import { version } from './base/package-root.ts';

/** Exit code of a command that failed; what it found never changes the code. */
const FAILED = 2;

/**
 * Runs the command in `argv` (without the program's own name). Returns the exit code: 0 done, 1 a
 * gate that was asked for refuses or a scan found something, 2 failed, both with a sentence on io.stderr; 130, 143 or 129
 * ended by Ctrl-C, a termination or a hang-up, 141 because the reader of the output has gone, both
 * without a word and with nothing left behind.
 */
export async function run(argv: string[], given?: CommandIo): Promise<number> {
  const io = given ?? processIo();
  // Only where the process is ours: a test that runs commands in its own has to see what is thrown.
  if (given === undefined) catchTheRest(FAILED);
  const interrupt = createInterrupt(io);
  try {
    const args = given === undefined ? argumentsByBytes(argv) : argv;
    const code = await runCommand(
      takeSandboxOption(args),
      { ...io, signal: interrupt.signal, serve: interrupt.serve },
      interrupt,
    );
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
    const program = await buildProgram(io, (code) => (exitCode = code), askedCommands(argv));
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : FAILED;
    // What fails after the end was asked for fails because of it.
    if (interrupt.signal.aborted) return interrupt.signalCode() ?? FAILED;
    io.stderr.write(`scalescope: ${sentenceOf(error)}\n${detailsOf(error)}`);
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
  const near = nearName(first.toLowerCase(), [...COMMAND_NAMES, 'help']);
  const help = near === null ? 'scalescope --help lists the commands.' : `Did you mean ${near}?`;
  throw new UserError('invalid-argument', `unknown command ${first}. ${help}`);
}

/**
 * The commands as commander has them; `done` gets the exit code of the one that ran. Only those in
 * `asked` have options and do something: the others are there to be listed.
 */
export async function buildProgram(
  io: CommandIo,
  done: (code: number) => void,
  asked: readonly string[] = COMMAND_NAMES,
): Promise<Command> {
  const program = new Command('scalescope')
    .description('See an image the way the machine sees it.')
    .version(version)
    // Taken out of the words before, so that it may stand anywhere.
    .option(REQUIRE_SANDBOX, 'with every command: never decode without a sandbox of the system')
    .exitOverride()
    .showHelpAfterError('(scalescope --help lists the commands)')
    .configureHelp({
      // What may be given several times starts as an empty list, which tells a reader nothing.
      optionDescription: (option) =>
        new Help().optionDescription(option).replace(/ ?\(default: \[\]\)$/, ''),
      subcommandTerm: (command) => listedTerm(command),
    })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(`scalescope: ${commanderError(text)}\n`),
    });
  const context = commandContext(io, done);
  for (const entry of COMMANDS) {
    const command = addEntry(program, entry);
    if (asked.includes(entry.name)) (await entry.load())(command, context);
    // An option without a command is one of the viewer, but may have been meant for any.
    if (entry.name !== 'view') pointToHelp(command, `scalescope ${entry.name}`);
  }
  return program;
}

function addEntry(program: Command, { name, description, isDefault, ...entry }: CommandEntry) {
  const command = program.command(name, { isDefault: isDefault === true }).description(description);
  for (const [usage, meaning] of entry.arguments) command.argument(usage, meaning);
  return command;
}

/** A command as a list of commands has it, whether its options are loaded or not. */
function listedTerm(command: Command): string {
  const term = new Help().subcommandTerm(command);
  const entry: CommandEntry | undefined = COMMANDS.find(({ name }) => name === command.name());
  const isTop =
    command.parent?.parent === null && entry?.hasCommands !== true && entry !== undefined;
  if (!isTop || term.includes(' [options]')) return term;
  return term.replace(command.name(), `${command.name()} [options]`);
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
