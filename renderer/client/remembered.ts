/** Small settings of this computer that are remembered. Where storage is off they just are not. */
import { effect, signal, type Signal } from '@preact/signals';

/**
 * A signal that is remembered as `scalescope.NAME`. `read` gives the value of what was stored, or
 * undefined where it is none, so that a spoilt store is as good as an empty one.
 */
export function remembered<T>(
  name: string,
  initial: T,
  read: (stored: unknown) => T | undefined,
): Signal<T> {
  const key = `scalescope.${name}`;
  const value = signal(stored(key, read) ?? initial);
  let isFirst = true;
  effect(() => {
    const text = JSON.stringify(value.value);
    if (isFirst) {
      isFirst = false; // what nobody chose is not kept: a later version may begin otherwise
      return;
    }
    try {
      globalThis.localStorage.setItem(key, text);
    } catch {
      // storage may be off or full, and a worker has none
    }
  });
  return value;
}

function stored<T>(key: string, read: (stored: unknown) => T | undefined): T | undefined {
  try {
    const text = globalThis.localStorage.getItem(key);
    return text === null ? undefined : read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** `stored` where it is one of `names`. */
export function oneOf<T extends string>(names: readonly T[]): (stored: unknown) => T | undefined {
  return (stored) => names.find((name) => name === stored);
}

/** `stored` where it is a number of `from` to `to`. */
export function between(from: number, to: number): (stored: unknown) => number | undefined {
  return (stored) =>
    typeof stored === 'number' && stored >= from && stored <= to ? stored : undefined;
}

export function aBoolean(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined;
}
