import type { ComponentChildren } from 'preact';
import type { Loadable } from '../session/state.ts';
import * as state from '../session/state.ts';

interface QueryBodyProps<T> {
  query: Loadable<T>;
  /** What is computed, as a person would say it. */
  name: string;
  /** Asks again; left out where the query is asked by useQuery, which does so by itself. */
  onRetry?: () => void;
  children: (value: T) => ComponentChildren;
}

/** What was asked of the host, once it is there; before that how it stands. */
export function QueryBody<T>({ query, name, onRetry, children }: QueryBodyProps<T>) {
  if (query.status === 'ready') return <>{children(query.value)}</>;
  if (query.status === 'failed') {
    return (
      <div role="alert">
        <p>{query.error.message}</p>
        <button
          type="button"
          data-tip="Ask again"
          onClick={onRetry ?? (() => state.retries.value++)}
        >
          Try again
        </button>
      </div>
    );
  }
  return (
    <div class="query-busy" role="status">
      <span class="muted">{name}…</span>
      <progress aria-label={name} />
    </div>
  );
}
