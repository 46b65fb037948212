/** Saves and copies pictures, charts and tables with where they come from. */
import { toErrorBody } from '../../shared/base/errors.ts';
import * as state from '../session/state.ts';
import { withPngText } from './png-text.ts';
import { asComment, baseName, provenanceOf, type Provenance } from './provenance.ts';

export type Cell = string | number | null;

/** A table as CSV (RFC 4180) after its provenance as comment; formulas of spreadsheets are disarmed. */
export function csvOf(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  provenance: Provenance,
): string {
  const lines = [columns, ...rows].map((row) => row.map(cellText).join(','));
  return `${asComment(provenance)}${lines.join('\r\n')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An SVG on screen as a file of its own. */
export function svgText(svg: SVGSVGElement, provenance: Provenance): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  for (const name of ['class', 'data-testid', 'tabindex', 'style']) copy.removeAttribute(name);
  copy.querySelectorAll('[data-not-out]').forEach((part) => part.remove());
  const metadata = document.createElementNS('http://www.w3.org/2000/svg', 'metadata');
  metadata.textContent = Object.entries(provenance)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  copy.prepend(metadata);
  return new XMLSerializer().serializeToString(copy);
}

/** A canvas as PNG with its provenance. */
export async function pngOf(canvas: HTMLCanvasElement, provenance: Provenance): Promise<Blob> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob === null) throw new Error('The browser could not make a PNG of this picture.');
  const bytes = withPngText(new Uint8Array(await blob.arrayBuffer()), provenance);
  return new Blob([bytes], { type: 'image/png' });
}

/** An SVG as the pixels that it has on screen. */
export async function canvasOfSvg(svg: SVGSVGElement): Promise<HTMLCanvasElement> {
  const { width, height } = svg.viewBox.baseVal;
  const ratio = Math.max(2, window.devicePixelRatio);
  const text = svgText(svg, {});
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Hands `content` over to be saved as `NAME.ENDING` beside the name of the source. */
export function saveAs(content: Blob | string, ending: string): void {
  saveFile(content, `${baseName()}.${ending}`);
}

/** Hands `content` over to be saved as `name`. */
export function saveFile(content: Blob | string, name: string): void {
  const blob = typeof content === 'string' ? new Blob([content]) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once it is surely being saved
  state.toast.value = { text: `Saved ${link.download}.` };
}

/** Copies a PNG, or a text. */
export async function copy(content: Blob | string, what: string): Promise<void> {
  if (typeof content === 'string') await navigator.clipboard.writeText(content);
  else await navigator.clipboard.write([new ClipboardItem({ 'image/png': content })]);
  state.toast.value = { text: `Copied ${what}.` };
}

/** Runs `work`; a notice says what failed. */
export function attempt(work: () => Promise<void> | void): void {
  void (async () => {
    try {
      await work();
    } catch (error) {
      state.notice.value =
        error instanceof DOMException
          ? 'The browser did not allow this. Save it instead.'
          : toErrorBody(error).message;
    }
  })();
}

export { provenanceOf };
