/** The picture of a payload order: an image or a text, fitted to its view or to a part of it. */
import { seenBy } from '../../../shared/craft/payload-target.ts';
import type { Payload } from '../../../shared/craft/lattice-write.ts';
import type { CraftedFile, WrittenText } from '../../../shared/craft/manifest.ts';
import { fitTo, fitToView, noteOn, opaque8, toRgb } from '../../../shared/craft/prepare.ts';
import type { ImageFacts } from '../../../shared/image/facts.ts';
import { completeWindow } from '../../../shared/pipelines/steps/padding.ts';
import { viewAt } from '../../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf } from '../../../shared/pipelines/request.ts';
import { windowOf } from '../../../shared/pipelines/steps/windows.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { sha256Of } from '../../base/hash.ts';
import type { ImageSource, PayloadOrder } from '../images/orders.ts';
import { drawText } from './text-picture.ts';

/** Decodes a source in this engine. */
export type Load = (
  source: ImageSource,
) => Promise<{ facts: ImageFacts; raster: Raster<IntegerSamples> }>;

/** A payload ready to be written, and what the manifest says of where it is from. */
export interface LoadedPayload {
  payload: Payload;
  file: CraftedFile;
  text: WrittenText | null;
  note: string | null;
}

/** The decoded image of a payload order; null for a text. */
export async function loadImage(
  order: PayloadOrder,
  load: Load,
): Promise<Awaited<ReturnType<Load>> | null> {
  return 'image' in order ? load(order.image) : null;
}

/**
 * The payload of `order` for `decoy`, in the decoy's channels; `image` is what loadImage gave.
 * Throws what viewAt and drawText throw.
 */
export async function payloadOf(
  order: PayloadOrder,
  image: Awaited<ReturnType<typeof loadImage>>,
  decoy: Raster<Uint8Array>,
): Promise<LoadedPayload> {
  const { view: request, at } = order;
  const target = {
    pipeline: request.pipeline,
    part: request.part,
    preset: request.preset,
    size: sizeOf(request),
  };
  const view = viewAt(pipelineOf(request), shapeOf(decoy), target.size, target.part);
  if ('text' in order) {
    const whole = completeWindow(view.x, view.y);
    const region = at ?? { x: whole.left, y: whole.top, width: whole.width, height: whole.height };
    const { x, y, width, height } = region;
    const behind = windowOf(seenBy(target, decoy), { left: x, top: y, width, height }, [0]);
    const { picture, sizePx } = await drawText(order.text, behind as Raster<Uint8Array>);
    const bytes = Buffer.from(order.text.text, 'utf8');
    return {
      payload: { ...target, picture, at: { x, y } },
      file: { file: 'text', sha256: sha256Of(bytes), width, height },
      text: { text: order.text.text, font: order.text.font, sizePx },
      note: null,
    };
  }
  const { facts, raster } = image!;
  const opaque = decoy.channels === 1 ? opaque8(raster) : toRgb(opaque8(raster));
  const { name, sha256, width, height } = facts;
  return {
    payload:
      at === null
        ? { ...target, picture: fitToView(opaque, view) }
        : { ...target, picture: fitTo(opaque, at), at: { x: at.x, y: at.y } },
    file: { file: name, sha256, width, height },
    text: null,
    note: noteOn(raster, name),
  };
}
