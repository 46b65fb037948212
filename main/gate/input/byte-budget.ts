/** The bytes of bodies that a service holds together: many large requests at once must not take all memory. */
import { UserError } from '../../../shared/base/errors.ts';

export interface ByteBudget {
  /** Counts `bytes` more. Throws UserError `busy` where they are too many. */
  take(bytes: number): void;
  give(bytes: number): void;
  readonly held: number;
}

/** A budget of `most` bytes. */
export function byteBudget(most: number): ByteBudget {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > most) {
        throw new UserError('busy', 'Too many images are being received. Try again later');
      }
      held += bytes;
    },
    give(bytes) {
      held -= bytes;
    },
    get held() {
      return held;
    },
  };
}
