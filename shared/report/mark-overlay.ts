/**
 * Reviewers' marks as vector graphics over a picture of a report, so that the picture itself stays as
 * it was computed. Every line is twice: broad and dark below, narrow and light above, so that it shows
 * on any picture and in gray.
 */
import type { AnnotationShape, MarkedView } from '../case/case-marks.ts';
import { printable } from '../base/printable.ts';
import type { Size } from '../base/raster.ts';
import { html, type Markup } from './html.ts';
import { isSameView, marksIn, type Place, type ReportMark } from './report-marks.ts';

export interface Marked {
  marks: readonly ReportMark[];
  place: Place;
  /** The view that the picture shows; null: the source; undefined: no matter. */
  view?: MarkedView | undefined;
}

/** All in CSS pixels of the picture as it is laid out. */
const BADGE_HEIGHT = 13;
const BADGE_GAP = 1;
const WORDS_GAP = 3;
const DIGIT = 6;
const LETTER = 6.2;
const WIDE_LETTER = 10;
const BARB = 11;
const LEAST_TEXT = 20;
/** Narrower pictures have numbers alone. */
const LEAST_WIDTH_WITH_TEXT = 250;
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
  const taken: Box[] = [];
  const shapes = drawn.map((mark) => {
    const isElsewhere = view !== undefined && !isSameView(view, mark.view);
    const label = freeLabel(labelOf(mark, point(mark.shape.x, mark.shape.y), area), taken, area);
    taken.push(label);
    return html`<g class="${isElsewhere ? 'elsewhere' : ''}" data-mark="${mark.number}">
      ${lines(mark.shape, point)} ${labelMarkup(mark, label)}
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
    around.length === 0 ? '' : `All of the picture is inside ${numbers(around).toLowerCase()}.`,
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
    return twice(`M${xy(from)}m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0`, 'line dot');
  if (shape.kind === 'box') {
    const to = point(shape.x + shape.width, shape.y + shape.height);
    return twice(`M${xy(from)}H${short(to.x)}V${short(to.y)}H${short(from.x)}Z`);
  }
  const to = point(shape.toX, shape.toY);
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const barb = Math.min(BARB, Math.hypot(to.x - from.x, to.y - from.y) / 2);
  const [left, right] = [angle + 2.6, angle - 2.6].map((turn) =>
    xy({ x: to.x + barb * Math.cos(turn), y: to.y + barb * Math.sin(turn) }),
  );
  return twice(`M${xy(from)}L${xy(to)}M${left}L${xy(to)}L${right}`);
}

function twice(path: string, line = 'line'): Markup {
  return html`<path class="halo" d="${path}" /><path class="${line}" d="${path}" />`;
}

/** A number in a badge, and as many words beside it as there is room for. */
interface Label extends Box {
  badgeX: number;
  badgeWidth: number;
  words: string;
  isAfter: boolean;
}

/** Above the corner of a box, at the foot of an arrow, beside the dot of a text; inside the picture. */
function labelOf(
  { shape, number, text }: ReportMark,
  from: { x: number; y: number },
  area: Size,
): Label {
  const badgeWidth = 7 + DIGIT * String(number).length;
  const isRight = from.x > area.width / 2;
  const aside = { box: -1, arrow: -badgeWidth / 2, text: isRight ? -6 - badgeWidth : 6 };
  const above = shape.kind === 'box' ? BADGE_HEIGHT + 2 : BADGE_HEIGHT / 2;
  const badgeX = within(from.x + aside[shape.kind], area.width - badgeWidth);
  const after = badgeX + badgeWidth + WORDS_GAP;
  const isAfter = area.width - after >= badgeX;
  const room = isAfter ? area.width - after : badgeX - WORDS_GAP;
  const hasWords = area.width >= LEAST_WIDTH_WITH_TEXT;
  const { words, width } = fitted(hasWords ? printable(text) : '', room - 2);
  const beside = words === '' ? 0 : width + WORDS_GAP;
  return {
    x: isAfter ? badgeX : badgeX - beside,
    y: within(from.y - above, area.height - BADGE_HEIGHT),
    width: badgeWidth + beside,
    height: BADGE_HEIGHT,
    ...{ badgeX, badgeWidth, words, isAfter },
  };
}

/** `wanted`, or at the nearest place below or above it where no other label is. */
function freeLabel(wanted: Label, taken: readonly Box[], area: Size): Label {
  const step = BADGE_HEIGHT + BADGE_GAP;
  for (let i = 0; i * step < area.height; i++) {
    for (const y of [wanted.y + i * step, wanted.y - i * step]) {
      const label = { ...wanted, y };
      const isInside = y === within(y, area.height - BADGE_HEIGHT);
      if (isInside && !taken.some((other) => overlap(label, other))) return label;
    }
  }
  return wanted;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function labelMarkup({ number }: ReportMark, label: Label): Markup {
  const { badgeX, badgeWidth, y, height, words, isAfter } = label;
  const line = short(y + height - 3.4);
  const wordsX = isAfter ? badgeX + badgeWidth + WORDS_GAP : badgeX - WORDS_GAP;
  return html`<rect
      class="badge"
      x="${short(badgeX)}"
      y="${short(y)}"
      width="${badgeWidth}"
      height="${height}"
      rx="2.5"
    />
    <text class="number" x="${short(badgeX + badgeWidth / 2)}" y="${line}">${number}</text>
    ${
      words === ''
        ? null
        : html`<text class="words${isAfter ? '' : ' before'}" x="${short(wordsX)}" y="${line}">
            ${words}
          </text>`
    }`;
}

/** As much of `text` as `room` takes, and about how wide it is; nothing where that is too little. */
function fitted(text: string, room: number): { words: string; width: number } {
  const letters = [...text];
  const widthOf = (letter: string) => (letter.codePointAt(0)! >= 0x1100 ? WIDE_LETTER : LETTER);
  let width = 0;
  let count = 0;
  while (count < letters.length && width + widthOf(letters[count]!) <= room) {
    width += widthOf(letters[count++]!);
  }
  if (count === letters.length) return { words: text, width };
  const words = width < LEAST_TEXT ? '' : `${letters.slice(0, count - 1).join('')}…`;
  return { words, width };
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
