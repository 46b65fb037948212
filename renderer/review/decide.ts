/** What a reviewer says of an image: decision, note, sign-off, and taking it back. */
import type { Decision } from '../../shared/case/case-review.ts';
import * as review from '../session/case-state.ts';
import * as host from '../client/api-client-case.ts';
import { asReviewer } from './reviewer.ts';
import { allSaved, save } from './saving.ts';
import { showRow, step } from './show-row.ts';

/** Decides on the present image (null takes it back), and goes on where that is wished. */
export function decide(decision: Decision | null): Promise<void> {
  return asReviewer((image, reviewer) => {
    void save(image, (id) => host.sendDecision(id, image, decision, reviewer));
    if (decision !== null && review.goesOn.value) void step(1);
  });
}

/** Opens the note on the present image. */
export function openNote(): Promise<void> {
  return asReviewer(() => void (review.showsNoteDialog.value = true));
}

/** Replaces the reviewer's note on `image`. */
export function note(image: number, text: string): void {
  void save(image, (id) => host.sendNote(id, image, text, review.reviewer.value));
}

/** A second reviewer's word on the decision of another. */
export function signOff(agrees: boolean | null): Promise<void> {
  return asReviewer((image, reviewer) => {
    void save(image, (id) => host.sendSignOff(id, image, agrees, reviewer));
  });
}

/** Takes back the last change of this window, and shows its image. */
export async function undo(): Promise<void> {
  await allSaved();
  const last = review.changes.value.at(-1);
  if (last === undefined) return;
  review.changes.value = review.changes.value.slice(0, -1);
  const { change, image } = last;
  if (image !== review.currentId.value) await showRow(image);
  await save(image, async (id) => {
    const undone = await host.undoChange(id, change, review.reviewer.value);
    return { ...undone, change: null }; // undoing it again would only go to and fro
  });
}

/** Shows the machine views of the present image as they are, or veils them again. */
export function toggleReveal(): void {
  const { value: id } = review.currentId;
  review.revealedId.value = review.revealedId.value === id ? null : id;
}
