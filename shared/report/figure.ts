/** Pictures of a report as figures, of a size that is known before anything is laid out. */
import type { Size } from '../base/raster.ts';
import { html, type Markup } from './html.ts';
import { legendMarkup, type ReportLegend } from './legend.ts';
import { markOverlay, marksCaption, type Marked } from './mark-overlay.ts';

/** Width of the text and of half of it on A4, in CSS pixels. */
const COLUMNS = { whole: 657, half: 318 };
/** So that two figures and their captions go on one page. */
const MOST_HEIGHT = 290;
/** Small pictures are shown enlarged: by whole numbers up to this, and thumbnails smoothly up to that. */
const MOST_ZOOM = { pixels: 8, smooth: 1.5 };

export interface FigureOrder extends Size {
  title: string;
  caption: string;
  /** A data address. */
  src: string;
  column?: keyof typeof COLUMNS;
  mostHeight?: number | undefined;
  /** Whether single pixels count; default `pixels`. */
  enlarge?: keyof typeof MOST_ZOOM;
  marked?: Marked | null;
  /** With a name that no other figure of the page has. */
  legend?: { of: ReportLegend; id: string } | null;
}

/** A picture with its caption, and the marks of reviewers over it. */
export function figure(order: FigureOrder): Markup {
  const { title, caption, src, width, height, column = 'whole', mostHeight = MOST_HEIGHT } = order;
  const { marked = null, enlarge = 'pixels', legend = null } = order;
  const unit = Math.min(COLUMNS[column] / width, mostHeight / height);
  const isExact = enlarge === 'pixels' && unit >= 1;
  const zoom = Math.min(MOST_ZOOM[enlarge], isExact ? Math.floor(unit) : unit);
  const enlarged = isExact && zoom > 1 ? `Enlarged ${zoom} times.` : '';
  const marks = marked === null ? '' : marksCaption(marked);
  const shownWidth = Math.round(width * zoom * 100) / 100;
  const told = [`${title}.`, caption, enlarged, marks].filter((sentence) => sentence !== '');
  return html`<figure>
    <div class="picture" style="width:${shownWidth}px;aspect-ratio:${width}/${height}">
      <img class="${isExact ? 'pixels' : ''}" alt="${title}" src="${src}" />
      ${marked === null ? null : markOverlay(marked, { width, height }, zoom)}
    </div>
    ${legend === null ? null : legendMarkup(legend.of, legend.id)}
    <figcaption>${told.join(' ')}</figcaption>
  </figure>`;
}
