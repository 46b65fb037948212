/** Figures that are drawings: Figure 2's neighbors and their weights. */
import { axisTapsOf } from '../../shared/resample/taps/plan.ts';
import { planOf } from '../../shared/resample/resize.ts';
import { mergedTaps } from '../../shared/resample/lattice.ts';

export interface Neighbors {
  svg: string;
  /** [source x, source y, weight] of every pixel that feeds the output. */
  taps: [number, number, number][];
  /** Source coordinates of the output's center, half-pixel centers. */
  x: number;
  y: number;
}

const CELL = 72;

/** Which source pixels output pixel (dstX, dstY) is made of, in an image shrunk from n to m. */
export function drawNeighbors(pipeline: string, n: number, m: number, dst: number): Neighbors {
  const plan = planOf(pipeline, { width: n, height: n, channels: 1, dtype: 'uint8' }, square(m));
  const columns = mergedTaps(axisTapsOf(plan, 'x'), dst);
  const rows = mergedTaps(axisTapsOf(plan, 'y'), dst);
  const center = (dst + 0.5) * (n / m) - 0.5;
  const first = Math.floor(center) - 2;
  const place = (index: number) => (index - first) * CELL + 24;
  const weightAt = (x: number, y: number) =>
    (columns.find(([index]) => index === x)?.[1] ?? 0) *
    (rows.find(([index]) => index === y)?.[1] ?? 0);
  const cells: string[] = [];
  for (let y = first; y < first + 6; y++) {
    for (let x = first; x < first + 6; x++) {
      const weight = weightAt(x, y);
      const fill = weight > 0 ? '#f2b134' : '#eef1f5';
      cells.push(
        `<rect x="${place(x)}" y="${place(y)}" width="${CELL}" height="${CELL}" fill="${fill}"/>`,
      );
      if (weight > 0) {
        cells.push(
          `<text x="${place(x) + CELL / 2}" y="${place(y) + CELL * 0.8}">${weight.toFixed(3)}</text>`,
        );
      }
    }
  }
  const at = place(center + 0.5);
  const side = 6 * CELL + 48;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}"`,
    ' font-family="sans-serif" font-size="17" text-anchor="middle" fill="#1c2430">',
    `<rect width="${side}" height="${side}" fill="#ffffff"/>`,
    `<g stroke="#7a8594" stroke-width="1">${cells.filter((cell) => cell.startsWith('<rect')).join('')}</g>`,
    cells.filter((cell) => cell.startsWith('<text')).join(''),
    `<circle cx="${at}" cy="${at}" r="8" fill="#0b5cad" stroke="#ffffff" stroke-width="2"/>`,
    '</svg>\n',
  ].join('');
  const taps = rows.flatMap(([y, down]) =>
    columns.map(([x, across]): [number, number, number] => [x, y, across * down]),
  );
  return { svg, taps, x: center, y: center };
}

function square(side: number) {
  return { width: side, height: side };
}
