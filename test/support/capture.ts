/** Runs the command line in this process and keeps what it prints. */
import { PassThrough, Readable } from 'node:stream';
import { SANDBOX_VARIABLE } from '../../main/base/sandbox-policy.ts';
import { run } from '../../main/cli.ts';

// What holds engines has tests of its own. Without it engines keep what was compiled.
process.env[SANDBOX_VARIABLE] ??= 'off';

export interface Captured {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** `scalescope ARGV…` with `input` on standard input. */
export async function scalescope(
  argv: string[],
  input: Buffer = Buffer.alloc(0),
): Promise<Captured> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => out.push(chunk));
  stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const code = await run(argv, { stdin: Readable.from([input]), stdout, stderr });
  return { code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() };
}
