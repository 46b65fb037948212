/** The spectrum with the peaks that a payload would make marked (the paper's Figure 6). */
import { STANDS_OUT_DB } from '../spectrum/peaks.ts';
import { grayOf, type MadeSpectrum, type SpectrumReport } from '../spectrum/spectrum.ts';
import { frameRect, makeCanvas, withCaption, type Canvas } from './canvas.ts';
import { BLACK, LATTICE, TAPS, type Rgb } from './colors.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';

/** Sides of the picture from which on its bins are not enlarged. */
const LARGE = 700;
/** Expected strength from which on a peak is marked: more would hide the picture. */
const MARKED_FROM = 0.15;
const MARK = 9;

/** `made` with the marks of the peaks in `report`, which is of it. Without a title there is no caption. */
export function drawSpectrum(
  made: MadeSpectrum,
  report: SpectrumReport,
  title: string | null,
): Canvas {
  const { width, height } = made.spectrum;
  const zoom = Math.max(1, Math.ceil(LARGE / Math.max(width, height)));
  const gray = grayOf(made.spectrum);
  const canvas = makeCanvas(width * zoom, height * zoom, BLACK);
  for (let y = 0, to = 0; y < canvas.height; y++) {
    const row = Math.floor(y / zoom) * width;
    for (let x = 0; x < canvas.width; x++, to += 3) {
      canvas.data.fill(gray[row + Math.floor(x / zoom)], to, to + 3);
    }
  }
  const marked = markedPeaks(report);
  // Aliases first: where they fall on a peak of its own, that one is seen.
  for (const { x, y, aliased } of marked.toSorted((a, b) => +b.aliased - +a.aliased)) {
    const color = aliased ? TAPS : LATTICE;
    mark(canvas, (x + 0.5) * zoom, (y + 0.5) * zoom, color);
    // Its opposite has the same strength.
    mark(canvas, (2 * (width >> 1) - x + 0.5) * zoom, (2 * (height >> 1) - y + 0.5) * zoom, color);
  }
  return withCaption(canvas, [title, ...captionOf(report, marked.length)], {
    height: LEGEND_HEIGHT,
    draw: (on, x, y) =>
      drawLegend(on, x, y, {
        colorAt: (share) => {
          const level = Math.round(share * 255);
          return [level, level, level];
        },
        marks: [
          { at: 0, text: `${report.lowDb.toFixed(0)} dB` },
          { at: 1, text: `${report.highDb.toFixed(0)} dB of one grey level` },
        ],
      }),
  });
}

/** The peaks of `report` that are strong enough to be marked. */
export function markedPeaks({ peaks }: Pick<SpectrumReport, 'peaks'>): SpectrumReport['peaks'] {
  return peaks.filter(({ expected }) => expected >= MARKED_FROM);
}

function captionOf(report: SpectrumReport, marked: number): string[] {
  const { source, tiles, channel, window, detrend, target } = report;
  const parts = tiles === 1 ? 'whole' : `mean of ${tiles} tiles`;
  const lines = [
    `spectrum of ${source.width}x${source.height}, ${parts}, channel ${channel}`,
    `window ${window}, without ${detrend === 'none' ? 'nothing' : detrend}; middle: frequency 0, edges: half a cycle per pixel`,
  ];
  if (target !== null) {
    const seen = markedPeaks(report).filter(({ contrastDb }) => contrastDb >= STANDS_OUT_DB);
    lines.push(
      `marked: peaks of ${target.width}x${target.height} by ${target.pipeline}, blue where aliased`,
      `${seen.length} of ${marked} stand ${STANDS_OUT_DB} dB above what is around them`,
    );
  }
  return lines;
}

/** A square around a place, open in the middle so that the peak is seen. */
function mark(canvas: Canvas, x: number, y: number, color: Rgb): void {
  const rect = (grow: number) => ({
    x: Math.floor(x) - MARK - grow,
    y: Math.floor(y) - MARK - grow,
    width: 2 * (MARK + grow) + 1,
    height: 2 * (MARK + grow) + 1,
  });
  frameRect(canvas, rect(1), BLACK, 3, 0.5);
  frameRect(canvas, rect(0), color, 1);
}
