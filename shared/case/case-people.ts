/** What a case knows of the people who review it: what they saw, what is theirs, and how they agree. */
import * as v from 'valibot';
import { withoutUnprintable } from '../base/printable.ts';
import { digits, id, reviewer, WHOLE } from './case-fields.ts';

/** `view`: an image was on the screen; `reveal`: its machine views were, as they are. */
export const VIEW_KINDS = ['view', 'reveal'] as const;
export type ViewKind = (typeof VIEW_KINDS)[number];

/** A day in ms; more is no look at one image. */
const DAY_MS = 86_400_000;

const view = v.object({
  image: id,
  kind: v.picklist(VIEW_KINDS, VIEW_KINDS.join(' or ')),
  /** How long it was on the screen. */
  ms: v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0), v.maxValue(DAY_MS)),
});

/** The most views that are told at once. */
export const MOST_VIEWS = 1000;

export const views = v.pipe(v.array(view), v.maxLength(MOST_VIEWS, `at most ${MOST_VIEWS} views`));

export const ViewsBody = v.object({ views, reviewer });
export type Views = v.InferOutput<typeof ViewsBody>;

export const NewsQuery = v.object({ after: v.optional(digits, '0') });

/** What was changed in a case since an entry of its log. */
export interface CaseNews {
  /** The last entry now. */
  seq: number;
  /** The images of what was changed; null: too many, read everything again. */
  images: number[] | null;
  /** Why nothing can be changed, as a sentence; null where changes are possible. */
  readOnly: string | null;
}

/** What a case asks of its reviewers, by name; null: no limit. */
export const RULES = ['reveals', 'minutes'] as const;
export type Rule = (typeof RULES)[number];
export type Rules = Record<Rule, number | null>;

/** What one reviewer was exposed to. */
export interface Exposure {
  reviewer: string;
  /** Other ways in which the same name is written; left out where there are none. */
  alsoWritten?: string[];
  /** On the day that was asked for, and ever: images seen, reveals, and minutes with them. */
  day: ExposureFigures;
  all: ExposureFigures;
  limits: Rules;
  /** A sentence where a limit of the day is reached; null where none is. */
  reached: string | null;
}

export interface ExposureFigures {
  images: number;
  reveals: number;
  minutes: number;
}

/** How second looks agree with the decisions they came after: of each image the last look of a person counts. */
export interface Agreement {
  reviewer: string;
  second: string;
  looks: number;
  agreed: number;
  /** The images on which they do not. */
  disagreed: { sha256: string; name: string; decision: string; second: string }[];
}

/** What another reviewer said of an image in a second look; it replaces no decision. */
export interface SecondLook {
  id: number;
  image: number;
  reviewer: string;
  decision: string;
  /** ISO 8601. */
  at: string;
  /** The decision that it was a second look at. */
  of: { decision: string; reviewer: string; at: string };
  agrees: boolean;
}

/** What was said in a second look, and of which decision: `confirmed, disagrees with ok of anna`. */
export function lookSentence({
  decision,
  agrees,
  of,
}: Pick<SecondLook, 'decision' | 'agrees' | 'of'>): string {
  return `${decision}, ${agrees ? 'agrees' : 'disagrees'} with ${of.decision} of ${of.reviewer}`;
}

/** True where two names are the same person's, however they are written. */
export function sameReviewer(a: string, b: string): boolean {
  return personOf(a) === personOf(b);
}

/** What all ways of writing a name have in common: no case, no outer blanks, no doubled ones. */
export function personOf(name: string): string {
  return withoutUnprintable(name.normalize('NFKC')).trim().replace(/\s+/g, ' ').toLowerCase();
}
