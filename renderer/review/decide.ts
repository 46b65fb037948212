/** What a reviewer says of an image: decision, note, sign-off, and taking it back. */
import type { Views } from '../../shared/case/case-people.ts';
import type { Decision } from '../../shared/case/case-review.ts';
import * as review from '../session/case-state.ts';
import * as host from '../client/api-client-case.ts';
import * as state from '../session/state.ts';
import { rowOf } from './case-rows.ts';
import { DECISION_TITLES } from './decisions.ts';
import { asReviewer } from './reviewer.ts';
import { allSaved, save } from './saving.ts';
import { keepViews, seeRevealed, takeViews, wasSeen } from './seen.ts';
import { showRow, step } from './show-row.ts';

/** Rows that the host gives at once. */
const MOST_OF_CAMPAIGN = 500;

/** Decides on the present image (null takes it back), and goes on where that is wished. */
export function decide(decision: Decision | null): Promise<void> {
  return asReviewer((image, reviewer) => {
    if (!wasSeen(image)) {
      state.toast.value = { text: 'The image is not on the screen yet.' };
      return;
    }
    void save(image, (id) => {
      // As it is shown: what this window changed before is saved by now.
      const basis = rowOf(image)?.basis;
      return withViews(image, (views) =>
        host.sendDecision(id, image, decision, { reviewer, basis, views }),
      );
    });
    if (decision !== null && review.goesOn.value) void step(1);
  });
}

/** Sends with one request what was seen and what follows from it: a window may close at once. */
async function withViews<T>(
  image: number,
  send: (views: Views['views']) => Promise<T>,
): Promise<T> {
  const views = takeViews(image);
  try {
    return await send(views);
  } catch (error) {
    keepViews(views);
    throw error;
  }
}

/** Opens the note on the present image. */
export function openNote(): Promise<void> {
  return asReviewer(() => void (review.showsNoteDialog.value = true));
}

/** Notes that were not kept: their form begins with them when it is opened again. */
const unkept = new Map<string, string>();

function noteKey(image: number | null): string {
  return JSON.stringify([review.summary.value?.id, image, review.reviewer.value]);
}

/** What the reviewer wrote of `image` that was not kept. */
export function unkeptNote(image: number | null): string | undefined {
  return unkept.get(noteKey(image));
}

export function dropUnkeptNote(image: number | null): void {
  unkept.delete(noteKey(image));
}

/** Replaces the reviewer's note on `image`, which said `against`. */
export function note(image: number, text: string, against: string): void {
  const key = noteKey(image);
  unkept.set(key, text);
  void save(image, async (id) => {
    const change = await host.sendNote(id, image, text, review.reviewer.value, against);
    if (unkept.get(key) === text) unkept.delete(key);
    return change;
  });
}

/** A second reviewer's word on the decision of another. */
export function signOff(agrees: boolean | null): Promise<void> {
  return asReviewer((image, reviewer) => {
    void save(image, (id) => host.sendSignOff(id, image, agrees, reviewer, rowOf(image)?.basis));
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

/**
 * Decides on every image of the campaign of the present one, of which this one was looked at; says how many
 * they are.
 */
export function decideCampaign(decision: Decision): Promise<void> {
  return asReviewer((image, reviewer) => {
    void save(image, async (id) => {
      const campaigns = await host.fetchCampaigns(id);
      const campaign = campaigns.find(({ images }) => images.includes(image));
      if (campaign === undefined) {
        state.toast.value = { text: 'No other image carries this hidden picture.' };
        return { change: null, rows: [] };
      }
      const { rows } = await host.fetchRows(id, campaign.images.slice(0, MOST_OF_CAMPAIGN));
      const change = await withViews(image, (views) =>
        host.sendCampaignDecision(id, rows, decision, { reviewer, campaign: campaign.hash, views }),
      );
      state.toast.value = {
        text: `${DECISION_TITLES[decision]}: ${rows.length} images with this hidden picture.`,
      };
      return change;
    });
  });
}

/** Shows the machine views of the present image as they are, or veils them again. */
export function toggleReveal(): void {
  const { value: id } = review.currentId;
  const isVeiled = review.revealedId.value !== id;
  const reached = review.exposure.value?.reached ?? null;
  if (isVeiled && reached !== null && review.exposure.value?.reviewer === review.reviewer.value) {
    state.notice.value = reached;
    return;
  }
  review.revealedId.value = isVeiled ? id : null;
  if (isVeiled && id !== null) seeRevealed(id);
}
