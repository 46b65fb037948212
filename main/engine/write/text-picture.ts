/** A text as a picture: wrapped, sized and drawn over what is behind it. */
import { basename } from 'node:path';
import sharp from 'sharp';
import { UserError } from '../../../shared/base/errors.ts';
import type { Raster, Size } from '../../../shared/base/raster.ts';
import { files } from '../reading/files.ts';
import { FONT, fontNameOf } from './font-name.ts';
import type { TextOrder } from '../images/orders.ts';

/** Letters of fewer pixels are not legible. */
const LEAST_SIZE = 6;
const MOST_SIZE = 1024;

/** No view holds more: what is longer is not laid out to find out. */
const MAX_CHARACTERS = 20_000;

const DEFAULT_FONT = 'sans';

export interface DrawnText {
  picture: Raster<Uint8Array>;
  sizePx: number;
}

/** One layout of a text: coverage 0..255, height*width. */
interface Layout extends Size {
  coverage: Uint8Array;
}

/**
 * The text of `order` drawn in the middle of `behind` (gray or RGB), which it is as large as; without
 * a size the largest that fits. Throws UserError `invalid-argument` for a text that is empty or does
 * not fit, and what fontNameOf throws.
 */
export async function drawText(order: TextOrder, behind: Raster<Uint8Array>): Promise<DrawnText> {
  const text = printableText(order.text);
  const family = order.font === null ? DEFAULT_FONT : await fontNameOf(order.font);
  const fontfile = await fontFileOf(order.font);
  const layout = (sizePx: number) => layOut(text, family, fontfile, sizePx, behind.width);
  const sizePx = order.sizePx ?? (await largestSize(layout, behind));
  if (sizePx === null) throw await doesNotFit(text, LEAST_SIZE, layout, behind);
  const drawn = await layout(sizePx);
  if (drawn === null || !fits(drawn, behind)) throw await doesNotFit(text, sizePx, layout, behind);
  if (!drawn.coverage.some((value) => value > 0)) {
    throw new UserError(
      'invalid-argument',
      'The text has no visible characters. Give a text that can be drawn.',
    );
  }
  return { picture: compose(drawn, behind, order), sizePx };
}

/** `text` without control characters but line feeds. Throws UserError `invalid-argument`. */
function printableText(text: string): string {
  const lines = text.toWellFormed().split(/\r\n|\r|\n/);
  const printable = lines.map((line) => line.replace(/\p{Cc}/gu, ' ')).join('\n');
  if (printable.trim() === '') {
    throw new UserError('invalid-argument', 'The text is empty. Give a text to hide.');
  }
  if (printable.length > MAX_CHARACTERS) {
    throw new UserError(
      'invalid-argument',
      `The text has ${printable.length} characters. The limit is ${MAX_CHARACTERS}.`,
    );
  }
  return printable;
}

/** Where the renderer, which is native code, finds the font at `path`; null where none is named. */
async function fontFileOf(path: string | null): Promise<string | null> {
  return path === null ? null : files().nativePath(path, basename(path), FONT);
}

type LayOut = (sizePx: number) => Promise<Layout | null>;

/** Null where the layout is larger than the renderer takes. */
async function layOut(
  text: string,
  family: string,
  fontfile: string | null,
  sizePx: number,
  width: number,
): Promise<Layout | null> {
  try {
    const { data, info } = await sharp({
      text: {
        // Pango reads markup, and is given none.
        text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
        font: `${family} ${sizePx}`,
        ...(fontfile !== null && { fontfile }),
        width,
        dpi: 72, // a point is a pixel
        wrap: 'word-char',
      },
    })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const coverage = new Uint8Array(info.width * info.height);
    for (let i = 0; i < coverage.length; i++) coverage[i] = data[i * info.channels];
    return { width: info.width, height: info.height, coverage };
  } catch {
    return null;
  }
}

function fits(layout: Size, room: Size): boolean {
  return layout.width <= room.width && layout.height <= room.height;
}

async function largestSize(layout: LayOut, room: Size): Promise<number | null> {
  let low = LEAST_SIZE - 1; // fits, or nothing does
  let high = Math.min(MOST_SIZE, room.height * 2) + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const drawn = await layout(middle);
    if (drawn !== null && fits(drawn, room)) low = middle;
    else high = middle;
  }
  return low < LEAST_SIZE ? null : low;
}

async function doesNotFit(
  text: string,
  sizePx: number,
  layout: LayOut,
  room: Size,
): Promise<UserError> {
  const drawn = await layout(sizePx);
  const place = `${room.width}x${room.height}`;
  const needs = drawn === null ? 'more' : `${drawn.width}x${drawn.height}`;
  const fitting = await largestSize(layout, room);
  const smallest = sizePx === LEAST_SIZE ? ', the smallest legible size,' : '';
  const shorter =
    drawn === null
      ? ''
      : ` About ${Math.max(1, Math.floor((text.length * room.height) / drawn.height))} of its ` +
        `${text.length} characters would fit.`;
  const advice =
    fitting === null
      ? `${shorter} Shorten it, or choose a larger target.`
      : ` A --text-size of ${fitting} would fit.`;
  return new UserError(
    'invalid-argument',
    `The text does not fit ${place}: with letters of ${sizePx} pixels${smallest} it takes ${needs}.${advice}`,
  );
}

/** `drawn` in the middle of what is behind it. */
function compose(
  drawn: Layout,
  behind: Raster<Uint8Array>,
  { ink, paper }: TextOrder,
): Raster<Uint8Array> {
  const { width, height, channels } = behind;
  const data = behind.data.slice();
  if (paper !== null) {
    for (let i = 0; i < data.length; i++) data[i] = levelOf(paper, i % channels, channels);
  }
  const color = ink ?? (meanOf(data) > 127 ? [0, 0, 0] : [255, 255, 255]);
  const left = Math.floor((width - drawn.width) / 2);
  const top = Math.floor((height - drawn.height) / 2);
  for (let y = 0; y < drawn.height; y++) {
    for (let x = 0; x < drawn.width; x++) {
      const share = drawn.coverage[y * drawn.width + x] / 255;
      const at = ((top + y) * width + left + x) * channels;
      for (let c = 0; c < channels; c++) {
        const level = levelOf(color, c, channels);
        data[at + c] = Math.round(data[at + c] + share * (level - data[at + c]));
      }
    }
  }
  return { ...behind, data };
}

/** The level of a color in channel `c`; its luma where there is only gray. */
function levelOf(color: readonly number[], c: number, channels: number): number {
  if (channels !== 1) return color[c];
  return Math.round(0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]);
}

function meanOf(data: Uint8Array): number {
  let sum = 0;
  for (const value of data) sum += value;
  return sum / data.length;
}
