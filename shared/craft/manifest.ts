/** The manifest beside a crafted image: what it is, made of what, and how faithful it is. */
import type { WrittenPayload } from './lattice-write.ts';

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
  /** Largest difference of one value outside the reported collisions. */
  max: number;
  /** Largest difference of one value anywhere. */
  maxWithCollisions: number;
  /** Output pixels that a later payload spoilt. */
  spoiltPixels: number;
}

export interface CraftManifest {
  schema: typeof CRAFT_SCHEMA;
  warning: string;
  version: string;
  attack: CraftedFile;
  decoy: CraftedFile;
  /** In the order in which they were written. */
  payloads: (WrittenPayload & { payload: CraftedFile; fidelity: Fidelity })[];
}
