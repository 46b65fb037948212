/** What follows from an order before anything is solved: targets, editable samples, and whether it can work. */
import { UserError } from '../base/errors.ts';
import type { Raster, Size } from '../base/raster.ts';
import { shapeOf } from '../resample/resize.ts';
import { payloadTarget, type PayloadTarget } from './payload-target.ts';
import { assertHides } from './attackable.ts';
import { boundsOf, editableSamples, reachOf, type EditableSamples } from './editable-samples.ts';
import { assertCopyable, type Payload } from './lattice-write.ts';
import { readPartOf, type ReadPart } from './read-part.ts';
import type { CraftSettings } from './craft-settings.ts';

export interface AttackOrder {
  decoy: Raster<Uint8Array>;
  /** With the decoy's channels; later ones win where they contradict each other. */
  payloads: readonly Payload[];
  settings: CraftSettings;
  /** Of the decoy's size: bright where pixels may be changed; null: everywhere. */
  mask: Raster<Uint8Array> | null;
}

/** An order with what follows from it: made once, solved as often as corrections ask for. */
export interface PreparedAttack extends AttackOrder {
  targets: PayloadTarget[];
  editable: EditableSamples;
  /** What the solver works on. */
  part: ReadPart;
}

/**
 * Throws UserError `not-attackable` where a view hides nothing or the mask leaves no output in
 * reach, and `invalid-argument` for what does not fit or contradicts itself.
 */
export function prepareAttack(order: AttackOrder): PreparedAttack {
  const { decoy, payloads, settings, mask } = order;
  assertConsistent(settings, decoy);
  const editable = editableSamples(decoy, settings, mask);
  const targets = payloads.map((payload) => {
    const target = payloadTarget(decoy, payload, settings);
    if (settings.method === 'copy') assertCopyable(payload.pipeline, target.view);
    else assertHides(target.pipeline, target.view, shapeOf(decoy));
    return editable.pixels === null ? target : withinReach(target, decoy, editable, settings);
  });
  return { ...order, targets, editable, part: readPartOf(decoy, targets, editable) };
}

/** Throws UserError `invalid-argument` for settings that would do nothing, or nothing to this decoy. */
function assertConsistent({ method, bound, fakePeaks }: CraftSettings, decoy: Size): void {
  const refuse = (reason: string): never => {
    throw new UserError('invalid-argument', reason);
  };
  if (bound !== null && (method === 'linf' || method === 'copy')) {
    const why =
      method === 'linf' ? 'finds the least bound itself' : 'copies the payload without a bound';
    refuse(`The method ${method} ${why}. Leave --bound out, or use l2 or l0.`);
  }
  if (fakePeaks === null) return;
  const { width, height } = fakePeaks;
  if (width <= decoy.width / 2 && height <= decoy.height / 2) return;
  refuse(
    `A false trace of ${width}x${height} would be read from most of the decoy's ` +
      `${decoy.width}x${decoy.height} pixels and hide nothing. Use at most ` +
      `${Math.floor(decoy.width / 2)}x${Math.floor(decoy.height / 2)}.`,
  );
}

/** The target without the outputs that the mask keeps from what is wanted of them. */
function withinReach(
  target: PayloadTarget,
  decoy: Raster<Uint8Array>,
  editable: EditableSamples,
  settings: CraftSettings,
): PayloadTarget {
  const targeted = target.targeted.slice();
  const part = readPartOf(decoy, [target], editable);
  for (const c of editable.channels) {
    const bounds = boundsOf(part.decoy, c, part.editable.pixels, settings.bound ?? 255);
    const [{ x, y }] = part.targets;
    const { lowest, highest } = reachOf(bounds, part.decoy.width, x, y);
    for (let output = 0; output < targeted.length; output++) {
      const level = target.wanted.data[output * decoy.channels + c];
      const isBelow = highest[output] < level - settings.tolerance;
      if (isBelow || lowest[output] > level + settings.tolerance) targeted[output] = 0;
    }
  }
  if (targeted.includes(1)) return { ...target, targeted };
  const only = settings.dark === null ? 'the mask' : `the mask of luma up to ${settings.dark}`;
  throw new UserError(
    'not-attackable',
    `${target.pipeline.id}: ${only} leaves none of the payload's ` +
      `${target.region.width}x${target.region.height} pixels within reach. Each needs most of the source ` +
      'pixels that it is read from. Widen the mask, raise --dark, or place the payload with --at.',
  );
}
