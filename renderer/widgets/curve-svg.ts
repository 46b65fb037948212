/** A curve as a drawing that is saved: dark on white, whatever the page looks like. */
import type { Curve } from './chart.ts';

const WIDTH = 640;
const HEIGHT = 280;
const PLOT = { left: 56, right: 616, top: 24, bottom: 236 };
/** Lines of the grid along an axis, about. */
const TICKS = 6;
const COLORS = {
  text: '#1b1c1e',
  muted: '#595b5f',
  line: '#d0d0ca',
  curve: '#0b5cad',
  mark: '#7a4b00',
};

/** The SVG of `curve`: axes, curve, threshold, the present size and the marks with their labels. */
export function curveSvg({ points, marks, threshold, present, xTitle, yTitle }: Curve): string {
  const xs = points.map(({ x }) => x);
  const least = xs.reduce((a, b) => Math.min(a, b), Infinity);
  const most = xs.reduce((a, b) => Math.max(a, b), -Infinity);
  const tall = [...points, ...marks].reduce((top, { y }) => Math.max(top, y), threshold ?? 0) || 1;
  const place = (x: number): number =>
    PLOT.left + ((x - least) / (most - least || 1)) * (PLOT.right - PLOT.left);
  const height = (y: number): number =>
    PLOT.bottom - (y / (tall * 1.05)) * (PLOT.bottom - PLOT.top);
  const line = (x1: number, y1: number, x2: number, y2: number, color: string, dash = ''): string =>
    `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${color}"${dash}/>`;
  const text = (x: number, y: number, said: string, anchor: string, color: string): string =>
    `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${color}">${escaped(said)}</text>`;
  const dashes = ' stroke-dasharray="4 3"';
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...ticksOf(0, tall).flatMap((y) => [
      line(PLOT.left, height(y), PLOT.right, height(y), COLORS.line),
      text(PLOT.left - 6, height(y) + 4, String(y), 'end', COLORS.muted),
    ]),
    ...ticksOf(least, most).map((x) =>
      text(place(x), PLOT.bottom + 16, String(x), 'middle', COLORS.muted),
    ),
    line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom, COLORS.muted),
    ...(threshold === null
      ? []
      : [line(PLOT.left, height(threshold), PLOT.right, height(threshold), COLORS.mark, dashes)]),
    ...(present === null || present < least || present > most
      ? []
      : [line(place(present), PLOT.top, place(present), PLOT.bottom, COLORS.muted, dashes)]),
    `<path fill="none" stroke="${COLORS.curve}" stroke-width="1.25" d="${points
      .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${at(place(x))} ${at(height(y))}`)
      .join('')}"/>`,
    ...marks.flatMap(({ x, y, label }) => [
      `<circle cx="${at(place(x))}" cy="${at(height(y))}" r="3.5" fill="${COLORS.mark}"/>`,
      text(place(x), height(y) - 7, label, 'middle', COLORS.text),
    ]),
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 10, xTitle, 'middle', COLORS.muted),
    text(PLOT.left, PLOT.top - 10, yTitle, 'start', COLORS.muted),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" ` +
    `viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11">` +
    `${parts.join('')}</svg>`
  );
}

/** Round numbers from `least` to `most`. */
export function ticksOf(least: number, most: number): number[] {
  const rough = (most - least) / TICKS;
  if (!(rough > 0)) return Number.isFinite(least) ? [least] : [];
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((by) => by * unit).find((each) => each >= rough)!;
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
