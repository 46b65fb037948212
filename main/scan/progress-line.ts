/** How fast a scan goes and how long it will take, as a line for a person. */

export interface Tally {
  total: number;
  /** Done in all, and of these in this run; the rest was resumed. */
  done: number;
  examined: number;
  found: number;
  failed: number;
}

/** The line after `elapsedMs` of work: how many of how many, per second, time left, what was found. */
export function progressLine(
  { total, done, examined, found, failed }: Tally,
  elapsedMs: number,
): string {
  const parts = [`${done} of ${total}`];
  if (examined > 0 && elapsedMs > 0) {
    const perSecond = examined / (elapsedMs / 1000);
    parts.push(`${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`);
    if (done < total) parts.push(`${durationOf((total - done) / perSecond)} left`);
  }
  if (found > 0) parts.push(`${found} found`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(', ');
}

/** A time in words: seconds, minutes, or hours and minutes. */
export function durationOf(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
