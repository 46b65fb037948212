/** `scalescope craft`: an attack image for tests, with a manifest beside it. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CRAFT_SCHEMA, type CraftManifest } from '../../shared/craft/manifest.ts';
import { UserError } from '../../shared/errors.ts';
import type { Pipeline } from '../../shared/pipelines/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../shared/pipelines/pipeline.ts';
import { printableJson, printableLines } from '../../shared/printable.ts';
import type { Size } from '../../shared/raster.ts';
import { manifestPath } from '../engine/craft-files.ts';
import type { Engines } from '../engine/service.ts';
import type { CommandIo } from './io.ts';
import { imageSource, refuseOverwrite, viewRequest, type DecodeOptions } from './options.ts';

/** No manifest is longer: what is, is not read to find out. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

export interface CraftOptions extends DecodeOptions {
  decoy: string;
  payload: string[];
  pipeline: Pipeline[];
  size: Size[];
  part: number[];
  output: string;
  json?: true;
}

/** Crafts options.output; one pipeline or size serves every payload, otherwise one for each. */
export async function craft(
  options: CraftOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const count = options.payload.length;
  const pipelines = forEach('--pipeline', options.pipeline, count, findPipeline(DEFAULT_PIPELINE));
  const sizes = forEach<Size | undefined>('--size', options.size, count, undefined);
  const parts = forEach<number | undefined>('--part', options.part, count, undefined);
  const payloads = options.payload.map((path, i) => ({
    image: imageSource(path, options, pipelines[i]),
    view: viewRequest(pipelines[i], sizes[i], parts[i]),
  }));
  const inputs = [options.decoy, ...options.payload];
  const manifestFile = manifestPath(options.output);
  await refuseOverwrite(options.output, inputs);
  await refuseOverwrite(manifestFile, inputs);
  await refuseForeign(manifestFile);
  const manifest = await engines.craft(
    {
      decoy: imageSource(options.decoy, options, pipelines[0]),
      payloads,
      output: options.output,
    },
    io.signal,
  );
  io.stdout.write(options.json ? `${printableJson(manifest, 2)}\n` : text(manifest, options));
  return 0;
}

/** Refuses a manifest path where something else than a manifest is. */
async function refuseForeign(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || (found.isFile() && (await isManifest(path, found.size)))) return;
  throw new UserError(
    'invalid-argument',
    `The manifest would replace ${basename(path)}, which is no manifest of Scalescope. ` +
      'Move it, or choose another output.',
  );
}

async function isManifest(path: string, bytes: number): Promise<boolean> {
  if (bytes > MAX_MANIFEST_BYTES) return false;
  try {
    const content = JSON.parse(await readFile(path, 'utf8')) as { schema?: unknown } | null;
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
    `${flag} was given ${given.length} times for ${count} payloads; give it once or once for each.`,
  );
}

function text(manifest: CraftManifest, options: CraftOptions): string {
  const lines = [
    `${options.output}: crafted test image, manifest in ${manifestPath(options.output)}`,
  ];
  for (const { payload, pipeline, width, height, sourceShare, fidelity } of manifest.payloads) {
    const exact = fidelity.max === 0 ? 'exactly' : `within ${fidelity.max} grey levels`;
    const fitted =
      payload.width === width && payload.height === height
        ? ''
        : `, averaged from ${payload.width}x${payload.height} to that size,`;
    const collisions =
      fidelity.spoiltPixels === 0
        ? ''
        : `, except ${fidelity.spoiltPixels} of its ${width * height} pixels that later payloads overwrote`;
    lines.push(
      `  ${pipeline} at ${width}x${height} sees ${payload.file}${fitted} ${exact}${collisions}; ` +
        `${(sourceShare * 100).toFixed(1)} % of the decoy's pixels were written`,
    );
  }
  return printableLines(lines);
}
