/**
 * Previews of images while they are opened. Whoever opens an image names the opening by a ticket of their own; with
 * it they ask for the preview in another request, before, while or after the bytes of the image arrive.
 */
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../shared/base/errors.ts';
import type { Engines } from '../engine/pool/engines.ts';
import type { ImageSource, Tile } from '../engine/images/orders.ts';

/** Openings that are remembered, with their previews: beyond them the oldest is forgotten. */
const MOST_OPENINGS = 8;

/**
 * How long the image itself waits for its preview: both at once take longer, on two cores, than one after the other.
 * An engine that is busy is not waited for.
 */
const MOST_AHEAD_MS = 100;

interface Opening {
  preview: Promise<Tile | null>;
  settle(preview: Promise<Tile | null> | null): void;
}

/** The openings that go on. */
export interface Previews {
  /**
   * Has the preview of `source`, which is opened as `ticket`, made at once. Resolves when it is there, or will take
   * too long to be waited for.
   */
  begin(ticket: string, source: ImageSource): Promise<void>;
  /** The opening is over: who still waits for its preview gets none. */
  end(ticket: string): void;
  /**
   * The preview of what is opened as `ticket`, 0x0 where it has none: that is usual, and no error. Throws UserError
   * `not-found` where nobody waits for it any more.
   */
  preview(ticket: string, signal: AbortSignal): Promise<Tile>;
}

/** No opening yet. */
export function createPreviews(engines: Engines): Previews {
  const openings = new Map<string, Opening>();

  function openingOf(ticket: string): Opening {
    const known = openings.get(ticket);
    if (known !== undefined) return known;
    const { promise, resolve } = Promise.withResolvers<Tile | null>();
    const opening = { preview: promise, settle: resolve as Opening['settle'] };
    openings.set(ticket, opening);
    for (const [oldest, { settle }] of openings) {
      if (openings.size <= MOST_OPENINGS) break;
      openings.delete(oldest);
      settle(null);
    }
    return opening;
  }

  return {
    async begin(ticket, source) {
      // Opening the image tells why it cannot be decoded.
      const preview = engines.run('preview', { source }).catch(() => null);
      openingOf(ticket).settle(preview);
      await Promise.race([preview, setTimeout(MOST_AHEAD_MS, undefined, { ref: false })]);
    },
    end(ticket) {
      openingOf(ticket).settle(null);
    },
    async preview(ticket, signal) {
      const cancelled = new Promise<null>((resolve) => {
        if (signal.aborted) resolve(null);
        signal.addEventListener('abort', () => resolve(null), { once: true });
      });
      const preview = await Promise.race([openingOf(ticket).preview, cancelled]);
      if (signal.aborted)
        throw new UserError('not-found', 'Nobody waits for this preview any more');
      return preview ?? { width: 0, height: 0, data: new Uint8Array(0) };
    },
  };
}
