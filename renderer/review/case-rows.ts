/** The rows of the queue, fetched in pages as they come into view, and kept. */
import { signal } from '@preact/signals';
import type { QueueRow } from '../../shared/case/case-queue.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { HostLost } from '../client/call.ts';
import * as state from '../session/state.ts';
import { ids, summary } from '../session/case-state.ts';
import { fetchRows, PAGE_ROWS } from '../client/api-client-case.ts';

/** The list has to rest this long before its rows are asked for: what flies past is not. */
const REST_MS = 40;

const known = new Map<number, QueueRow>();
const asked = new Set<number>();
let timer: ReturnType<typeof setTimeout> | undefined;
let lastWanted = -Infinity;

/** Counts up whenever rows have arrived or changed. */
export const version = signal(0);

/** The row of `id`, or undefined until it is there. */
export function rowOf(id: number | null): QueueRow | undefined {
  void version.value;
  return id === null ? undefined : known.get(id);
}

/** Keeps `rows` in place of what was known. */
export function keepRows(rows: readonly QueueRow[]): void {
  for (const row of rows) known.set(row.id, row);
  version.value = version.peek() + 1;
}

/** Forgets every row; those in view are asked for again. */
export function forgetRows(): void {
  known.clear();
  asked.clear();
  version.value = version.peek() + 1;
}

/** Asks for the pages with the places `from`..`to` of the queue; while it moves once it rests there. */
export function wantRows(from: number, to: number): void {
  clearTimeout(timer);
  const now = performance.now();
  const isMoving = now - lastWanted < REST_MS;
  lastWanted = now;
  const ask = (): void => {
    const { value: order } = ids;
    for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS <= to; page++) {
      const missing = order
        .slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)
        .filter((id) => !known.has(id) && !asked.has(id));
      if (missing.length > 0) void fetchMissing(missing);
    }
  };
  if (isMoving) timer = setTimeout(ask, REST_MS);
  else ask();
}

async function fetchMissing(missing: readonly number[]): Promise<void> {
  const id = summary.value?.id;
  if (id === undefined) return;
  for (const row of missing) asked.add(row);
  try {
    const { rows } = await fetchRows(id, missing);
    if (summary.value?.id === id) keepRows(rows);
  } catch (error) {
    if (error instanceof HostLost) state.isHostLost.value = true;
    else state.notice.value = toErrorBody(error).message;
  } finally {
    for (const row of missing) asked.delete(row);
  }
}
