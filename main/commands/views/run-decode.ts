/** `scalescope decode`: the array that a library's loader returns, as a file. */
import { basename } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import type { Loader } from '../../../shared/loaders/loader.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { onlyInside } from '../inspect/choose-inside.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { refuseOverwrite, withInput } from '../../terminal/files.ts';
import { imageSource, type DecodeOptions } from '../../terminal/options.ts';

export interface DecodeCommandOptions extends DecodeOptions {
  loader: Loader;
  output: string;
  json?: true;
}

/** Writes what options.loader makes of `image` to options.output. */
export async function decode(
  image: string,
  options: DecodeCommandOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const { loader, output } = options;
  if (!/\.(npy|png)$/i.test(output)) {
    const fact = `The output is .npy or .png, but ${basename(output)} ends in neither`;
    throw new UserError('invalid-argument', `${fact}. Name it .npy.`);
  }
  return withInput(image, options, io, async (path, name) => {
    await refuseOverwrite(output, [path]);
    const given = { ...imageSource(path, options), name };
    const source = await onlyInside(given, engines, io.signal);
    const input = { source, loader: loader.id, output };
    const written = await engines.run('load', input, { name, signal: io.signal });
    io.stdout.write(
      options.json
        ? `${printableJson(written)}\n`
        : printableLines([
            `${output}: ${written.shape.join('x')} ${written.dtype} ${
              written.composedBy === undefined
                ? `as ${loader.id} returns it`
                : `as ${written.composedBy} draws the frame; ${loader.id} may draw it otherwise`
            }`,
          ]),
    );
    return 0;
  });
}
