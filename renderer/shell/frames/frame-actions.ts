/** The frames of an animation, or pages of a file: opened one by one for the filmstrip, and examined when asked. */
import { signal } from '@preact/signals';
import { toErrorBody } from '../../../shared/base/errors.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { inspect } from '../../client/api-client.ts';
import { openListed } from '../../session/actions.ts';
import { cancel, run } from '../../session/latest-run.ts';
import * as state from '../../session/state.ts';
import { frameCells, type FrameCell } from './frame-cells.ts';

/** What is known of a frame. */
export interface FrameKnown {
  /** The image that it was opened as. */
  id?: string;
  finding?: Finding;
  /** Why it could not be opened or examined. */
  failure?: string;
  isRunning?: boolean;
}

/** Of files by frameKey: which frames there are, and what is known of each. */
export interface Frames {
  cells: readonly FrameCell[];
  known: readonly FrameKnown[];
}

export const files = signal<ReadonlyMap<string, Frames>>(new Map());

/** The file whose frames are examined now, by its frameKey; null where none is. */
export const examining = signal<string | null>(null);

const FIRST_FRAME: FrameCell = { policy: { frame: 0 }, name: 'frame 1', label: '1' };

/** What tells the frames of one file from those of others, or of another turn. */
export function frameKey({ key, policy }: state.ListedImage): string {
  return `${key} ${policy.orientation}`;
}

/** Opens the frame of `cell` of the image of the list, which stays as it is. */
function openCell(listed: state.ListedImage, cell: FrameCell, signal: AbortSignal) {
  const { policy, origin } = listed;
  const byHand = { ...listed.byHand, ...cell.policy };
  if ('open' in origin) return origin.openBeside(byHand, signal);
  const at = { ...listed, policy: { ...policy, ...cell.policy }, byHand, known: null };
  return openListed(at, signal);
}

/**
 * Opens the first of the frames up to `most` that are not open yet, one after the other. Where no frame was
 * chosen and so nothing could be opened, the first one tells which `cells` there are.
 */
export async function openFrames(
  listed: state.ListedImage,
  cells: readonly FrameCell[],
  most: number,
): Promise<void> {
  const key = frameKey(listed);
  const fail = ({ message }: { message: string }): void => change(key, 0, { failure: message });
  await run('frames', fail, async (signal) => {
    if (!files.value.has(key))
      tell(key, { cells: await learned(listed, cells, signal), known: [] });
    const count = files.value.get(key)?.cells.length ?? 0;
    for (let frame = 0; frame < Math.min(count, most) && !signal.aborted; frame++) {
      await open(listed, frame, signal);
    }
  });
}

async function learned(
  listed: state.ListedImage,
  cells: readonly FrameCell[],
  signal: AbortSignal,
): Promise<readonly FrameCell[]> {
  if (cells.length > 0) return cells;
  return frameCells((await openCell(listed, FIRST_FRAME, signal)).facts);
}

export function stopOpening(): void {
  cancel('frames');
}

/** Opens a frame unless it is. */
async function open(listed: state.ListedImage, frame: number, signal: AbortSignal): Promise<void> {
  const key = frameKey(listed);
  const { cells, known } = files.value.get(key)!;
  if (known[frame]?.id !== undefined || known[frame]?.failure !== undefined) return;
  try {
    const { id } = await openCell(listed, cells[frame], signal);
    change(key, frame, { id });
  } catch (error) {
    if (signal.aborted) throw error;
    change(key, frame, { failure: toErrorBody(error).message });
  }
}

/** Examines every frame, the worst of which is then known. */
export async function examineFrames(listed: state.ListedImage): Promise<void> {
  const key = frameKey(listed);
  examining.value = key;
  const fail = (): void => undefined; // each frame tells what came of it
  await run('examine-frames', fail, async (signal) => {
    const count = files.value.get(key)?.cells.length ?? 0;
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
  const { cells, known } = files.value.get(key) ?? { cells: [], known: [] };
  const changed = [...known];
  for (let at = changed.length; at <= frame; at++) changed.push({});
  changed[frame] = { ...changed[frame], ...to };
  tell(key, { cells, known: changed });
}

function tell(key: string, frames: Frames): void {
  files.value = new Map(files.value).set(key, frames);
}
