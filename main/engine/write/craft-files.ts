/** Crafts an attack file from image files: the work of `scalescope craft`, inside an engine. */
import { basename } from 'node:path';
import { camouflage } from '../../../shared/craft/camouflage.ts';
import { ALL_SPOILT, fidelityOf, visibilityOf } from '../../../shared/craft/fidelity.ts';
import {
  CRAFT_SCHEMA,
  CRAFT_WARNING,
  type CraftedFile,
  type CraftManifest,
} from '../../../shared/craft/manifest.ts';
import { noteOn, opaque8, toRgb } from '../../../shared/craft/prepare.ts';
import { prepareAttack } from '../../../shared/craft/prepare-attack.ts';
import { solveAttack } from '../../../shared/craft/solve-attack.ts';
import type { ImageFacts } from '../../../shared/image/facts.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { sha256Of } from '../../base/hash.ts';
import { jpegAttack, readBack } from './craft-jpeg.ts';
import { loadImage, payloadOf, type Load, type LoadedPayload } from './craft-payload.ts';
import { runSteps } from './craft-steps.ts';
import { encodePng } from './encode.ts';
import type { CraftOrder, Progress } from '../images/orders.ts';
import { manifestPath } from './manifest-path.ts';
import type { Ordered } from './ordered-files.ts';

/**
 * The attack for order.output and the manifest beside it, measured on what the file decodes to. A
 * payload of another size than its target is reduced to it by area average. Throws UserError
 * `not-attackable`, `invalid-argument` and whatever decoding throws.
 */
export async function craftFiles(
  order: CraftOrder,
  load: Load,
  version: string,
  progress: Progress = () => undefined,
  signal?: AbortSignal,
): Promise<Ordered<CraftManifest>> {
  const { settings, jpegQuality } = order;
  const source = await load(order.decoy);
  const images = [];
  for (const each of order.payloads) images.push(await loadImage(each, load));
  const mask = order.mask === null ? null : await load(order.mask);
  const gray = [source, ...images].every((image) => (image?.raster.channels ?? 1) === 1);
  const decoy = gray ? opaque8(source.raster) : toRgb(opaque8(source.raster));
  const loaded: LoadedPayload[] = [];
  for (const [i, each] of order.payloads.entries()) {
    loaded.push(await payloadOf(each, images[i], decoy));
  }
  const payloads = loaded.map(({ payload }) => payload);
  const prepared = prepareAttack({
    decoy,
    payloads,
    settings,
    mask: mask && opaque8(mask.raster),
  });
  const report = (stage: string) => (fraction: number) => progress(stage, fraction);
  const solved = await runSteps(solveAttack(prepared), report('solve'), signal);
  const finish = (attack: Raster<Uint8Array>) =>
    runSteps(camouflage(prepared, attack), report('camouflage'), signal);
  const { attack, suppressedDb } = await finish(solved.attack);
  progress('write', 0);
  const { payloads: written } = solved;
  let bytes: Buffer;
  let stored: Raster<Uint8Array>;
  if (jpegQuality === null) {
    bytes = await encodePng(attack, textChunks(source.facts, loaded, version));
    stored = await readBack(bytes, attack);
  } else {
    const rounds = { prepared, quality: jpegQuality, finish };
    const jpeg = await jpegAttack(rounds, attack, report('compress'), signal);
    ({ bytes, raster: stored } = jpeg);
  }
  const limit = settings.method === 'copy' ? ALL_SPOILT : settings.tolerance;
  const manifest: CraftManifest = {
    schema: CRAFT_SCHEMA,
    warning: CRAFT_WARNING,
    version,
    attack: {
      file: basename(order.output),
      sha256: sha256Of(bytes),
      width: attack.width,
      height: attack.height,
    },
    decoy: describe(source.facts),
    payloads: written.map((payload, i) => {
      const { file, text } = loaded[i];
      const { at } = order.payloads[i];
      return {
        ...payload,
        payload: file,
        ...(text !== null && { text: { ...text, font: text.font && basename(text.font) } }),
        ...(at !== null && { at }),
        fidelity: fidelityOf(stored, payloads[i], prepared.targets[i], payload, limit),
      };
    }),
    settings,
    mask: mask && describe(mask.facts),
    visibility: visibilityOf(decoy, stored),
    bound: solved.bound,
    suppressedDb,
    jpegQuality,
    notes: [noteOn(source.raster, source.facts.name), ...loaded.map(({ note }) => note)].filter(
      (note) => note !== null,
    ),
  };
  signal?.throwIfAborted();
  const files = [
    // First, so that there is never an attack image without a word on what it is.
    { path: manifestPath(order.output), bytes: Buffer.from(`${JSON.stringify(manifest)}\n`) },
    { path: order.output, bytes },
  ];
  return { told: manifest, files };
}

function textChunks(
  decoy: ImageFacts,
  loaded: readonly LoadedPayload[],
  version: string,
): Record<string, string> {
  return {
    Software: `Scalescope ${version}`,
    Warning: CRAFT_WARNING,
    Source: `decoy ${decoy.name} sha256 ${decoy.sha256}`,
    Comment: loaded
      .map(({ payload, file }) => {
        const { width, height } = payload.size ?? payload.picture;
        return `payload ${file.file} sha256 ${file.sha256} for ${payload.pipeline} ${width}x${height}`;
      })
      .join('\n'),
  };
}

function describe({ name, sha256, width, height }: ImageFacts): CraftedFile {
  return { file: name, sha256, width, height };
}
