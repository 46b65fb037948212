/** What reviewers say of an image: decisions, notes and sign-offs. */
import * as v from 'valibot';
import { id, reviewer, text } from './case-fields.ts';
import { views } from './case-people.ts';

/** What a reviewer says of an image. */
export const DECISIONS = ['ok', 'to-check', 'confirmed'] as const;
export type Decision = (typeof DECISIONS)[number];

export interface SignOff {
  reviewer: string;
  agrees: boolean;
  at: string;
}

export interface ReviewEvent {
  id: number;
  change: number;
  image: number;
  kind: 'decision' | 'note' | 'sign-off';
  /** A decision, the text of a note, `agree` or `disagree`; null: taken back. */
  value: string | null;
  reviewer: string;
  at: string;
  /** The change that this one undoes. */
  undoes: number | null;
}

/** Images that one decision may be made on at once. */
const MAX_IMAGES = 1000;

export const DecisionBody = v.object({
  images: v.pipe(
    v.array(id, 'a list of ids'),
    v.minLength(1, 'at least one id'),
    v.maxLength(MAX_IMAGES, `at most ${MAX_IMAGES} ids`),
  ),
  /** Null takes the decision back. */
  decision: v.nullable(v.picklist(DECISIONS, DECISIONS.join(', '))),
  reviewer,
  /**
   * By image the `basis` of the row that was shown. One that is left out stands for a row without a
   * decision of another reviewer.
   */
  against: v.optional(v.record(v.string(), text(100)), {}),
  /** What was on the reviewer's screen and was not told yet. */
  views: v.optional(views, []),
  /** The hidden picture of a campaign that all are of: then one of it has to have been seen. */
  campaign: v.optional(text(64)),
});

export const NoteBody = v.object({
  image: id,
  text: text(20_000),
  reviewer,
  /** The reviewer's note that was shown, empty where there was none; left out: whatever it says. */
  against: v.optional(text(20_000)),
});

export const SignOffBody = v.object({
  image: id,
  /** Null takes the sign-off back. */
  agrees: v.nullable(v.boolean('true or false')),
  reviewer,
  /** The `basis` of the row that was shown. */
  against: v.optional(text(100)),
});

export const UndoBody = v.object({ reviewer });

export const ReviewerQuery = v.object({ reviewer });
