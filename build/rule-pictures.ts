/**
 * `node build/rule-pictures.ts`: draws what the rules of pipelines make of a picture to docs/pictures/rules, from the
 * pipelines themselves. Left the picture with what each view covers of it, right the views at one scale; padding is
 * pale. A test holds the files to this script.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Size } from '../shared/base/raster.ts';
import { findPipeline, viewsOf, type PipelineView } from '../shared/pipelines/pipeline.ts';
import { completeWindow } from '../shared/pipelines/steps/padding.ts';

export const RULE_PICTURES: readonly [name: string, pipeline: string, source: Size][] = [
  ['side-and-area', 'model/anthropic', { width: 2400, height: 1600 }],
  ['patches', 'model/pixtral-12b', { width: 1500, height: 900 }],
  ['pad-to-the-corner', 'model/sam', { width: 1600, height: 900 }],
  ['grid-by-aspect', 'model/internvl-3', { width: 1600, height: 900 }],
  ['grid-by-canvas', 'model/llama-3.2-vision', { width: 1000, height: 500 }],
  ['grid-by-cover', 'model/phi-4-multimodal', { width: 1200, height: 500 }],
  ['grid-by-columns', 'model/phi-3.5-vision+4', { width: 1000, height: 400 }],
  ['grid-by-slices', 'model/minicpm-v-4.6', { width: 900, height: 600 }],
  ['beside-tiles', 'model/deepseek-ocr-2', { width: 1600, height: 900 }],
  ['chain', 'model/openai-high+agent', { width: 4032, height: 3024 }],
];

const folder = new URL('../docs/pictures/rules/', import.meta.url);

/** Where the picture `name` lies. */
export function rulePicture(name: string): URL {
  return new URL(`${name}.svg`, folder);
}

const WIDTH = 660;
const HEIGHT = 230;
const SIDE = 200;
const TOP = 20;

/** What `pipeline` makes of a source of that size, as SVG. */
export function drawRule(pipeline: string, source: Size): string {
  const views = viewsOf(findPipeline(pipeline), { ...source, channels: 3, dtype: 'uint8' });
  const frames = views.map(({ frame }) => frame);
  const left = Math.min(0, ...frames.map(({ x }) => x));
  const top = Math.min(0, ...frames.map(({ y }) => y));
  const right = Math.max(source.width, ...frames.map(({ x, width }) => x + width));
  const bottom = Math.max(source.height, ...frames.map(({ y, height }) => y + height));
  const scale = Math.min(SIDE / (right - left), SIDE / (bottom - top));
  const at = (x: number, y: number) => [10 + (x - left) * scale, TOP + (y - top) * scale] as const;
  const [x, y] = at(0, 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    rect(x, y, source.width * scale, source.height * scale, 'fill="#8fb3d9"'),
    ...frames.map((frame) => {
      const [fx, fy] = at(frame.x, frame.y);
      const lines = 'fill="none" stroke="#1d3d5c" stroke-width="1.2"';
      return rect(fx, fy, frame.width * scale, frame.height * scale, lines);
    }),
    `<text x="10" y="14">the picture, ${source.width}x${source.height}</text>`,
    ...drawnViews(views),
    '</svg>',
    '',
  ].join('\n');
}

/** The views beside each other in rows, at the largest scale that has room. */
function drawnViews(views: readonly PipelineView[]): string[] {
  for (let scale = 0.5; ; scale *= 0.93) {
    const rows = inRows(views, scale);
    if (rows === null) continue;
    const first = views[0];
    const same = views.every(
      ({ width, height }) => width === first.width && height === first.height,
    );
    const sizes = [...new Set(views.map(({ width, height }) => `${width}x${height}`))].slice(0, 3);
    const count = views.length === 1 ? 'one view' : `${views.length} views`;
    const text = `${count} of ${same ? sizes[0] : sizes.join(', ')}`;
    return [`<text x="250" y="14">${text}</text>`, ...rows];
  }
}

const LEFT = 250;
const GAP = 5;

function inRows(views: readonly PipelineView[], scale: number): string[] | null {
  const drawn: string[] = [];
  let [x, y, tallest] = [LEFT, TOP, 0];
  for (const view of views) {
    const width = view.width * scale;
    const height = view.height * scale;
    if (x + width > WIDTH - 10 && x > LEFT) [x, y, tallest] = [LEFT, y + tallest + GAP, 0];
    if (x + width > WIDTH - 10 || y + height > HEIGHT - 10) return null;
    const inside = completeWindow(view.x, view.y);
    drawn.push(
      rect(x, y, width, height, 'fill="#e8ecf1" stroke="#1d3d5c"'),
      rect(
        x + inside.left * scale,
        y + inside.top * scale,
        inside.width * scale,
        inside.height * scale,
        'fill="#8fb3d9"',
      ),
    );
    x += width + GAP;
    tallest = Math.max(tallest, height);
  }
  return drawn;
}

function rect(x: number, y: number, width: number, height: number, style: string): string {
  const [a, b, c, d] = [x, y, width, height].map((value) => Number(value.toFixed(1)));
  return `<rect x="${a}" y="${b}" width="${c}" height="${d}" ${style}/>`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await mkdir(folder, { recursive: true });
  for (const [name, pipeline, source] of RULE_PICTURES) {
    await writeFile(rulePicture(name), drawRule(pipeline, source));
  }
}
