/**
 * CIELAB bytes to RGB as libtiff 4 shows them (TIFFCIELabToXYZ, TIFFXYZToRGB), which OpenCV reads by: white
 * of D50, a display of gamma 2.4 in 1500 steps, single precision.
 */

const f = Math.fround;

/** X, Y and Z of white: D50 by libtiff's own figures. */
const WHITE = [f(96.425), 100, f(82.468)] as const;

/** From XYZ to the display's red, green and blue. */
const DISPLAY = [
  [3.241, -1.5374, -0.4986],
  [-0.9692, 1.876, 0.0416],
  [0.0556, -0.204, 1.057],
].map((row) => row.map(f));

/** Luminance of black and of full red, green and blue. */
const [DARKEST, BRIGHTEST] = [1, 100];
const STEPS = 1500;
const STEP = f((BRIGHTEST - DARKEST) / STEPS);
const LEVELS = Uint8Array.from({ length: STEPS + 1 }, (_, i) =>
  Math.round(255 * (i / STEPS) ** (1 / 2.4)),
);

/** RGB of height*width*3 bytes of L (0..255 for 0..100), a and b (two's complement). */
export function labToRgb(lab: Uint8Array): Uint8Array {
  const out = new Uint8Array(lab.length);
  for (let i = 0; i < lab.length; i += 3) {
    const [x, y, z] = xyzOf(lab[i], (lab[i + 1] << 24) >> 24, (lab[i + 2] << 24) >> 24);
    for (let c = 0; c < 3; c++) {
      const [ofX, ofY, ofZ] = DISPLAY[c];
      const light = f(f(f(ofX * x) + f(ofY * y)) + f(ofZ * z));
      const kept = Math.min(BRIGHTEST, Math.max(DARKEST, light));
      out[i + c] = LEVELS[Math.min(STEPS, Math.trunc(f(f(kept - DARKEST) / STEP)))];
    }
  }
  return out;
}

function xyzOf(l: number, a: number, b: number): [x: number, y: number, z: number] {
  const lightness = f(f(l * 100) / 255);
  let y, root;
  if (lightness < f(8.856)) {
    y = f(f(lightness * WHITE[1]) / f(903.292));
    root = f(f(f(7.787) * f(y / WHITE[1])) + f(16 / 116));
  } else {
    root = f(f(lightness + 16) / 116);
    y = f(f(f(WHITE[1] * root) * root) * root);
  }
  return [partOf(f(f(a / 500) + root), WHITE[0]), y, partOf(f(root - f(b / 200)), WHITE[2])];
}

function partOf(root: number, white: number): number {
  if (root < f(0.2069)) return f(f(white * f(root - f(0.13793))) / f(7.787));
  return f(f(f(white * root) * root) * root);
}
