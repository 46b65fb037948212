/** `scalescope craft`: an attack image for tests, with a manifest beside it. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CRAFT_SCHEMA } from '../../../shared/craft/manifest.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { Region } from '../../../shared/finding/finding.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { printableJson } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { manifestPath } from '../../engine/write/manifest-path.ts';
import type { PayloadOrder, TextOrder } from '../../engine/images/orders.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { readRegularFile } from '../../base/regular-file.ts';
import { craftSettings, type CraftSettingOptions } from './craft-options.ts';
import { craftText } from './craft-text.ts';
import { progressLine, type CommandIo } from '../../terminal/io.ts';
import { refuseNoPng, refuseOverwrite } from '../../terminal/files.ts';
import { imageSource, viewRequest, type DecodeOptions } from '../../terminal/options.ts';

/** No manifest is longer: what is, is not read to find out. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

export interface CraftOptions extends DecodeOptions, CraftSettingOptions {
  decoy: string;
  payload: string[];
  text: string[];
  font?: string;
  textSize?: number;
  ink?: [number, number, number];
  paper?: [number, number, number];
  at: Region[];
  pipeline: Pipeline[];
  size: Size[];
  part: number[];
  mask?: string;
  jpeg?: number;
  output: string;
  json?: true;
}

/**
 * Crafts options.output; one pipeline, size, part or place serves every payload, otherwise one for
 * each: pictures first, then texts.
 */
export async function craft(
  options: CraftOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const count = options.payload.length + options.text.length;
  if (count === 0) {
    throw new UserError('invalid-argument', 'There is nothing to hide. Give --payload or --text.');
  }
  refuseName(options);
  refuseTextOptions(options);
  const pipelines = forEach('--pipeline', options.pipeline, count, findPipeline(DEFAULT_PIPELINE));
  const sizes = forEach<Size | undefined>('--size', options.size, count, undefined);
  const parts = forEach<number | undefined>('--part', options.part, count, undefined);
  const places = forEach<Region | null>('--at', options.at, count, null);
  const payloads = pipelines.map((pipeline, i): PayloadOrder => {
    const place = { view: viewRequest(pipeline, sizes[i], parts[i]), at: places[i] };
    const path = options.payload[i];
    if (path !== undefined) return { ...place, image: imageSource(path, options, pipeline) };
    return { ...place, text: textOrder(options.text[i - options.payload.length], options) };
  });
  const inputs = [options.decoy, ...options.payload, options.mask, options.font].filter(
    (path) => path !== undefined,
  );
  const manifestFile = manifestPath(options.output);
  await refuseOverwrite(options.output, inputs);
  await refuseOverwrite(manifestFile, inputs);
  await refuseForeign(manifestFile);
  const line = progressLine(io);
  const manifest = await engines
    .craft(
      {
        decoy: imageSource(options.decoy, options, pipelines[0]),
        payloads,
        settings: craftSettings(options),
        mask: options.mask === undefined ? null : imageSource(options.mask, options, pipelines[0]),
        jpegQuality: options.jpeg ?? null,
        output: options.output,
      },
      line.show,
      io.signal,
    )
    .finally(line.clear);
  io.stdout.write(
    options.json ? `${printableJson(manifest, 2)}\n` : craftText(manifest, options.output),
  );
  return 0;
}

function textOrder(text: string, options: CraftOptions): TextOrder {
  return {
    text,
    font: options.font ?? null,
    sizePx: options.textSize ?? null,
    ink: options.ink ?? null,
    paper: options.paper ?? null,
  };
}

/** Refuses a name that says another format than what is written. */
function refuseName({ output, jpeg }: CraftOptions): void {
  const isJpeg = /\.jpe?g$/i.test(output);
  if (jpeg === undefined) refuseNoPng(output, 'Name it .png, or give --jpeg and a quality.');
  if (!isJpeg && jpeg !== undefined) {
    throw new UserError('invalid-argument', 'With --jpeg the name of the output must end in .jpg.');
  }
}

/** Letters have a font, a size and colors; pictures have none of them. */
function refuseTextOptions({ text, font, textSize, ink, paper }: CraftOptions): void {
  const given = { '--font': font, '--text-size': textSize, '--ink': ink, '--paper': paper };
  const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (flag === undefined || text.length > 0) return;
  throw new UserError('invalid-argument', `${flag} is for --text. Add a --text, or leave it out.`);
}

/** Refuses a manifest path where something else than a manifest is. */
async function refuseForeign(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || (await isManifest(path))) return;
  throw new UserError(
    'invalid-argument',
    `The manifest would replace ${basename(path)}, which is not a manifest of Scalescope. ` +
      'Move it, or choose another output.',
  );
}

async function isManifest(path: string): Promise<boolean> {
  try {
    const bytes = await readRegularFile(path, path, { maxBytes: MAX_MANIFEST_BYTES });
    const content = JSON.parse(bytes.toString('utf8')) as { schema?: unknown } | null;
    return content?.schema === CRAFT_SCHEMA;
  } catch {
    return false; // unreadable or no JSON: not ours to replace
  }
}

function forEach<T>(flag: string, given: T[], count: number, fallback: T): T[] {
  if (given.length === count) return given;
  if (given.length === 0) return new Array<T>(count).fill(fallback);
  if (given.length === 1) return new Array<T>(count).fill(given[0]);
  throw new UserError(
    'invalid-argument',
    `${flag} was given ${given.length} times for ${count} payloads. Give it once, or once for each payload.`,
  );
}
