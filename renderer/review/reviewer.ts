/** In whose name the case is changed: asked for once. */
import * as review from '../session/case-state.ts';

let answer: ((name: string) => void) | null = null;

/** The reviewer's name; empty where it was asked for and not given. */
function whoReviews(): Promise<string> {
  if (review.reviewer.value !== '') return Promise.resolve(review.reviewer.value);
  review.showsReviewerDialog.value = true;
  return new Promise((resolve) => (answer = resolve));
}

/** True once there is a reviewer; asks for the name where there is none. */
export async function askReviewer(): Promise<boolean> {
  return (await whoReviews()) !== '';
}

/** Sets the reviewer's name (null leaves it), and goes on with what waited for it. */
export function nameReviewer(name: string | null): void {
  const signedIn = review.summary.value?.reviewer ?? null;
  if (name !== null) review.reviewer.value = signedIn ?? name.trim();
  review.showsReviewerDialog.value = false;
  answer?.(review.reviewer.value);
  answer = null;
}

/** Works on the present image in the name of the reviewer, who is asked for where nobody is yet. */
export async function asReviewer(work: (image: number, reviewer: string) => void): Promise<void> {
  const { value: image } = review.currentId;
  if (image === null) return;
  const reviewer = await whoReviews();
  if (reviewer !== '') work(image, reviewer);
}
