/**
 * An ICC profile of sRGB, which a PDF/A has to hold so that its colors mean the same anywhere. Made here: ICC.1:2001-04
 * (version 2.4), a display profile of three primaries and one tone curve. Figures: IEC 61966-2-1, primaries adapted
 * to D50 by the Bradford method.
 */

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const CURVE_STEPS = 1024;
const D50 = [0.9642, 1, 0.8249] as const;
const WHITE = [0.95045, 1, 1.08905] as const;
const PRIMARIES = {
  rXYZ: [0.43607, 0.22249, 0.01392],
  gXYZ: [0.38515, 0.71687, 0.09708],
  bXYZ: [0.14307, 0.06061, 0.7141],
} as const;

/** The profile as the bytes of a file. */
export function srgbProfile(): Buffer {
  const curve = curveTag();
  const tags: [string, Buffer][] = [
    ['desc', descriptionTag('sRGB IEC61966-2.1, made by Scalescope')],
    ['cprt', textTag('No copyright, use freely')],
    ['wtpt', xyzTag(WHITE)],
    ...Object.entries(PRIMARIES).map(([name, xyz]): [string, Buffer] => [name, xyzTag(xyz)]),
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const table = Buffer.alloc(4 + tags.length * TAG_BYTES);
  table.writeUInt32BE(tags.length, 0);
  const placed = new Map<Buffer, number>();
  let end = HEADER_BYTES + table.length;
  tags.forEach(([name, bytes], i) => {
    const at = placed.get(bytes) ?? end;
    if (at === end) end += bytes.length;
    placed.set(bytes, at);
    table.write(name, 4 + i * TAG_BYTES, 'latin1');
    table.writeUInt32BE(at, 8 + i * TAG_BYTES);
    table.writeUInt32BE(bytes.length, 12 + i * TAG_BYTES);
  });
  return Buffer.concat([header(end), table, ...placed.keys()]);
}

function header(size: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32BE(size, 0);
  bytes.writeUInt32BE(0x02400000, 8);
  bytes.write('mntrRGB XYZ ', 12, 'latin1');
  // A fixed date, so that the same report has the same bytes.
  [2026, 1, 1, 0, 0, 0].forEach((part, i) => bytes.writeUInt16BE(part, 24 + 2 * i));
  bytes.write('acsp', 36, 'latin1');
  writeXyz(bytes, D50, 68);
  return bytes;
}

/** Bytes of a tag begin with its type and four zeros, and fill up to whole words. */
function tagOf(type: string, length: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil((8 + length) / 4) * 4);
  bytes.write(type, 0, 'latin1');
  return bytes;
}

function xyzTag(xyz: readonly number[]): Buffer {
  const bytes = tagOf('XYZ ', 12);
  writeXyz(bytes, xyz, 8);
  return bytes;
}

/** Signed numbers with 16 bits after the point. */
function writeXyz(bytes: Buffer, xyz: readonly number[], at: number): void {
  xyz.forEach((value, i) => bytes.writeInt32BE(Math.round(value * 65536), at + 4 * i));
}

function textTag(text: string): Buffer {
  const bytes = tagOf('text', text.length + 1);
  bytes.write(text, 8, 'latin1');
  return bytes;
}

/** The text in ASCII; without one in Unicode, and without one for a Macintosh, which has 67 bytes of its own. */
function descriptionTag(text: string): Buffer {
  const bytes = tagOf('desc', 4 + text.length + 1 + 8 + 3 + 67);
  bytes.writeUInt32BE(text.length + 1, 8);
  bytes.write(text, 12, 'latin1');
  return bytes;
}

/** Linear light of CURVE_STEPS codes. */
function curveTag(): Buffer {
  const bytes = tagOf('curv', 4 + 2 * CURVE_STEPS);
  bytes.writeUInt32BE(CURVE_STEPS, 8);
  for (let i = 0; i < CURVE_STEPS; i++) {
    const code = i / (CURVE_STEPS - 1);
    const light = code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4;
    bytes.writeUInt16BE(Math.round(light * 65535), 12 + 2 * i);
  }
  return bytes;
}
