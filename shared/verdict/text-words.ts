/** What was read, in words: the same in a terminal, in the viewer and in reports. */
import { regionText } from './amounts.ts';
import type { TextData, TextRead, TextReading } from './text-reading.ts';

const PLANES: Record<TextRead['plane'], string> = {
  written: 'what is written into the pixels that are read',
  r: 'difference in red',
  g: 'difference in green',
  b: 'difference in blue',
  gray: 'difference',
  view: 'machine view',
};

/** How and where a text was read: "opencv/linear at 400x400, difference in red, 20,29 345x24, confidence 96". */
export function whereText({ view, ground, plane, place, confidence }: TextRead): string {
  const shown =
    view === null
      ? `as loaded: ${ground ?? ''}`
      : `${view.pipeline} at ${view.width}x${view.height}${ground === null ? '' : `, ${ground}`}`;
  return `${shown}, ${PLANES[plane]}, at ${regionText(place)}, confidence ${Math.round(confidence)}`;
}

/** What read: "English data: tesseract.js-core 7.0.0, @tesseract.js-data/eng 1.0.0". */
export function dataText({ language, packages }: TextData): string {
  return `data for ${language}: ${packages.map(({ name, version }) => `${name} ${version}`).join(', ')}`;
}

/** Whether text was looked for and what came of it, in a sentence. */
export function readingText({ data, machineOnly, seen, sizes }: TextReading): string {
  if (data === null) return 'Text was not looked for.';
  const at =
    sizes.length === 0
      ? machineOnly.length + seen.length === 0
        ? 'at no size, for none stands out'
        : 'in the picture as it is loaded, for no size stands out'
      : `at ${sizes.map(({ width, height }) => `${width}x${height}`).join(', ')}`;
  const found =
    machineOnly.length > 0
      ? `Text that only the machine receives was read ${machineOnly.length === 1 ? 'at 1 place' : `at ${machineOnly.length} places`}`
      : 'No text that only the machine receives was read';
  const beside = seen.length === 0 ? '' : `, and ${textsOf(seen.length)} that a person sees too`;
  return `${found}${beside} (looked for ${at}).`;
}

function textsOf(count: number): string {
  return count === 1 ? '1 text' : `${count} texts`;
}
