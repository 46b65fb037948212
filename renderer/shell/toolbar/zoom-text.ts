/** The zoom as it is typed. */

/**
 * Device pixels per source pixel out of "150", "150 %", "1:6", "16:1" or "16x"; null for anything
 * else.
 */
export function readZoom(text: string): number | null {
  const typed = text.trim().replace(',', '.');
  const ratio = /^(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)$/.exec(typed);
  if (ratio !== null) return positive(Number(ratio[1]) / Number(ratio[2]));
  const times = /^(\d+(?:\.\d+)?)\s*[x×]$/i.exec(typed);
  if (times !== null) return positive(Number(times[1]));
  const percent = /^(\d+(?:\.\d+)?)\s*%?$/.exec(typed);
  return percent === null ? null : positive(Number(percent[1]) / 100);
}

function positive(value: number): number | null {
  return value > 0 && Number.isFinite(value) ? value : null;
}
