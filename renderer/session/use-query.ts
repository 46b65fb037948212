/** What a tab asks of the host, kept by what was asked: coming back to it costs nothing. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { toErrorBody } from '../../shared/base/errors.ts';
import { Lru } from '../../shared/base/lru.ts';
import { HostLost } from '../client/call.ts';
import * as state from './state.ts';
import type { Loadable } from './state.ts';

/** The answers used last. */
const kept = new Lru<unknown>(60);

/** The answer that is kept for `key`. */
export function keptAnswer<T>(key: string): T | undefined {
  return kept.get(key) as T | undefined;
}

/** Keeps `answer` for `key`, and lets go of what was used least recently. */
export function keepAnswer(key: string, answer: unknown): void {
  kept.set(key, answer);
}

/**
 * What `ask` answers. `key` tells everything that the answer depends on; null asks for nothing. The
 * question is withdrawn as soon as the key is another or nobody looks any more.
 */
export function useQuery<T>(
  key: string | null,
  ask: (signal: AbortSignal) => Promise<T>,
): Loadable<T> {
  const answer = useSignal<{ key: string; value: Loadable<T> } | null>(null);
  const { value: retries } = state.retries;
  useEffect(() => {
    if (key === null || kept.has(key)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    answer.value = { key, value: { status: 'loading' } };
    ask(signal).then(
      (value) => {
        keepAnswer(key, value);
        if (!signal.aborted) answer.value = { key, value: { status: 'ready', value } };
      },
      (error: unknown) => {
        if (signal.aborted) return;
        if (error instanceof HostLost) state.isHostLost.value = true;
        answer.value = { key, value: { status: 'failed', error: toErrorBody(error) } };
      },
    );
    return () => controller.abort();
  }, [key, retries]);
  if (key === null) return { status: 'none' };
  const known = keptAnswer<T>(key);
  if (known !== undefined) return { status: 'ready', value: known };
  return answer.value?.key === key ? answer.value.value : { status: 'loading' };
}
