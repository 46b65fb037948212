/** Figures of merit: AUC, rates at a share of false alarms, Wilson intervals. */

/** P(positive > negative), ties count half. */
export function auc(negative: readonly number[], positive: readonly number[]): number {
  const sorted = Float64Array.from(negative).sort();
  let sum = 0;
  for (const value of positive) sum += below(sorted, value) + upTo(sorted, value);
  return sum / (2 * sorted.length * positive.length);
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

/** 95% Wilson score interval of k in n. */
export function wilson(k: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const z = 1.959964;
  const p = k / n;
  const center = p + (z * z) / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (center - spread) / scale), Math.min(1, (center + spread) / scale)];
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
