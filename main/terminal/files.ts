/** The files that a command is given: standard input in place of one, and outputs that may not be written. */
import { createWriteStream } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../shared/base/errors.ts';
import { fsPath, givenPath, shownName } from '../base/byte-path.ts';
import { makeTemporaryFolder, writeFailure } from '../base/file-failure.ts';
import { RAISE_BYTES } from '../engine/images/read-source.ts';
import { within } from '../base/streams.ts';
import type { CommandIo } from './io.ts';
import type { DecodeOptions } from './options.ts';

/** What `scalescope … -` reads is called so in messages and findings. */
export const STANDARD_INPUT = 'standard input';

/** Refuses a name that says another format than the PNG that is written; `advice` is what to do then. */
export function refuseNoPng(output: string, advice: string): void {
  if (/\.png$/i.test(output)) return;
  throw new UserError(
    'invalid-argument',
    `The output is a PNG file, but ${basename(output)} does not end in .png. ${advice}`,
  );
}

/** Refuses an output that is one of the inputs: originals are never rewritten. */
export async function refuseOverwrite(output: string, inputs: readonly string[]): Promise<void> {
  const real = (path: string) => realpath(fsPath(path), 'buffer').catch(() => null);
  const target = await real(output);
  if (target === null) return;
  for (const input of inputs) {
    if ((await real(givenPath(input)))?.equals(target)) {
      throw new UserError(
        'invalid-argument',
        `The output ${basename(output)} is the input itself. Originals are never overwritten. ` +
          'Choose another name.',
      );
    }
  }
}

/**
 * Runs `use` with the path of the image that `argument` names; `-` is standard input, kept in a
 * private temporary file meanwhile, and refused where it has over `maxBytes`.
 */
export async function withInput<T>(
  argument: string,
  { maxBytes }: Pick<DecodeOptions, 'maxBytes'>,
  { stdin, signal }: Pick<CommandIo, 'stdin' | 'signal'>,
  use: (path: string, name: string) => Promise<T>,
): Promise<T> {
  if (argument !== '-') return use(argument, shownName(givenPath(argument)));
  const folder = await makeTemporaryFolder(tmpdir(), 'scalescope-');
  try {
    const path = join(folder, 'stdin');
    try {
      const bounded = (chunks: AsyncIterable<Buffer | string>) =>
        within(chunks, STANDARD_INPUT, { maxBytes, help: RAISE_BYTES });
      await pipeline(stdin, bounded, createWriteStream(path, { mode: 0o600 }), { signal });
    } catch (error) {
      throw writeFailure(error, 'Standard input could not be stored', folder);
    }
    return await use(path, STANDARD_INPUT);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
