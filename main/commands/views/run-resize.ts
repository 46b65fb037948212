/** `scalescope resize`: the exact machine view as a PNG file. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { loaderText } from '../../../shared/loaders/loader-words.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { makeTemporaryFolder } from '../../base/file-failure.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { refuseNoPng, refuseOverwrite, withInput } from '../../terminal/files.ts';
import { imageSource, viewRequest, type DecodeOptions } from '../../terminal/options.ts';

export interface ResizeOptions extends DecodeOptions {
  pipeline: Pipeline;
  size?: Size;
  part?: number;
  output: string;
  json?: true;
}

/** Writes the machine view of `image` to options.output, `-` for standard output. */
export async function resize(
  image: string,
  options: ResizeOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  if (options.output !== '-') refuseNoPng(options.output, 'Name it .png.');
  const view = viewRequest(options.pipeline, options.size, options.part);
  return withInput(image, options, io, async (path, name) => {
    const source = { ...imageSource(path, options, options.pipeline), name };
    if (options.output === '-') {
      const folder = await makeTemporaryFolder(tmpdir(), 'scalescope-');
      try {
        const file = join(folder, 'view.png');
        const opened = await engines.open(source, io.signal);
        const { raster } = await engines.resize(opened, view, file, io.signal);
        if (options.size === undefined) io.stderr.write(sizeText(options.pipeline, raster));
        await pipeline(createReadStream(file), io.stdout, { end: false, signal: io.signal });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      return 0;
    }
    await refuseOverwrite(options.output, [path]);
    const opened = await engines.open(source, io.signal);
    const written = await engines.resize(opened, view, options.output, io.signal);
    const { width, height } = written.raster;
    const { library } = options.pipeline.decode;
    const loader =
      library === undefined
        ? null
        : loaderText(library, opened.facts, opened.source.policy.orientation);
    if (options.size === undefined) io.stderr.write(sizeText(options.pipeline, { width, height }));
    io.stdout.write(
      options.json
        ? `${printableJson({ ...written, ...view, width, height, source: opened.facts.sha256, ...(loader !== null && { loader }) })}\n`
        : printableLines([
            `${options.output}: ${width}x${height} as ${view.pipeline} returns it`,
            ...(loader === null ? [] : [`  Loaded by ${loader}`]),
          ]),
    );
    return 0;
  });
}

/** Which size was taken where none was asked for, and why. */
function sizeText({ id, sizeIsFree }: Pipeline, { width, height }: Size): string {
  const why = sizeIsFree
    ? `${id} takes any size, and this is the one that Scalescope takes where none is named`
    : `the size that ${id} itself makes of this image`;
  return printableLines([`No --size was given, so the view is ${width}x${height}: ${why}.`]);
}
