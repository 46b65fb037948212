/** The frames of an animation, or pages of a file: opened one by one for the filmstrip, and examined when asked. */
import { signal } from '@preact/signals';
import { toErrorBody } from '../../../shared/base/errors.ts';
import type { OpenImage } from '../../../shared/api/contract.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { inspect } from '../../client/api-client.ts';
import { openListed } from '../../session/actions.ts';
import { cancel, run } from '../../session/latest-run.ts';
import * as state from '../../session/state.ts';

/** What is known of a frame. */
export interface FrameKnown {
  /** The image that it was opened as. */
  id?: string;
  finding?: Finding;
  /** Why it could not be opened or examined. */
  failure?: string;
  isRunning?: boolean;
}

/** Of files by frameKey: how many frames there are, and what is known of each. */
export interface Frames {
  count: number;
  known: readonly FrameKnown[];
}

export const files = signal<ReadonlyMap<string, Frames>>(new Map());

/** The file whose frames are examined now, by its frameKey; null where none is. */
export const examining = signal<string | null>(null);

/** What tells the frames of one picture of one file from those of others. */
export function frameKey({ key, policy }: state.ListedImage): string {
  return `${key} ${policy.item ?? ''} ${policy.orientation}`;
}

/** The image of the list at frame `frame`, not opened yet. */
function atFrame(listed: state.ListedImage, frame: number): state.ListedImage {
  const { policy, byHand } = listed;
  return { ...listed, policy: { ...policy, frame }, byHand: { ...byHand, frame }, known: null };
}

/** Opens the first of the frames below `most` that are not open yet, one after the other. */
export async function openFrames(listed: state.ListedImage, most: number): Promise<void> {
  const key = frameKey(listed);
  await run(
    'frames',
    ({ message }) => change(key, 0, { failure: message }),
    async (signal) => {
      const count = files.value.get(key)?.count ?? (await open(listed, 0, signal));
      for (let frame = 0; frame < Math.min(count, most) && !signal.aborted; frame++) {
        await open(listed, frame, signal);
      }
    },
  );
}

export function stopOpening(): void {
  cancel('frames');
}

/** Opens a frame unless it is; gives how many there are. */
async function open(
  listed: state.ListedImage,
  frame: number,
  signal: AbortSignal,
): Promise<number> {
  const key = frameKey(listed);
  const before = files.value.get(key);
  const known = before?.known[frame];
  if (before !== undefined && (known?.id !== undefined || known?.failure !== undefined)) {
    return before.count;
  }
  let image: OpenImage;
  try {
    image = await openListed(atFrame(listed, frame), signal);
  } catch (error) {
    if (signal.aborted || before === undefined) throw error;
    change(key, frame, { failure: toErrorBody(error).message });
    return before.count;
  }
  const { frames: count } = image.facts;
  if (before === undefined) tell(key, { count, known: [] });
  change(key, frame, { id: image.id });
  return count;
}

/** Examines every frame, the worst of which is then known. */
export async function examineFrames(listed: state.ListedImage): Promise<void> {
  const key = frameKey(listed);
  examining.value = key;
  const fail = (): void => undefined; // each frame tells what came of it
  await run('examine-frames', fail, async (signal) => {
    const count = await open(listed, 0, signal);
    for (let frame = 0; frame < count && !signal.aborted; frame++) {
      if (files.value.get(key)?.known[frame]?.finding === undefined) {
        await examine(listed, frame, signal);
      }
    }
  });
  if (examining.value === key) examining.value = null;
}

export function stopExamining(): void {
  cancel('examine-frames');
  examining.value = null;
}

async function examine(
  listed: state.ListedImage,
  frame: number,
  signal: AbortSignal,
): Promise<void> {
  const key = frameKey(listed);
  await open(listed, frame, signal);
  const id = files.value.get(key)?.known[frame]?.id;
  if (id === undefined) return;
  change(key, frame, { isRunning: true });
  try {
    for await (const event of inspect(id, null, signal)) {
      if (event.type === 'error') change(key, frame, { failure: event.error.message });
      if (event.type === 'result') change(key, frame, { finding: event.finding });
    }
  } finally {
    change(key, frame, { isRunning: false });
  }
}

function change(key: string, frame: number, to: FrameKnown): void {
  const { count, known } = files.value.get(key) ?? { count: 0, known: [] };
  const changed = [...known];
  for (let at = changed.length; at <= frame; at++) changed.push({});
  changed[frame] = { ...changed[frame], ...to };
  tell(key, { count, known: changed });
}

function tell(key: string, frames: Frames): void {
  files.value = new Map(files.value).set(key, frames);
}
