/** What follows from an order before anything is solved: aims, freedom, and whether it can work. */
import { UserError } from '../errors.ts';
import type { Raster, Size } from '../raster.ts';
import { shapeOf } from '../resample/resize.ts';
import { aimOf, type Aim } from './aim.ts';
import { assertHides } from './attackable.ts';
import { boundsOf, freedomOf, reachOf, type Freedom } from './freedom.ts';
import { assertCopyable, type Payload } from './lattice-write.ts';
import { readPartOf, type ReadPart } from './read-part.ts';
import type { CraftSettings } from './settings.ts';

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
  aims: Aim[];
  freedom: Freedom;
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
  const freedom = freedomOf(decoy, settings, mask);
  const aims = payloads.map((payload) => {
    const aim = aimOf(decoy, payload, settings);
    if (settings.method === 'copy') assertCopyable(payload.pipeline, aim.view);
    else assertHides(aim.pipeline, aim.view, shapeOf(decoy));
    return freedom.pixels === null ? aim : withinReach(aim, decoy, freedom, settings);
  });
  return { ...order, aims, freedom, part: readPartOf(decoy, aims, freedom) };
}

/** Throws UserError `invalid-argument` for settings that would do nothing, or nothing to this decoy. */
function assertConsistent({ method, bound, fakePeaks }: CraftSettings, decoy: Size): void {
  const refuse = (reason: string): never => {
    throw new UserError('invalid-argument', reason);
  };
  if (bound !== null && (method === 'linf' || method === 'copy')) {
    const why = method === 'linf' ? 'finds the least bound itself' : 'copies whatever is there';
    refuse(`The method ${method} ${why}; leave --bound out, or take l2 or l0.`);
  }
  if (fakePeaks === null) return;
  const { width, height } = fakePeaks;
  if (width <= decoy.width / 2 && height <= decoy.height / 2) return;
  refuse(
    `A false trace of ${width}x${height} would be read from most of the decoy's ` +
      `${decoy.width}x${decoy.height} pixels and hide nothing; take at most ` +
      `${Math.floor(decoy.width / 2)}x${Math.floor(decoy.height / 2)}.`,
  );
}

/** The aim without the outputs that the mask keeps from what is wanted of them. */
function withinReach(
  aim: Aim,
  decoy: Raster<Uint8Array>,
  freedom: Freedom,
  settings: CraftSettings,
): Aim {
  const aimed = aim.aimed.slice();
  const part = readPartOf(decoy, [aim], freedom);
  for (const c of freedom.channels) {
    const bounds = boundsOf(part.decoy, c, part.freedom.pixels, settings.bound ?? 255);
    const [{ x, y }] = part.aims;
    const { lowest, highest } = reachOf(bounds, part.decoy.width, x, y);
    for (let output = 0; output < aimed.length; output++) {
      const level = aim.wanted.data[output * decoy.channels + c];
      const isBelow = highest[output] < level - settings.tolerance;
      if (isBelow || lowest[output] > level + settings.tolerance) aimed[output] = 0;
    }
  }
  if (aimed.includes(1)) return { ...aim, aimed };
  const only = settings.dark === null ? 'the mask' : `the mask of luma up to ${settings.dark}`;
  throw new UserError(
    'not-attackable',
    `${aim.pipeline.id}: ${only} leaves none of the payload's ` +
      `${aim.region.width}x${aim.region.height} pixels within reach. Each needs most of the source ` +
      'pixels that it is read from: widen the mask, raise --dark, or place the payload with --at.',
  );
}
