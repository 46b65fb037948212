import type { ComponentChildren } from 'preact';
import type { Loadable } from '../state.ts';
import * as state from '../state.ts';

interface AskedBodyProps<T> {
  asked: Loadable<T>;
  /** What is computed, as a person would say it. */
  name: string;
  children: (value: T) => ComponentChildren;
}

/** What was asked of the host, once it is there; before that how it stands. */
export function AskedBody<T>({ asked, name, children }: AskedBodyProps<T>) {
  if (asked.status === 'ready') return <>{children(asked.value)}</>;
  if (asked.status === 'failed') {
    return (
      <div role="alert">
        <p>{asked.error.message}</p>
        <button type="button" onClick={() => state.retries.value++}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <div class="asked-busy" role="status">
      <span class="muted">{name}…</span>
      <progress aria-label={name} />
    </div>
  );
}
