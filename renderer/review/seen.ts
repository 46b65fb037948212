/** What was on the screen, and for how long: a decision needs that, and nobody has to see more than is allowed. */
import type { ViewKind } from '../../shared/case/case-people.ts';
import { HostLost } from '../client/call.ts';
import * as host from '../client/api-client-case.ts';
import * as review from '../session/case-state.ts';
import * as state from '../session/state.ts';

interface Seen {
  image: number;
  kind: ViewKind;
  ms: number;
}

/** Longer than that nobody looks at one image: the window was left open. */
const MOST_MS = 120_000;

/** Far fewer than the host takes at once. */
const MOST_WAITING = 500;

const seen = new Set<number>();
let waiting: Seen[] = [];
let present: { image: number; since: number } | null = null;
let sending: Promise<void> = Promise.resolve();

/** Image `id` is on the screen now, what was there before is not. */
export function seeImage(id: number): void {
  endView();
  seen.add(id);
  present = { image: id, since: performance.now() };
}

/** Nothing of the case is on the screen any more. */
export function endView(): void {
  if (present === null) return;
  const { image, since } = present;
  present = null;
  const ms = Math.round(Math.min(MOST_MS, performance.now() - since));
  waiting.push({ image, kind: 'view', ms });
}

/** The machine views of image `id` were shown as they are. */
export function seeRevealed(id: number): void {
  waiting.push({ image: id, kind: 'reveal', ms: 0 });
  void tellViews();
}

/** Sends what was seen once it is known who looks; what could not be sent waits for the next time. */
export function tellViews(): Promise<void> {
  sending = sending.then(send);
  return sending;
}

/** Whether image `id` was on the screen of this window. */
export function wasSeen(id: number): boolean {
  return seen.has(id);
}

/** What was seen and not told, with what is on the screen now; `image` is among it. */
export function takeViews(image: number): Seen[] {
  const now = present?.image;
  endView();
  if (now !== undefined) seeImage(now);
  const views = waiting.slice(-MOST_WAITING);
  waiting = [];
  if (wasSeen(image) && !views.some((view) => view.image === image)) {
    views.push({ image, kind: 'view', ms: 0 });
  }
  return views;
}

/** Keeps `views` that could not be told for the next time. */
export function keepViews(views: readonly Seen[]): void {
  waiting = [...views, ...waiting];
}

async function send(): Promise<void> {
  const { value: open } = review.summary;
  const { value: name } = review.reviewer;
  if (open === null || name === '' || open.readOnly !== null || waiting.length === 0) return;
  const views = waiting.slice(-MOST_WAITING);
  waiting = [];
  try {
    review.exposure.value = await host.sendViews(open.id, views, name);
  } catch (error) {
    keepViews(views);
    if (error instanceof HostLost) state.isHostLost.value = true;
  }
}

/** Forgets what was not sent: another case is open, whose images have other ids. */
export function forgetViews(): void {
  waiting = [];
  seen.clear();
  present = null;
}
