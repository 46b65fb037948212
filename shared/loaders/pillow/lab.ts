/**
 * CIELAB to sRGB as Pillow 12.3 converts it: by Little CMS with its own Lab and sRGB profiles, perceptual,
 * which looks colors up in a cube of 33 nodes a side and interpolates within tetrahedra, in 16 bits.
 */

const SIDE = 33;
const MOST = 65535;
/** D50, as profiles have it. */
const WHITE = [0.9642, 1, 0.8249] as const;

let cube: Uint16Array | null = null;

/** RGB of height*width*3 bytes of L (0..255 for 0..100), a and b (two's complement). */
export function labToRgb(lab: Uint8Array): Uint8Array {
  cube ??= makeCube();
  const out = new Uint8Array(lab.length);
  const wide = new Uint16Array(3);
  for (let i = 0; i < lab.length; i += 3) {
    interpolate(cube, lab[i] * 257, (lab[i + 1] ^ 128) * 257, (lab[i + 2] ^ 128) * 257, wide);
    for (let c = 0; c < 3; c++) out[i + c] = Math.floor((wide[c] * 65281 + 8388608) / 2 ** 24);
  }
  return out;
}

/** Red, green and blue, 0..65535, at each of 33*33*33 nodes of L, a and b. */
function makeCube(): Uint16Array {
  const out = new Uint16Array(SIDE ** 3 * 3);
  const fromXyz = inverse(srgbToXyz());
  let to = 0;
  for (let l = 0; l < SIDE; l++) {
    for (let a = 0; a < SIDE; a++) {
      for (let b = 0; b < SIDE; b++, to += 3) {
        const xyz = xyzOf(nodeAt(l), nodeAt(a), nodeAt(b));
        for (let c = 0; c < 3; c++) {
          const [ofX, ofY, ofZ] = fromXyz[c];
          const linear = ofX * xyz[0] + ofY * xyz[1] + ofZ * xyz[2];
          out[to + c] = Math.round(MOST * Math.min(1, Math.max(0, encoded(linear))));
        }
      }
    }
  }
  return out;
}

/** The 16 bits that a node stands for. */
function nodeAt(index: number): number {
  return Math.floor((index * MOST) / (SIDE - 1) + 0.5);
}

function xyzOf(l: number, a: number, b: number): [x: number, y: number, z: number] {
  const y = ((l / MOST) * 100 + 16) / 116;
  const x = y + ((a / MOST) * 255 - 128) / 500;
  const z = y - ((b / MOST) * 255 - 128) / 200;
  return [cubed(x) * WHITE[0], cubed(y) * WHITE[1], cubed(z) * WHITE[2]];
}

function cubed(t: number): number {
  return t <= 24 / 116 ? (108 / 841) * (t - 16 / 116) : t * t * t;
}

/** The inverse of the sRGB curve. */
function encoded(linear: number): number {
  return linear <= 0.04045 / 12.92 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

type Matrix = [number, number, number][];

/** sRGB's primaries and white of D65, adapted to D50 by Bradford. */
function srgbToXyz(): Matrix {
  const xyzAt = (x: number, y: number): [number, number, number] => [x / y, 1, (1 - x - y) / y];
  const primaries = transposed([xyzAt(0.64, 0.33), xyzAt(0.3, 0.6), xyzAt(0.15, 0.06)]);
  const white = xyzAt(0.3127, 0.329);
  const shares = times(inverse(primaries), white);
  const unadapted = primaries.map(
    (row) => row.map((v, c) => v * shares[c]) as [number, number, number],
  );
  const bradford: Matrix = [
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
  ];
  const [from, to] = [times(bradford, white), times(bradford, WHITE)];
  const scaled = bradford.map(
    (row, i) => row.map((v) => (v * to[i]) / from[i]) as [number, number, number],
  );
  return product(product(inverse(bradford), scaled), unadapted);
}

function times(
  matrix: Matrix,
  [x, y, z]: readonly [number, number, number],
): [number, number, number] {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as [number, number, number];
}

function transposed(m: Matrix): Matrix {
  return [0, 1, 2].map((r) => [m[0][r], m[1][r], m[2][r]]);
}

function product(a: Matrix, b: Matrix): Matrix {
  return transposed(transposed(b).map((column) => times(a, column)));
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ];
}

/** Along the edges of the tetrahedron that holds the color, from the axis with the largest rest on. */
function interpolate(nodes: Uint16Array, l: number, a: number, b: number, out: Uint16Array): void {
  const at = [l, a, b].map(fixedPlace);
  const strides = [SIDE * SIDE * 3, SIDE * 3, 3];
  const order = [0, 1, 2].sort((one, other) => at[other].rest - at[one].rest || one - other);
  const base = at.reduce((sum, { node }, axis) => sum + node * strides[axis], 0);
  for (let c = 0; c < 3; c++) {
    let corner = base + c;
    const first = nodes[corner];
    let sum = 0x8001;
    for (const axis of order) {
      const next = corner + (at[axis].isLast ? 0 : strides[axis]);
      sum += (nodes[next] - nodes[corner]) * at[axis].rest;
      corner = next;
    }
    out[c] = first + ((sum + (sum >> 16)) >> 16);
  }
}

/** Where 16 bits lie between the nodes, the rest in 16 bits. */
function fixedPlace(value: number): { node: number; rest: number; isLast: boolean } {
  const scaled = value * (SIDE - 1);
  const fixed = scaled + Math.floor((scaled + 0x7fff) / MOST);
  return { node: Math.floor(fixed / 65536), rest: fixed % 65536, isLast: value === MOST };
}
