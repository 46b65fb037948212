/** What reviewers draw and keep: annotations bound to source pixels, and bookmarks. */
import * as v from 'valibot';
import { id, nonEmpty, NUMBER, reviewer, text, WHOLE } from './case-fields.ts';

const coordinate = v.pipe(v.number(NUMBER), v.finite(NUMBER));

/** On which view something was drawn; null: the source. Places are source pixels all the same. */
const View = v.nullable(
  v.object({
    pipeline: nonEmpty(100),
    width: v.optional(id),
    height: v.optional(id),
    part: v.optional(v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0, WHOLE))),
  }),
);
export type MarkedView = v.InferOutput<typeof View>;

/** Shapes in source pixels: (0, 0) is the left upper corner of the first pixel. */
const Shape = v.variant(
  'kind',
  [
    v.object({
      kind: v.literal('box'),
      x: coordinate,
      y: coordinate,
      width: coordinate,
      height: coordinate,
    }),
    /** From (x, y) to its head. */
    v.object({
      kind: v.literal('arrow'),
      x: coordinate,
      y: coordinate,
      toX: coordinate,
      toY: coordinate,
    }),
    v.object({ kind: v.literal('text'), x: coordinate, y: coordinate }),
  ],
  'a box, an arrow or a text',
);
export type AnnotationShape = v.InferOutput<typeof Shape>;

export const AnnotationBody = v.object({
  shape: Shape,
  /** The caption; of a text, the text. */
  text: v.optional(text(2000), ''),
  view: v.optional(View, null),
  reviewer,
});

export const BookmarkBody = v.object({
  name: nonEmpty(200),
  /** Center of the screen in source pixels, and screen pixels per source pixel. */
  place: v.object({
    srcX: coordinate,
    srcY: coordinate,
    zoom: v.pipe(coordinate, v.gtValue(0, 'a number above 0')),
  }),
  /** The machine view beside it, and whatever else the viewer was set to. */
  view: v.optional(View, null),
  settings: v.optional(v.record(v.string(), v.unknown()), {}),
  annotations: v.optional(v.array(id, 'a list of ids'), []),
  note: v.optional(text(20_000), ''),
  reviewer,
});

interface Mark {
  id: number;
  image: number;
  createdAt: string;
  updatedAt: string;
}

/** `reviewer`: who wrote it last. */
export interface Annotation extends Mark, v.InferOutput<typeof AnnotationBody> {}

export interface Bookmark extends Mark, v.InferOutput<typeof BookmarkBody> {}
