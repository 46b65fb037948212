/** Ways along one axis that the place of a picture allows: resized whole, resized and then cut, or cut and then resized. */
import type { AxisPlace } from './place.ts';

/** `n` samples of the chart from `start` on become `m`, of which those from `from` on are shown. */
export interface AxisWay {
  start: number;
  n: number;
  m: number;
  from: number;
}

/** Ways with the same lengths, and so the same tables. */
export interface AxisGuess {
  n: number;
  m: number;
  starts: readonly number[];
  froms: readonly number[];
}

/** How far off the ends of a place may be, in samples of the picture: sparse samplers blur the marks less evenly. */
function doubt({ likeness }: AxisPlace): number {
  if (likeness > 0.97) return 0.4;
  return likeness > 0.85 ? 0.8 : 1.6;
}

/** The guess that all of `side` became `length`. */
export function wholeGuess(side: number, length: number): AxisGuess {
  return { n: side, m: length, starts: [0], froms: [0] };
}

/** What else the place of `length` samples on an axis of `side` allows. */
export function cutGuesses(place: AxisPlace, side: number, length: number): AxisGuess[] {
  const scale = (place.to - place.from) / length;
  const off = doubt(place);
  const guesses: AxisGuess[] = [];
  const m = side / scale;
  const most = Math.min(8, Math.max(1, Math.ceil((m * 2 * off) / length)));
  for (let made = Math.max(length, Math.round(m) - most); made <= Math.round(m) + most; made++) {
    const first = (place.from / side) * made;
    const last = made - length;
    const froms = between(first - off - 0.5, first + off + 0.5).filter(
      (from) => from >= 0 && from <= last,
    );
    if (froms.length > 0) guesses.push({ n: side, m: made, starts: [0], froms });
  }
  const n = place.to - place.from;
  const reach = Math.min(10, Math.max(2, Math.ceil(2 * off * scale)));
  for (let taken = Math.round(n) - reach; taken <= Math.min(side, Math.round(n) + reach); taken++) {
    if (taken < 1) continue;
    const starts = between(place.from - reach, place.from + reach).filter(
      (start) => start >= 0 && start + taken <= side,
    );
    if (starts.length > 0) guesses.push({ n: taken, m: length, starts, froms: [0] });
  }
  return guesses;
}

function between(low: number, high: number): number[] {
  const out: number[] = [];
  for (let i = Math.ceil(low); i <= high; i++) out.push(i);
  return out;
}
