/** The commands by name, for everything that has to tell a command from an image. */
import { COMMANDS } from './command-table.ts';

/** Each command. */
export const COMMAND_NAMES = COMMANDS.map(({ name }) => name);

/** What commander answers by itself. */
export const HELP_NAMES = ['help', '--help', '-h', '--version', '-V'] as const;

/** True where `word` is a command, or a question about them. */
export function isCommandName(word: string): boolean {
  return [...COMMAND_NAMES, ...HELP_NAMES].some((name) => name === word);
}

/** True where `args` are a command rather than images to show: with a command no window opens. */
export function isCommand([first = '']: string[]): boolean {
  return first !== 'view' && isCommandName(first);
}

/**
 * The commands that `argv` may be about, by name: those that are named in it, else, unless only help or
 * the version is asked for, the one that arguments without a command mean.
 */
export function askedCommands(argv: readonly string[]): string[] {
  const named = COMMAND_NAMES.filter((name) => argv.includes(name));
  if (named.some((name) => name === argv[0])) return named;
  const isHelp = argv.length > 0 && argv.every((word) => isCommandName(word));
  return isHelp ? named : ['view', ...named.filter((name) => name !== 'view')];
}
