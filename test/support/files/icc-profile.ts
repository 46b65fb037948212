/** A display profile (ICC 2.4), of sRGB's primaries unless told otherwise, whose curve is any table of levels. */

const D50 = [0.9642, 1, 0.8249];
/** sRGB's primaries, adapted to D50. */
const PRIMARIES = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};

/** The profile in which `light` gives the light 0..1 of each level 0..255. */
export function iccProfile(
  light: (level: number) => number,
  colorants: Record<string, readonly number[]> = PRIMARIES,
): Buffer {
  const curve = Buffer.alloc(12 + 512);
  curve.write('curv', 0, 'latin1');
  curve.writeUInt32BE(256, 8);
  for (let level = 0; level < 256; level++) {
    curve.writeUInt16BE(Math.round(65535 * light(level)), 12 + 2 * level);
  }
  const text = Buffer.alloc(104);
  text.write('desc', 0, 'latin1');
  text.writeUInt32BE(5, 8);
  text.write('test', 12, 'latin1');
  const tags: [string, Buffer][] = [
    ['desc', text],
    ['wtpt', xyz(D50)],
    ...Object.entries(colorants).map(([tag, value]): [string, Buffer] => [tag, xyz(value)]),
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  let at = 128 + table.length;
  tags.forEach(([tag, { length }], i) => {
    table.write(tag, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(length, 12 + 12 * i);
    at += length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  D50.forEach((value, i) => header.writeInt32BE(Math.round(value * 65536), 68 + 4 * i));
  return Buffer.concat([header, table, ...tags.map(([, data]) => data)]);
}

function xyz(value: readonly number[]): Buffer {
  const data = Buffer.alloc(20);
  data.write('XYZ ', 0, 'latin1');
  value.forEach((part, i) => data.writeInt32BE(Math.round(part * 65536), 8 + 4 * i));
  return data;
}
