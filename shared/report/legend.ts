/** What colors and frames in a picture of a report mean: data, and as vector graphics whose text is text. */
import { html, type Markup } from './html.ts';

/** A bar of colors with values along it, and what single colors mean. */
export interface ReportLegend {
  bar?: {
    /** What the values are of. */
    label: string;
    /** Colors at even distances, as `rgb(…)`. */
    colors: string[];
    /** Values, and where on the bar, 0..1. */
    marks: { at: number; text: string }[];
  };
  keys: { color: string; text: string }[];
}

/** All in CSS pixels. */
const BAR = { width: 260, height: 9 };
const MARGIN = 30;

/** `legend` below a picture. `id` tells its colors from those of other figures. */
export function legendMarkup({ bar, keys }: ReportLegend, id: string): Markup {
  return html`<div class="legend">
    ${bar === undefined ? null : barMarkup(bar, id)}
    ${keys.map(
      ({ color, text }) =>
        html`<span class="key"
          ><svg aria-hidden="true" width="11" height="11" viewBox="0 0 11 11">
            <rect x="1.5" y="1.5" width="8" height="8" fill="none" stroke="#000" stroke-width="3" />
            <rect
              x="1.5"
              y="1.5"
              width="8"
              height="8"
              fill="none"
              stroke="${color}"
              stroke-width="2"
            /></svg
          >${text}</span
        >`,
    )}
  </div>`;
}

function barMarkup({ label, colors, marks }: NonNullable<ReportLegend['bar']>, id: string): Markup {
  const width = BAR.width + 2 * MARGIN;
  const height = BAR.height + 16;
  const stop = (i: number): string => `${(100 * i) / Math.max(1, colors.length - 1)}%`;
  return html`<span class="key">${label}:</span>
    <svg
      role="img"
      aria-label="${label}: ${marks.map(({ text }) => text).join(', ')}"
      width="${width}"
      height="${height}"
      viewBox="${-MARGIN} 0 ${width} ${height}"
    >
      <linearGradient id="${id}">
        ${colors.map((color, i) => html`<stop offset="${stop(i)}" stop-color="${color}" />`)}
      </linearGradient>
      <rect
        x="0"
        y="0.5"
        width="${BAR.width}"
        height="${BAR.height}"
        fill="url(#${id})"
        stroke="#555"
        stroke-width="0.6"
      />
      ${marks.map(
        ({ at, text }) =>
          html`<path d="M${at * BAR.width} ${BAR.height}v4" stroke="#555" stroke-width="0.6" />
            <text x="${at * BAR.width}" y="${height - 1}" text-anchor="middle">${text}</text>`,
      )}
    </svg>`;
}
