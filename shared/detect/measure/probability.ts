/** From log odds to a probability. */
import { CALIBRATION } from './fusion-trees.ts';

/** Share of attacked images that the score is a probability at. */
export const BASE_RATE = 0.01;

/** Probability at BASE_RATE of log odds at equal shares. */
export function probability(logOdds: number): number {
  const prior = Math.log(BASE_RATE / (1 - BASE_RATE));
  return 1 / (1 + Math.exp(-(CALIBRATION.slope * logOdds + CALIBRATION.offset + prior)));
}
