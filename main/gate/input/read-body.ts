/** Bodies of requests, of which no more is read and held than they may have. */
import { UserError } from '../../../shared/base/errors.ts';
import { tooLarge } from '../../api/uploads.ts';
import type { ByteBudget } from './byte-budget.ts';

/** What one request holds of the budget, until it is released. */
export interface HeldBytes {
  /** Counts `bytes` more. Throws UserError `busy`. */
  take(bytes: number): void;
  release(): void;
}

/** An account of one request in `budget`. */
export function heldIn(budget: ByteBudget): HeldBytes {
  let held = 0;
  return {
    take(bytes) {
      budget.take(bytes);
      held += bytes;
    },
    release() {
      budget.give(held);
      held = 0;
    },
  };
}

/** The body of `request`. Throws UserError `too-large` above `mostBytes`, `busy`, and `cancelled` where it breaks off. */
export async function readBody(
  request: Request,
  mostBytes: number,
  held: HeldBytes,
): Promise<Buffer<ArrayBuffer>> {
  const refused = () => tooLarge('The body of the request', mostBytes);
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > mostBytes) throw refused();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw refused();
      held.take(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('cancelled', 'The request broke off before its body was complete');
  }
  return Buffer.concat(chunks, bytes);
}
