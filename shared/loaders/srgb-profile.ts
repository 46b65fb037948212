/** Whether a color profile (ICC.1) is sRGB by its numbers: its name says nothing of them. */
import { srgbLevel } from './srgb-curve.ts';

/** Red, green and blue of sRGB in the space of profiles (D50). */
const COLORANTS = [
  ['rXYZ', [0.4361, 0.2225, 0.0139]],
  ['gXYZ', [0.3851, 0.7169, 0.0971]],
  ['bXYZ', [0.1431, 0.0606, 0.7141]],
] as const;

/** Largest difference of a colorant, and of a curve in light of an encoded level. */
const COLORANT_CHANGE = 0.002;
const LEVEL_CHANGE = 0.5 / 255;

/** Tags of tables that are used in place of colorants and curves. */
const TABLES = ['A2B0', 'A2B1', 'D2B0', 'D2B1', 'cicp'];

/**
 * Whether the profile `icc` leaves the levels of sRGB as they are, within half a level: its colorants and its
 * curves are those of sRGB, and it has no tables. A profile that cannot be read is not sRGB.
 */
export function isSrgbProfile(icc: Uint8Array): boolean {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  try {
    const tags = tagsOf(view);
    if (TABLES.some((tag) => tags.has(tag))) return false;
    const space = nameAt(view, 16);
    if (space === 'GRAY') return isSrgbCurve(view, tags.get('kTRC'));
    return (
      space === 'RGB ' &&
      COLORANTS.every(([tag, expected]) => isColorant(view, tags.get(tag), expected)) &&
      ['rTRC', 'gTRC', 'bTRC'].every((tag) => isSrgbCurve(view, tags.get(tag)))
    );
  } catch (error) {
    if (error instanceof RangeError) return false; // a profile that is cut off
    throw error;
  }
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/** Most tags of a profile that is read. */
const MOST_TAGS = 200;

/** Where the data of tags starts. */
function tagsOf(view: DataView): Map<string, number> {
  const count = view.getUint32(128);
  if (count > MOST_TAGS) return new Map();
  const entries = Array.from({ length: count }, (_, i) => 132 + 12 * i);
  return new Map(entries.map((at) => [nameAt(view, at), view.getUint32(at + 4)]));
}

function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function isColorant(view: DataView, at: number | undefined, expected: readonly number[]): boolean {
  if (at === undefined || nameAt(view, at) !== 'XYZ ') return false;
  return expected.every(
    (value, i) => Math.abs(fixed(view, at + 8 + 4 * i) - value) <= COLORANT_CHANGE,
  );
}

function isSrgbCurve(view: DataView, at: number | undefined): boolean {
  const curve = at === undefined ? null : curveAt(view, at);
  if (curve === null) return false;
  return Array.from({ length: 256 }, (_, level) => level / 255).every(
    (level) => Math.abs(srgbLevel(curve(level)) - level) <= LEVEL_CHANGE,
  );
}

/** Parameters of `para` of kinds 3 and 4: g, a, b, c, d, e, f of (a x + b)^g + e from d on, else c x + f. */
const PARAMETERS: Partial<Record<number, number>> = { 3: 5, 4: 7 };

function curveAt(view: DataView, at: number): ((level: number) => number) | null {
  const type = nameAt(view, at);
  if (type === 'curv') {
    const count = view.getUint32(at + 8);
    if (count === 0) return (level) => level;
    if (count === 1) return (level) => level ** (view.getUint16(at + 12) / 256);
    return (level) => {
      const place = level * (count - 1);
      const first = Math.min(count - 2, Math.floor(place));
      const [low, high] = [0, 1].map((i) => view.getUint16(at + 12 + 2 * (first + i)) / 65535);
      return low + (high - low) * (place - first);
    };
  }
  const count = type === 'para' ? PARAMETERS[view.getUint16(at + 8)] : undefined;
  if (count === undefined) return null; // a kind that sRGB never has
  const [g, a, b, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, i) =>
    fixed(view, at + 12 + 4 * i),
  );
  return (level) => (level >= d ? (a * level + b) ** g + e : c * level + f);
}
