/** What was read in the views of an image, by what, and what was not looked for. */
import type { Size } from '../base/raster.ts';

/** A rectangle in pixels. */
interface Place extends Size {
  x: number;
  y: number;
}

/** What a phrase list says of a text. */
export interface PhraseMark {
  kind: 'instruction' | 'address' | 'link';
  /** The words of the text that are marked, as they were read. */
  words: string;
  /** Where the phrase is from. */
  source: string;
}

/** A text as it was read: quoted, never interpreted. */
export interface TextRead {
  /** Lines are apart by line breaks. */
  text: string;
  /** Mean of the sure words, 0..100, as the reader gives it. */
  confidence: number;
  /** Words of three letters or more that the reader is sure of, and those of them that a person cannot read there. */
  sureWords: number;
  machineWords: number;
  /** The view in which it was read, with the part of the source that it is of where that is not all; null of a text that a loader shows before any resize. */
  view: (Size & { pipeline: string; crop?: Place | undefined }) | null;
  /** What a picture with transparency was put on, or how it was loaded; null of others. */
  ground: string | null;
  /**
   * What was read: what is written into the pixels that are read (`written`), a channel of the difference from the
   * antialiased view, or the machine view itself.
   */
  plane: 'written' | 'r' | 'g' | 'b' | 'gray' | 'view';
  /** Where it is in the view (and in the antialiased view, which has its size), and in the source. */
  place: Place;
  region: Place;
  marks: PhraseMark[];
}

/** What reads text: packages with their versions, and the language of the data. */
export interface TextData {
  language: string;
  packages: { name: string; version: string }[];
}

/** What was looked for and read. */
export interface TextReading {
  /** Null where nothing could be read: `notes` says why. */
  data: TextData | null;
  /** Texts that only the machine receives, most words first. */
  machineOnly: TextRead[];
  /** Texts that the machine receives and a person sees too. */
  seen: TextRead[];
  /** Sizes at which text was looked for, in their order. */
  sizes: Size[];
  /** What was not looked at and why, in sentences. */
  notes: string[];
  /** Why places where text may be were left unread, a sentence; left out where none were. */
  brokeOff?: string;
  elapsedMs: number;
}
