/**
 * How much each caller may ask for in a minute. What is left of it grows evenly, up to a minute's worth, so that a
 * caller may ask for a minute's worth at once. Bytes are known only when they have come: they may go over, and what
 * follows waits until that is made up for.
 */

/** Left out: as much as it likes. */
export interface Rates {
  /** Requests to examine. */
  requestsPerMinute?: number | undefined;
  /** Bytes of the images in them. */
  bytesPerMinute?: number | undefined;
}

export interface RateKeeper {
  /** Takes one request of what `name` has left; else what there was too much of, and in how many seconds there is more. */
  take(name: string, rates: Rates): RateRefusal | null;
  /** Takes the bytes of an image. */
  charge(name: string, bytes: number): void;
}

export interface RateRefusal {
  what: 'requests' | 'bytes';
  perMinute: number;
  retryAfter: number;
}

interface Left {
  requests: number;
  bytes: number;
  at: number;
  rates: Rates;
}

const MINUTE_MS = 60_000;
/** Below what counts: parts of a minute do not add up exactly. */
const LITTLE = 1e-6;

/** Nobody has asked yet; `now` is a clock in milliseconds that never goes back. */
export function createRates(now: () => number = () => performance.now()): RateKeeper {
  const callers = new Map<string, Left>();

  /** What `name` has left now. A rate that was changed holds from its next request on. */
  function leftOf(name: string, rates: Rates): Left {
    const at = now();
    const { requestsPerMinute: requests = Infinity, bytesPerMinute: bytes = Infinity } = rates;
    const before = callers.get(name);
    const minutes = before === undefined ? 0 : (at - before.at) / MINUTE_MS;
    const grown = (had: number | undefined, most: number): number =>
      had === undefined || most === Infinity ? most : Math.min(most, had + minutes * most);
    const left = {
      requests: grown(before?.requests, requests),
      bytes: grown(before?.bytes, bytes),
      ...{ at, rates },
    };
    callers.set(name, left);
    return left;
  }

  return {
    take(name, rates) {
      const left = leftOf(name, rates);
      const { requestsPerMinute, bytesPerMinute } = rates;
      const refused = (what: RateRefusal['what'], perMinute: number, lacks: number) => ({
        ...{ what, perMinute },
        retryAfter: Math.max(1, Math.ceil((60 * lacks) / perMinute - LITTLE)),
      });
      if (requestsPerMinute !== undefined && left.requests < 1 - LITTLE) {
        return refused('requests', requestsPerMinute, 1 - left.requests);
      }
      if (bytesPerMinute !== undefined && left.bytes <= 0) {
        return refused('bytes', bytesPerMinute, 1 - left.bytes);
      }
      left.requests--;
      return null;
    },
    charge(name, bytes) {
      const before = callers.get(name);
      if (before !== undefined) leftOf(name, before.rates).bytes -= bytes;
    },
  };
}
