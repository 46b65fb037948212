/** A view as a link: it leads back to the same image, size, place, mode and tab while the host runs. */
import { batch } from '@preact/signals';
import { MODES, mode } from '../session/view-state.ts';
import { showImage, showView } from '../session/actions.ts';
import { fetchImage } from '../client/api-client.ts';
import { fetchCases } from '../client/api-client-case.ts';
import * as state from '../session/state.ts';

/** What is on screen as the fragment of an address; empty without an image. */
export function linkFragment(): string {
  const { value: image } = state.image;
  const { value: pipeline } = state.pipelineId;
  if (image === null || pipeline === null) return '';
  const { width, height } = state.size.value;
  const { value: view } = state.view;
  const round = (at: number): string => String(Number(at.toPrecision(8)));
  const fields = new URLSearchParams({
    image: image.id,
    pipeline,
    size: `${width}x${height}`,
    mode: mode.value,
    tab: state.tab.value,
    ...(state.part.value > 0 && { part: String(state.part.value) }),
    ...(view !== null && {
      at: [view.center.normX, view.center.normY, view.scale].map(round).join(','),
    }),
  });
  return `#${fields.toString()}`;
}

/** The address of what is on screen. */
export function linkToView(): string {
  return `${globalThis.location.href.replace(/#.*$/, '')}${linkFragment()}`;
}

/**
 * Begins to show what the fragment of an address leads to; what it does not say, or says wrongly, stays. Tells
 * whether it leads to an image.
 */
export async function followLink(fragment: string): Promise<boolean> {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const id = fields.get('image');
  if (id === null) return false;
  const listed = keyOf(id);
  // A case veils what it shows: an image of it is not shown past its queue.
  if (listed === null && (await fetchCases().catch(() => [])).length > 0) {
    state.notice.value = 'The image of this link may be in the queue of the case. Choose it there.';
    return false;
  }
  const key = listed ?? (await added(id));
  if (key === null) {
    state.notice.value = 'The image of this link is not open any more. Open it again.';
    return false;
  }
  const pipeline = state.pipelines.value.find((each) => each.id === fields.get('pipeline'));
  const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(fields.get('size') ?? '');
  const part = Number(fields.get('part') ?? 0);
  const place = (fields.get('at') ?? '').split(',').map(Number);
  const sides =
    size === null ? state.size.value : { width: Number(size[1]), height: Number(size[2]) };
  // At once: the image is opened with the view that is asked for, and no other view comes first.
  batch(() => {
    if (key !== state.currentKey.value) void showImage(key);
    mode.value = MODES.find((each) => each === fields.get('mode')) ?? mode.value;
    if (fields.has('tab')) state.chooseTab(fields.get('tab')!);
    const isPlace = place.length === 3 && place.every(Number.isFinite) && place[2] > 0;
    const [normX, normY, scale] = place;
    state.view.value = isPlace ? { center: { normX, normY }, scale } : null;
    if (pipeline === undefined) return;
    void showView(pipeline.id, sides, Number.isInteger(part) && part >= 0 ? part : 0);
  });
  return true;
}

/** The image `id` in the list, or null. */
function keyOf(id: string): number | null {
  const { value: images } = state.images;
  const listed = images.find(({ known }) => known !== null && 'id' in known && known.id === id);
  return listed?.key ?? null;
}

/** Adds an image that the host has open to the list; null where it has none of that id. */
async function added(id: string): Promise<number | null> {
  try {
    const { facts, policy } = await fetchImage(id);
    const { value: images } = state.images;
    const key = Math.max(0, ...images.map((image) => image.key)) + 1_000_000;
    const origin = { path: facts.name };
    state.images.value = [...images, { key, name: facts.name, origin, policy, known: { id } }];
    return key;
  } catch {
    return null;
  }
}
