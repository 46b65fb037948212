/** Crafts an attack file from image files: the work of `scalescope craft`, inside an engine. */
import { basename } from 'node:path';
import { fidelityOf } from '../../shared/craft/fidelity.ts';
import { craftAttack } from '../../shared/craft/lattice-write.ts';
import {
  CRAFT_SCHEMA,
  CRAFT_WARNING,
  type CraftedFile,
  type CraftManifest,
} from '../../shared/craft/manifest.ts';
import { fitToView, opaque8, toRgb } from '../../shared/craft/prepare.ts';
import type { ImageFacts } from '../../shared/facts.ts';
import { viewAt } from '../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../../shared/pipelines/request.ts';
import type { IntegerSamples, Raster } from '../../shared/raster.ts';
import { shapeOf } from '../../shared/resample/resize.ts';
import { hashBytes } from './decode.ts';
import { encodePng } from './encode.ts';
import type { CraftOrder, ImageSource } from './service.ts';
import { writeAllWhole } from './write-whole.ts';

/** Decodes a source in this engine. */
export type Load = (
  source: ImageSource,
) => Promise<{ facts: ImageFacts; raster: Raster<IntegerSamples> }>;

/** The manifest's path for an attack image: beside it, `photo.png` has `photo.craft.json`. */
export function manifestPath(output: string): string {
  return `${output.replace(/\.png$/i, '')}.craft.json`;
}

/**
 * Writes the attack as PNG to order.output and its manifest beside it. A payload of another size
 * than its target is reduced to it by area average. Throws UserError `not-attackable`,
 * `write-failed` and whatever decoding throws; then nothing is written.
 */
export async function craftFiles(
  order: CraftOrder,
  load: Load,
  version: string,
  signal?: AbortSignal,
): Promise<CraftManifest> {
  const decoy = await load(order.decoy);
  const pictures: (Awaited<ReturnType<Load>> & { view: ViewRequest })[] = [];
  for (const { image, view } of order.payloads) {
    const { facts, raster } = await load(image);
    pictures.push({ facts, raster, view });
  }
  const gray = [decoy, ...pictures].every(({ raster }) => raster.channels === 1);
  const prepared = (raster: Raster) => (gray ? opaque8(raster) : toRgb(opaque8(raster)));
  const picture = prepared(decoy.raster);
  const payloads = pictures.map(({ raster, view }) => {
    const { pipeline, part, preset } = view;
    const seen = viewAt(pipelineOf(view), shapeOf(picture), sizeOf(view), part);
    return { pipeline, part, preset, picture: fitToView(prepared(raster), seen) };
  });
  const { attack, payloads: written } = craftAttack(picture, payloads);
  const png = await encodePng(attack, {
    Software: `Scalescope ${version}`,
    Warning: CRAFT_WARNING,
    Source: `decoy ${decoy.facts.name} sha256 ${decoy.facts.sha256}`,
    Comment: written
      .map((payload, i) => {
        const { name, sha256 } = pictures[i].facts;
        return `payload ${name} sha256 ${sha256} for ${payload.pipeline} ${payload.width}x${payload.height}`;
      })
      .join('\n'),
  });
  const manifest: CraftManifest = {
    schema: CRAFT_SCHEMA,
    warning: CRAFT_WARNING,
    version,
    attack: {
      file: basename(order.output),
      sha256: hashBytes(png),
      width: attack.width,
      height: attack.height,
    },
    decoy: describe(decoy.facts),
    payloads: written.map((payload, i) => ({
      ...payload,
      payload: describe(pictures[i].facts),
      fidelity: fidelityOf(attack, payloads[i], payload),
    })),
  };
  signal?.throwIfAborted();
  await writeAllWhole([
    // First, so that there is never an attack image without a word on what it is.
    { path: manifestPath(order.output), bytes: Buffer.from(`${JSON.stringify(manifest)}\n`) },
    { path: order.output, bytes: png },
  ]);
  return manifest;
}

function describe({ name, sha256, width, height }: ImageFacts): CraftedFile {
  return { file: name, sha256, width, height };
}
