/** What `who sees what` gives: one row per distinct picture, and who sees it. JSON-safe. */

export const MATRIX_SCHEMA = 'scalescope/matrix@1';

/** The largest side of a row's thumbnail. */
export const THUMBNAIL_SIDE = 96;

export const AS_A_PERSON = 'as a person sees it';
export const ANOTHER_PICTURE = 'another picture';

/** One view: a pipeline at a size. */
export interface MatrixMember {
  pipeline: string;
  /** Size of the view, and which one it is of the several its pipeline makes (0-based). */
  width: number;
  height: number;
  part: number;
  parts: number;
  /** What the view is called: `whole`, `tile 1,2`, `center`. */
  name: string;
  /** Distance from the antialiased view of the same pixels, in grey levels. */
  rms: number;
  /** The same, over what the image's own detail explains (detect/disagreement). */
  normalised: number;
}

/** A small picture: RGBA, 8 bit, row-major, base64. */
export interface Thumbnail {
  width: number;
  height: number;
  rgba: string;
}

export interface MatrixRow {
  label: typeof AS_A_PERSON | typeof ANOTHER_PICTURE;
  /** Of the representative view, the first member. */
  rms: number;
  normalised: number;
  thumbnail: Thumbnail;
  /** The representative first, then in the order of the catalog. */
  members: MatrixMember[];
}

export interface MatrixResult {
  schema: typeof MATRIX_SCHEMA;
  /** What a person sees first, then other pictures, those with most members first. */
  rows: MatrixRow[];
  /** Pipelines that cannot take this image, with the reason. */
  refused: { pipeline: string; reason: string }[];
  /** Views that were compared. */
  views: number;
  elapsedMs: number;
}
