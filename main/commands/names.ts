/** The commands by name, for everything that has to tell a command from an image. */

/** Each command of cli.ts. */
export const COMMAND_NAMES = [
  'view',
  'inspect',
  'scan',
  'calibrate',
  'case',
  'resize',
  'pipelines',
  'craft',
  'sanitize',
  'report',
  'verify',
  'serve',
] as const;

/** What commander answers by itself. */
export const HELP_NAMES = ['help', '--help', '-h', '--version', '-V'] as const;

/** True where `word` is a command, or a question about them. */
export function isCommandName(word: string): boolean {
  return [...COMMAND_NAMES, ...HELP_NAMES].some((name) => name === word);
}
