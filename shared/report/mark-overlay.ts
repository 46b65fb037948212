/**
 * Reviewers' marks as vector graphics over a picture of a report, so that the picture itself stays as
 * it was computed. Every line is twice: broad and dark below, narrow and light above, so that it shows
 * on any picture and in gray.
 */
import type { AnnotationShape, MarkedView } from '../case-contract.ts';
import { printable } from '../printable.ts';
import type { Size } from '../raster.ts';
import { html, type Markup } from './html.ts';
import { isSameView, marksIn, type Place, type ReportMark } from './marks.ts';

export interface Marked {
  marks: readonly ReportMark[];
  place: Place;
  /** The view that the picture shows; null: the source; undefined: no matter. */
  view?: MarkedView | undefined;
}

/** All in CSS pixels of the picture as it is laid out. */
const BADGE_HEIGHT = 13;
const BADGE_GAP = 1;
const DIGIT = 6;
const LETTER = 5.6;
const WIDE_LETTER = 9.5;
const BARB = 11;
const LEAST_TEXT = 20;
/** Farther than this nothing is seen, and numbers stay short. */
const FAR = 1e5;

interface Box extends Size {
  x: number;
  y: number;
}

/** The marks that fall into `place` of a picture that is laid out `unit` times as large. */
export function markOverlay({ marks, place, view }: Marked, picture: Size, unit: number) {
  const { drawn } = marksIn(marks, place.frame);
  if (drawn.length === 0) return null;
  const { frame } = place;
  const area = { width: place.width * unit, height: place.height * unit };
  const scaleX = area.width / frame.width;
  const scaleY = area.height / frame.height;
  const point = (x: number, y: number) => ({
    x: bounded((x - frame.x) * scaleX),
    y: bounded((y - frame.y) * scaleY),
  });
  const badges: Box[] = [];
  const shapes = drawn.map((mark) => {
    const isElsewhere = view !== undefined && !isSameView(view, mark.view);
    const from = point(mark.shape.x, mark.shape.y);
    const badge = freePlace(badgeAt(mark, from, area), badges, area);
    badges.push(badge);
    return html`<g class="${isElsewhere ? 'elsewhere' : ''}" data-mark="${mark.number}">
      ${lines(mark.shape, point)} ${badgeMarkup(mark, badge)} ${words(mark, badge, area)}
    </g>`;
  });
  const share = (part: number, whole: number) => `${short((100 * part) / whole)}%`;
  return html`<svg
    class="marks"
    aria-hidden="true"
    viewBox="0 0 ${short(area.width)} ${short(area.height)}"
    preserveAspectRatio="none"
    style="width:${share(place.width, picture.width)};height:${share(place.height, picture.height)}"
  >
    ${shapes}
  </svg>`;
}

/** Which marks a picture shows, for its caption; nothing where there are none. */
export function marksCaption({ marks, place, view }: Marked): string {
  const { drawn, around } = marksIn(marks, place.frame);
  const elsewhere = drawn.some((mark) => view !== undefined && !isSameView(view, mark.view));
  const sentences = [
    drawn.length === 0
      ? ''
      : `${numbers(drawn)}${elsewhere ? ' (dashed: drawn on another view)' : ''}.`,
    around.length === 0 ? '' : `All of it lies in ${numbers(around).toLowerCase()}.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function numbers(marks: readonly ReportMark[]): string {
  return `${marks.length === 1 ? 'Mark' : 'Marks'} ${marks.map(({ number }) => number).join(', ')}`;
}

type ToPicture = (x: number, y: number) => { x: number; y: number };

function lines(shape: AnnotationShape, point: ToPicture): Markup {
  const from = point(shape.x, shape.y);
  if (shape.kind === 'text')
    return twice(`M${xy(from)}m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0`);
  if (shape.kind === 'box') {
    const to = point(shape.x + shape.width, shape.y + shape.height);
    return twice(`M${xy(from)}H${short(to.x)}V${short(to.y)}H${short(from.x)}Z`);
  }
  const to = point(shape.toX, shape.toY);
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const [left, right] = [angle + 2.6, angle - 2.6].map((turn) =>
    xy({ x: to.x + BARB * Math.cos(turn), y: to.y + BARB * Math.sin(turn) }),
  );
  return twice(`M${xy(from)}L${xy(to)}M${left}L${xy(to)}L${right}`);
}

function twice(path: string): Markup {
  return html`<path class="halo" d="${path}" /><path class="line" d="${path}" />`;
}

/** Above the corner of a box, at the foot of an arrow, beside the dot of a text; inside the picture. */
function badgeAt({ shape, number }: ReportMark, from: { x: number; y: number }, area: Size): Box {
  const width = 7 + DIGIT * String(number).length;
  const aside = shape.kind === 'text' ? 5 : shape.kind === 'arrow' ? -width / 2 : -1;
  const above = shape.kind === 'box' ? BADGE_HEIGHT + 1 : BADGE_HEIGHT / 2;
  return {
    x: within(from.x + aside, area.width - width),
    y: within(from.y - above, area.height - BADGE_HEIGHT),
    width,
    height: BADGE_HEIGHT,
  };
}

/** `wanted`, or the nearest place below or above it where no other badge is. */
function freePlace(wanted: Box, taken: readonly Box[], area: Size): Box {
  const step = BADGE_HEIGHT + BADGE_GAP;
  const isFree = (box: Box) => !taken.some((other) => overlap(box, other));
  for (let i = 0; i * step < area.height; i++) {
    for (const y of [wanted.y + i * step, wanted.y - i * step]) {
      const box = { ...wanted, y };
      if (y === within(y, area.height - BADGE_HEIGHT) && isFree(box)) return box;
    }
  }
  return wanted;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function badgeMarkup({ number }: ReportMark, { x, y, width, height }: Box): Markup {
  return html`<rect
      class="badge"
      x="${short(x)}"
      y="${short(y)}"
      width="${short(width)}"
      height="${height}"
      rx="2.5"
    />
    <text class="number" x="${short(x + width / 2)}" y="${short(y + height - 3.4)}">
      ${number}
    </text>`;
}

/** The text of a mark beside its badge, on the side with more room, as much of it as fits. */
function words({ text }: ReportMark, badge: Box, area: Size): Markup | null {
  const after = badge.x + badge.width + 3;
  const [isAfter, room] =
    area.width - after >= badge.x ? [true, area.width - after] : [false, badge.x - 3];
  const shown = fitted(printable(text), room - 2);
  if (shown === '') return null;
  const x = isAfter ? after : badge.x - 3;
  return html`<text
    class="words${isAfter ? '' : ' before'}"
    x="${short(x)}"
    y="${short(badge.y + badge.height - 3.4)}"
  >
    ${shown}
  </text>`;
}

/** As much of `text` as `room` takes; nothing where that is too little to read. */
function fitted(text: string, room: number): string {
  const letters = [...text];
  const widthOf = (letter: string) => (letter.codePointAt(0)! >= 0x1100 ? WIDE_LETTER : LETTER);
  let width = 0;
  let count = 0;
  while (count < letters.length && width + widthOf(letters[count]!) <= room) {
    width += widthOf(letters[count++]!);
  }
  if (count === letters.length) return text;
  return width < LEAST_TEXT ? '' : `${letters.slice(0, count - 1).join('')}…`;
}

function bounded(value: number): number {
  return Math.min(FAR, Math.max(-FAR, value));
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

function xy({ x, y }: { x: number; y: number }): string {
  return `${short(x)} ${short(y)}`;
}

function short(value: number): number {
  return Math.round(value * 100) / 100;
}
