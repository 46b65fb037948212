/**
 * Scaling: the picture against itself scaled down by the machine's resizer and up again. A hidden
 * picture comes back instead of the visible one.
 *
 * Source: Kim et al. 2021, Decamouflage (DSN; arXiv 2010.03735), scaling method.
 */
import { similarityOf, type Similarity } from '../../math/similarity.ts';
import { resizeWith } from '../../resample/resize.ts';
import { bytesOf, type PublishedInput } from './input.ts';

/** How alike the picture and its way down and up are. */
export function downAndUp({ picture, machine, sampler }: PublishedInput): Similarity {
  return similarityOf(picture, bytesOf(resizeWith(machine, sampler, picture)));
}
