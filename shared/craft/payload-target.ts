/** What a payload wants of its view, output by output: where it is written and with which values. */
import { UserError } from '../base/errors.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import { completeWindow } from '../pipelines/steps/padding.ts';
import { applyPart, type PipelineView } from '../pipelines/pipeline.ts';
import { pipelineOf } from '../pipelines/request.ts';
import type { Window } from '../pipelines/steps/windows.ts';
import { quantize, type Raster } from '../base/raster.ts';
import { shapeOf } from '../resample/resize.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { payloadSize, payloadView, type Payload, type PayloadRequest } from './lattice-write.ts';
import { solverTaps } from './least-change.ts';
import type { CraftSettings } from './craft-settings.ts';

export interface PayloadTarget {
  pipeline: Pipeline;
  view: PipelineView;
  /** The view's tables as the solver takes them. */
  x: AxisTaps;
  y: AxisTaps;
  /** The outputs that the payload covers, without padding. */
  region: Window;
  /** What the machine sees of the decoy: view's size. */
  clean: Raster<Uint8Array>;
  /** What the machine is to see: the decoy's view, and in the region the payload; view's size. */
  wanted: Raster<Uint8Array>;
  /** 1 for outputs that are written, 0 for those that stay: view height*width. */
  targeted: Uint8Array;
}

/** What `pipeline` makes of `raster` for `payload`, in 8 bit and with the raster's channels. */
export function seenBy(payload: PayloadRequest, raster: Raster<Uint8Array>): Raster<Uint8Array> {
  const pipeline = pipelineOf(payload);
  const applied = applyPart(pipeline, raster, payloadSize(payload), payload.part);
  const seen = quantize(applied.raster, 'uint8') as Raster<Uint8Array>;
  if (seen.channels === raster.channels) return seen;
  // Gray that the loader makes three equal channels of.
  const data = new Uint8Array(seen.width * seen.height);
  for (let i = 0; i < data.length; i++) data[i] = seen.data[i * seen.channels];
  return { ...seen, channels: 1, data };
}

/**
 * The target of `payload` in `decoy`. Throws UserError `invalid-argument` where channels or sizes do
 * not fit or the payload lies in padding alone, and what viewAt throws.
 */
export function payloadTarget(
  decoy: Raster<Uint8Array>,
  payload: Payload,
  { strength, channels }: Pick<CraftSettings, 'strength' | 'channels'>,
): PayloadTarget {
  const { picture } = payload;
  if (picture.channels !== decoy.channels) {
    throw new UserError(
      'invalid-argument',
      `The payload has ${picture.channels} channels and the decoy ${decoy.channels}.`,
    );
  }
  const view = payloadView(payload, shapeOf(decoy));
  const region = regionOf(payload, view);
  const clean = seenBy(payload, decoy);
  const data = clean.data.slice();
  const targeted = new Uint8Array(view.width * view.height);
  const left = payload.at?.x ?? 0;
  const top = payload.at?.y ?? 0;
  for (let y = region.top; y < region.top + region.height; y++) {
    for (let x = region.left; x < region.left + region.width; x++) {
      const output = y * view.width + x;
      targeted[output] = 1;
      const from = ((y - top) * picture.width + x - left) * picture.channels;
      for (let c = 0; c < picture.channels; c++) {
        if (picture.channels === 3 && !channels.includes((['r', 'g', 'b'] as const)[c])) continue;
        const to = output * picture.channels + c;
        data[to] = Math.round(data[to] + strength * (picture.data[from + c] - data[to]));
      }
    }
  }
  return {
    pipeline: pipelineOf(payload),
    view,
    x: solverTaps(view.x),
    y: solverTaps(view.y),
    region,
    clean,
    wanted: { ...clean, data },
    targeted,
  };
}

function regionOf({ pipeline, picture, at }: Payload, view: PipelineView): Window {
  const place = `${picture.width}x${picture.height} at ${at?.x ?? 0},${at?.y ?? 0}`;
  const sees = `${pipeline} sees ${view.width}x${view.height}`;
  const left = at?.x ?? 0;
  const top = at?.y ?? 0;
  const right = left + picture.width;
  const bottom = top + picture.height;
  if (at === undefined && (picture.width !== view.width || picture.height !== view.height)) {
    throw new UserError(
      'invalid-argument',
      `${sees}, but the payload is ${picture.width}x${picture.height}. Use a payload of that size, or place it with --at.`,
    );
  }
  if (left < 0 || top < 0 || right > view.width || bottom > view.height) {
    throw new UserError(
      'invalid-argument',
      `${sees}, and a payload of ${place} reaches beyond it. From there at most ` +
        `${Math.max(0, view.width - left)}x${Math.max(0, view.height - top)} fits.`,
    );
  }
  const complete = completeWindow(view.x, view.y);
  const from = { x: Math.max(left, complete.left), y: Math.max(top, complete.top) };
  const to = {
    x: Math.min(right, complete.left + complete.width),
    y: Math.min(bottom, complete.top + complete.height),
  };
  if (to.x <= from.x || to.y <= from.y) {
    throw new UserError(
      'invalid-argument',
      `${sees}, and only ${complete.width}x${complete.height} at ${complete.left},${complete.top} ` +
        `shows the picture. A payload of ${place} would be in the padding.`,
    );
  }
  return { left: from.x, top: from.y, width: to.x - from.x, height: to.y - from.y };
}
