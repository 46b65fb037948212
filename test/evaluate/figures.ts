/** Figures of merit: AUC with its interval, rates at a share of false alarms, Wilson intervals. */
import { wilson } from '../../shared/math/wilson.ts';

export { wilson };

/** P(positive > negative), ties count half. */
export function auc(negative: readonly number[], positive: readonly number[]): number {
  const sorted = Float64Array.from(negative).sort();
  let sum = 0;
  for (const value of positive) sum += below(sorted, value) + upTo(sorted, value);
  return sum / (2 * sorted.length * positive.length);
}

/**
 * The 95% interval of auc(negative, positive).
 * Source: DeLong et al. 1988: the variance of each image's share of the pairs that it wins.
 */
export function aucInterval(
  negative: readonly number[],
  positive: readonly number[],
): [number, number] {
  const shares = (of: readonly number[], against: readonly number[]): number[] => {
    const sorted = Float64Array.from(against).sort();
    return of.map((value) => (below(sorted, value) + upTo(sorted, value)) / (2 * sorted.length));
  };
  const wins = shares(positive, negative);
  const losses = shares(negative, positive);
  const area = auc(negative, positive);
  // Groups that do not overlap have no variance to tell from: as a share of the smaller group.
  if (area === 1)
    return wilson(Math.min(wins.length, losses.length), Math.min(wins.length, losses.length));
  const error = Math.sqrt(variance(wins) / wins.length + variance(losses) / losses.length);
  return [Math.max(0, area - 1.959964 * error), Math.min(1, area + 1.959964 * error)];
}

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** The smallest threshold that at most `share` of `negative` exceed. */
export function thresholdAt(negative: readonly number[], share: number): number {
  const sorted = [...negative].sort((a, b) => b - a);
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)];
}

/** The share of `positive` above thresholdAt(negative, share). */
export function rateAt(
  negative: readonly number[],
  positive: readonly number[],
  share: number,
): number {
  const threshold = thresholdAt(negative, share);
  return positive.filter((value) => value > threshold).length / positive.length;
}

function below(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upTo(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
