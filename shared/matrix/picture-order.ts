/** A picture that is to be measured, and what is measured of it: plain data, so that threads can exchange it. */
import type { Disagreement } from '../cells/disagreement.ts';
import type { Frame } from '../pipelines/pipeline.ts';
import type { Sampling } from './antialiased-reference.ts';
import type { DifferenceMap, LevelPicture } from './difference-map.ts';

/** A picture to be measured, by its tables. */
export interface PictureOrder extends Sampling {
  /** What they show, where it is not what the tables say (alpha that is mixed in). */
  picture: LevelPicture | null;
  /** The rectangle of the source that it covers. */
  frame: Frame;
}

/** How far it is from the antialiased view, and what it shows that the other does not. */
export interface Measurement {
  disagreement: Pick<Disagreement, 'rms' | 'normalised'>;
  map: DifferenceMap;
}
