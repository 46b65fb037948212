/** What tests of fleets share: commands in this process, and a database with images. */
import { PassThrough } from 'node:stream';
import { run } from '../../../main/cli.ts';

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command, as the command line does. */
export async function command(...argv: string[]): Promise<CommandResult> {
  return commandUntil(new AbortController().signal, ...argv);
}

/** The same, ended when `signal` fires. */
export async function commandUntil(signal: AbortSignal, ...argv: string[]): Promise<CommandResult> {
  const [out, err] = [collector(), collector()];
  const stdin = new PassThrough();
  stdin.end();
  const code = await run(argv, { stdin, stdout: out.stream, stderr: err.stream, signal });
  return { code, stdout: out.text(), stderr: err.text() };
}

function collector(): { stream: PassThrough; text: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (more: string) => (text += more));
  return { stream, text: () => text };
}
