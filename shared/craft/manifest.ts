/** The manifest beside a crafted image: what it is, made of what, and how faithful it is. */
import type { WrittenPayload } from './lattice-write.ts';
import type { CraftSettings } from './craft-settings.ts';

export const CRAFT_SCHEMA = 'scalescope/craft@1';

/** Says what the file is, in the image itself and in its manifest. */
export const CRAFT_WARNING =
  'Crafted image-scaling attack: a test image in which a second picture is hidden. ' +
  'Not an original photograph.';

export interface CraftedFile {
  file: string;
  sha256: string;
  width: number;
  height: number;
}

/** How close the machine view is to the payload, in 8-bit grey levels. */
export interface Fidelity {
  /** Largest difference of one value of the outputs that were written and not spoilt. */
  max: number;
  /** Largest difference of one value of the outputs that were written. */
  maxWithCollisions: number;
  /** Output pixels that a later payload spoilt. */
  spoiltPixels: number;
  /** Output pixels that were written. */
  outputs: number;
  /** Output pixels of the payload that a mask leaves as the decoy makes them. */
  leftOut: number;
  /** Output pixels off by more than the tolerance, and not because of another payload. */
  missed: number;
  /** Of the payload's region, those left out and spoilt included; null: equal. */
  psnrDb: number | null;
  ssim: number;
}

export interface WrittenText {
  text: string;
  /** The font file; null: the default font. */
  font: string | null;
  /** Of a letter, in pixels of the view. */
  sizePx: number;
}

/** How far the attack is from its decoy, at full size. */
export interface Visibility {
  /** Largest change of one value. */
  max: number;
  /** Null: equal. */
  psnrDb: number | null;
  ssim: number;
  changedPixels: number;
  changedShare: number;
}

export interface CraftManifest {
  schema: typeof CRAFT_SCHEMA;
  warning: string;
  version: string;
  attack: CraftedFile;
  decoy: CraftedFile;
  /** In the order in which they were written. */
  payloads: (WrittenPayload & {
    payload: CraftedFile;
    /** Where the payload is a text and not a file. */
    text?: WrittenText;
    /** The part of the view it was fitted to, in its pixels, where that is not all of it. */
    at?: { x: number; y: number; width: number; height: number };
    fidelity: Fidelity;
  })[];
  settings: CraftSettings;
  /** The mask file, where one was given. */
  mask: CraftedFile | null;
  visibility: Visibility;
  /** The bound that `linf` found, in grey levels. */
  bound: number | null;
  /** By how many decibels the target's harmonics were taken down; null: not asked for. */
  suppressedDb: number | null;
  /** Quality of the JPEG file, measured after reading it back; null: PNG, which loses nothing. */
  jpegQuality: number | null;
  /** What was done to the sources before: depth, alpha. */
  notes: string[];
}
