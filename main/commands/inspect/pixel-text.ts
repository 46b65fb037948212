/** How one output pixel is made, as text for a terminal. */
import type { PixelReport } from '../../../shared/api/contract.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import type { AxisExplanation } from '../../../shared/resample/explain-pixel.ts';
import { wrongArgument } from '../../terminal/wrong-argument.ts';

/** `2,3`: column and row of an output pixel, counted from 0. */
export function parsePixel(text: string): { x: number; y: number } {
  const match = /^(\d{1,9}),(\d{1,9})$/.exec(text);
  if (match === null) {
    throw wrongArgument('a pixel such as 2,3', text);
  }
  return { x: Number(match[1]), y: Number(match[2]) };
}

/** Coordinate, formula, taps and weights of both axes. */
export function pixelText(report: PixelReport): string {
  const { pipeline, width, height, x, y, pixels, weightSum } = report;
  const lines = [
    `Pixel ${x.dst},${y.dst} of ${width}x${height} by ${pipeline}`,
    ...axisLines('Columns', x),
    ...axisLines('Rows', y),
  ];
  const products = productLines(report);
  lines.push(
    pixels === 0
      ? '  Padding: made of no source pixel.'
      : `  Made of ${pixels} source ${pixels === 1 ? 'pixel' : 'pixels'}, weights summing to ${weight(weightSum)}`,
    ...products,
  );
  return printableLines(lines);
}

function axisLines(label: string, axis: AxisExplanation): string[] {
  const { formula, worked, mode, taps } = axis;
  return [
    `  ${label}: ${formula}  (${mode ?? 'no single formula: the centroid of the taps'})`,
    `    ${worked}${placeOf(axis)}`,
    `    ${taps.length} ${taps.length === 1 ? 'tap' : 'taps'}: ${taps
      .map((tap) => `${tap.index} × ${weight(tap.weight)}`)
      .join(', ')}`,
  ];
}

function placeOf({ pick, nearest, phase, taps }: AxisExplanation): string {
  if (nearest === null || phase === null || taps.length === 0) return '';
  if (pick === 'floor') return `: rounded down, in pixel ${nearest}`;
  const from = phase === 0 ? 'on the center' : `${weight(phase)} from the center`;
  return `: ${from} of ${nearest}`;
}

/** The most products that are listed one by one. */
const MOST_PRODUCTS = 64;

function productLines({ x, y, pixels }: PixelReport): string[] {
  if (pixels === 0 || pixels > MOST_PRODUCTS) return [];
  return y.taps.map((row) => {
    const products = x.taps.map(
      (column) => `(${column.index}, ${row.index}) × ${weight(column.weight * row.weight)}`,
    );
    return `    ${products.join('  ')}`;
  });
}

function weight(value: number): string {
  return String(Number(value.toFixed(6)));
}
