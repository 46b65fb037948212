/** The curves of the inspector: the one owner of Chart.js, which is loaded when a curve is shown. */
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type Plugin,
} from 'chart.js';

Chart.register(LineController, LineElement, PointElement, LinearScale);

export interface CurveMark {
  x: number;
  y: number;
  label: string;
}

/** A curve over sizes. */
export interface Curve {
  points: readonly { x: number; y: number }[];
  /** Points that are dotted and labelled, the most important first. */
  marks: readonly CurveMark[];
  xTitle: string;
  yTitle: string;
  /** A level that is drawn across, or null. */
  threshold: number | null;
  /** The size that is shown, as an upright line, or null. */
  present: number | null;
}

export interface CurveChart {
  /** The highest point under `clientX`, or null beside the curve. */
  at(clientX: number): { x: number; y: number } | null;
  destroy(): void;
}

interface Palette {
  text: string;
  muted: string;
  line: string;
  accent: string;
  warn: string;
}

/** Draws `curve` on `canvas` as large as its parent, in the colors of the page. */
export function drawCurve(canvas: HTMLCanvasElement, curve: Curve): CurveChart {
  const colors = paletteOf(canvas);
  const { points, marks } = curve;
  const axis = (title: string) => ({
    type: 'linear' as const,
    title: { display: true, text: title, color: colors.muted, font: { size: 11 } },
    ticks: { color: colors.muted, font: { size: 11 }, maxRotation: 0, maxTicksLimit: 6 },
    grid: { color: colors.line },
    border: { color: colors.line },
  });
  const chart = new Chart(canvas, {
    type: 'line',
    data: {
      datasets: [
        {
          data: marks.map(({ x, y }) => ({ x, y })),
          showLine: false,
          pointRadius: 3.5,
          pointBackgroundColor: colors.warn,
          pointBorderColor: colors.warn,
        },
        {
          data: points.map(({ x, y }) => ({ x, y })),
          borderColor: colors.accent,
          borderWidth: 1.25,
          pointRadius: points.length < 60 ? 1.5 : 0,
          pointBackgroundColor: colors.accent,
          pointBorderWidth: 0,
        },
      ],
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 18, right: 12 } },
      scales: {
        x: { ...axis(curve.xTitle), min: points[0]?.x, max: points.at(-1)?.x },
        y: { ...axis(curve.yTitle), beginAtZero: true },
      },
    },
    plugins: [levels(curve, colors), labels(marks, colors)],
  });
  return {
    at: (clientX) => highestAt(chart, points, clientX),
    destroy: () => chart.destroy(),
  };
}

/** CSS pixels to either side of the pointer in which the highest point is taken. */
const REACH = 3;

function highestAt(
  chart: Chart,
  points: Curve['points'],
  clientX: number,
): { x: number; y: number } | null {
  const scale = chart.scales['x'];
  const pixel = clientX - chart.canvas.getBoundingClientRect().left;
  if (scale === undefined || pixel < scale.left - REACH || pixel > scale.right + REACH) return null;
  const from = scale.getValueForPixel(pixel - REACH) ?? 0;
  const to = scale.getValueForPixel(pixel + REACH) ?? 0;
  const inside = points.filter(({ x }) => x >= from && x <= to);
  if (inside.length > 0) return inside.reduce((most, each) => (each.y > most.y ? each : most));
  const middle = (from + to) / 2;
  return points.reduce<{ x: number; y: number } | null>(
    (near, each) =>
      near === null || Math.abs(each.x - middle) < Math.abs(near.x - middle) ? each : near,
    null,
  );
}

/** The threshold across, and the size that is shown upright. */
function levels({ threshold, present }: Curve, colors: Palette): Plugin<'line'> {
  return {
    id: 'levels',
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      const draw = (x0: number, y0: number, x1: number, y1: number, color: string): void => {
        ctx.save();
        ctx.strokeStyle = color;
        ctx.setLineDash([4, 3]);
        ctx.beginPath();
        ctx.moveTo(x0, y0);
        ctx.lineTo(x1, y1);
        ctx.stroke();
        ctx.restore();
      };
      const { left, right, top, bottom } = chartArea;
      if (threshold !== null) {
        const y = scales['y'].getPixelForValue(threshold);
        if (y >= top && y <= bottom) draw(left, y, right, y, colors.warn);
      }
      if (present !== null) {
        const x = scales['x'].getPixelForValue(present);
        if (x >= left && x <= right) draw(x, top, x, bottom, colors.muted);
      }
    },
  };
}

/** The label of each mark above its point, where no earlier one is in the way. */
function labels(marks: Curve['marks'], colors: Palette): Plugin<'line'> {
  return {
    id: 'labels',
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      ctx.save();
      ctx.font = '600 11px system-ui, sans-serif';
      ctx.textAlign = 'center';
      ctx.textBaseline = 'bottom';
      ctx.fillStyle = colors.text;
      const taken: { left: number; right: number; y: number }[] = [];
      for (const { x, y, label } of marks) {
        const half = ctx.measureText(label).width / 2 + 2;
        const wanted = scales['x'].getPixelForValue(x);
        const at = Math.min(chartArea.right + 10 - half, Math.max(chartArea.left + half, wanted));
        const above = scales['y'].getPixelForValue(y) - 5;
        const place = { left: at - half, right: at + half, y: above };
        const isFree = taken.every(
          (other) =>
            place.right < other.left || place.left > other.right || Math.abs(above - other.y) > 13,
        );
        if (!isFree) continue;
        taken.push(place);
        ctx.fillText(label, at, above);
      }
      ctx.restore();
    },
  };
}

/** The colors of the page as they are where the canvas is. */
function paletteOf(canvas: HTMLCanvasElement): Palette {
  const probe = document.createElement('span');
  canvas.parentElement!.append(probe);
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    text: color('text'),
    muted: color('muted'),
    line: color('line'),
    accent: color('accent'),
    warn: color('warn'),
  };
  probe.remove();
  return palette;
}
