/** Makes the evidence report of one image: everything is computed here and now, nothing is taken over. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import {
  DEFAULT_DECODE_LIMITS,
  DEFAULT_DECODE_POLICY,
  type DecodePolicy,
} from '../../shared/facts.ts';
import type { Finding } from '../../shared/finding.ts';
import type { MatrixResult } from '../../shared/matrix/result.ts';
import { isFoundBySearch, viewOfTarget } from '../../shared/finding-views.ts';
import { findPipeline } from '../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { Raster, Size } from '../../shared/raster.ts';
import { limitsOf } from '../../shared/report/limits.ts';
import {
  REPORT_SCHEMA,
  type Report,
  type ReportPicture,
  type ReportPipeline,
  type ReportRequest,
} from '../../shared/report/report.ts';
import { DEFAULT_SPECTRUM } from '../../shared/spectrum/spectrum.ts';
import { decode, hashBytes, libvipsVersion } from '../engine/decode.ts';
import type { DrawOrder, Engines, ImageSource, OpenedImage, Progress } from '../engine/service.ts';
import { makeTemporaryFolder } from '../file-failure.ts';
import { version } from '../package-root.ts';

export interface ReportOrder {
  source: ImageSource;
  /** The view that is judged beside the search and shown; null: that of the best target. */
  view: ViewRequest | null;
  /** When the report is made; ISO 8601. */
  createdAt: string;
  progress?: Progress;
  signal?: AbortSignal | undefined;
}

/** The sizes of who sees what where nothing was found and no size was asked for. */
const COMMON_SIZES: Size[] = [224, 299].map((side) => ({ width: side, height: side }));

/** The report on an image. Throws what opening and examining it throw. */
export async function makeReport(order: ReportOrder, engines: Engines): Promise<Report> {
  const { source, view: asked, createdAt, signal } = order;
  const progress: Progress = order.progress ?? (() => undefined);
  const image = await engines.open(source, signal);
  const finding = await engines.inspect(image, asked, progress, signal);
  const view = asked ?? shownView(finding, image.raster);
  const sizes = sizesOf(finding, asked, image.raster);
  const matrix = await engines.matrix(image, { sizes, presets: false }, progress, signal);
  const spectrum = await engines.spectrum(image, DEFAULT_SPECTRUM, view, signal);
  progress('pictures', 0.9);
  const request: ReportRequest = { policy: source.policy, view, asked: asked !== null, sizes };
  return {
    schema: REPORT_SCHEMA,
    createdAt,
    engine: {
      scalescope: version,
      node: process.versions.node,
      libvips: libvipsVersion,
      platform: `${process.platform} ${process.arch}`,
    },
    request,
    summary: summaryOf(finding, matrix),
    finding,
    matrix,
    spectrum,
    pipelines: pipelinesOf(finding, view),
    pictures: await picturesOf(image, finding, view, engines, signal),
    limits: limitsOf(finding),
    decisions: [],
    audit: [],
    reproduce: commandsOf(source, request),
  };
}

/** The best target's view, or null where nothing was found. */
function shownView({ targets }: Finding, source: Size): ViewRequest | null {
  const shown = targets.find(({ samplers }) => samplers.length > 0);
  return shown === undefined ? null : viewOfTarget(shown, source);
}

function sizesOf({ targets, view }: Finding, asked: ViewRequest | null, source: Size): Size[] {
  const found = targets.map(({ width, height }) => ({ width, height }));
  const own = asked !== null && view !== null ? [{ width: view.width, height: view.height }] : [];
  const common = COMMON_SIZES.filter(
    ({ width, height }) => width < source.width && height < source.height,
  );
  const all = [...found, ...own, ...common, ...(common.length === 0 ? COMMON_SIZES : [])];
  const names = all.map(({ width, height }) => `${width}x${height}`);
  return all.filter((_, i) => names.indexOf(names[i]!) === i).slice(0, MOST_SIZES);
}

/** More sizes make the table of who sees what unreadable. */
const MOST_SIZES = 4;

function summaryOf(finding: Finding, matrix: MatrixResult): string[] {
  const others = matrix.rows.filter(({ label }) => label === 'another picture').length;
  const seen =
    others === 0
      ? 'At the sizes that were compared, every resizer of the catalog shows what a person sees.'
      : `At the sizes that were compared, resizers show ${others === 1 ? 'one other picture' : `${others} other pictures`} than a person sees.`;
  return [...finding.reasons, seen];
}

function pipelinesOf({ targets }: Finding, view: ViewRequest | null): ReportPipeline[] {
  const named = targets.flatMap(({ samplers }) => samplers);
  const preset = view?.preset;
  const ids = [...new Set([...(view === null || preset ? [] : [view.pipeline]), ...named])];
  return [...(preset ? [preset] : []), ...ids.map(findPipeline)].map(
    ({ id, title, call, source, versions, exactness }) => ({
      id,
      title,
      call,
      source,
      versions,
      exactness,
    }),
  );
}

interface Wanted {
  id: string;
  title: string;
  caption: string;
  write: (path: string) => Promise<unknown>;
}

async function picturesOf(
  image: OpenedImage,
  finding: Finding,
  view: ViewRequest | null,
  engines: Engines,
  signal?: AbortSignal,
): Promise<ReportPicture[]> {
  const folder = await makeTemporaryFolder(tmpdir(), 'scalescope-report-');
  const pictures: ReportPicture[] = [];
  try {
    for (const wanted of wantedPictures(image, finding, view, engines, signal)) {
      const path = join(folder, `${wanted.id}.png`);
      try {
        await wanted.write(path);
      } catch (error) {
        if (error instanceof UserError && error.code === 'not-found') continue; // there is none such
        throw error;
      }
      pictures.push(await pictureAt(path, wanted));
    }
    return pictures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pictureAt(path: string, { id, title, caption }: Wanted): Promise<ReportPicture> {
  const png = await readFile(path);
  const { raster } = await decode(png, id, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
  const { width, height } = raster;
  return {
    id,
    title,
    caption,
    width,
    height,
    sha256: hashBytes(png),
    pixelsSha256: hashSamples(raster),
    png: png.toString('base64'),
  };
}

/** SHA-256 of the samples of a picture, in hexadecimal. */
export function hashSamples({ data }: Raster): string {
  return hashBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** Longest side of the picture at human scale. */
const HUMAN_SIDE = 640;

function wantedPictures(
  image: OpenedImage,
  finding: Finding,
  view: ViewRequest | null,
  engines: Engines,
  signal?: AbortSignal,
): Wanted[] {
  const { width, height } = image.raster;
  const shrink = Math.min(1, HUMAN_SIDE / Math.max(width, height));
  const human: ViewRequest = {
    pipeline: 'opencv/area',
    width: Math.max(1, Math.round(width * shrink)),
    height: Math.max(1, Math.round(height * shrink)),
  };
  const wanted: Wanted[] = [
    {
      id: 'human',
      title: 'What a person sees',
      caption:
        `The file, ${width}×${height}, averaged down to ${human.width}×${human.height} by area: every ` +
        'source pixel counts.',
      write: (path) => engines.resize(image, human, path, signal),
    },
  ];
  const target = finding.targets[0];
  const isFound = isFoundBySearch(finding);
  if (view !== null) {
    const at = target?.region ? centerOf(target.region) : undefined;
    const drawn = (picture: DrawOrder['picture'], title: string, caption: string): Wanted => ({
      id: picture,
      title,
      caption,
      write: (path) => engines.draw(image, { picture, view, at }, path, signal),
    });
    wanted.push(
      {
        id: 'view',
        title: 'What the machine receives',
        caption: `The exact view of ${view.pipeline}, pixel for pixel.`,
        write: (path) => engines.resize(image, view, path, signal),
      },
      drawn(
        'lattice',
        'The pixels that decide, close up',
        'Source pixels as squares; those that the machine reads are framed, stronger the more they weigh.',
      ),
      drawn(
        'difference',
        'Where the two pictures differ',
        'The machine view less the antialiased view of the same frame: orange is lighter, purple darker.',
      ),
      drawn(
        'spectrum',
        'Spectrum',
        'Log magnitude, frequency 0 in the center; rings mark where a payload for this view must leave peaks.',
      ),
    );
    if (isFound && target !== undefined) {
      wanted.push(
        drawn(
          'heat-map',
          'Where the source was altered',
          'Blocks of the source by how far the pixels that are read depart from their neighbors.',
        ),
      );
    }
  }
  if (isFound) {
    wanted.push({
      id: 'hidden',
      title: 'The hidden picture',
      caption: 'Recovered from the source by the search, told neither size nor resizer.',
      write: (path) => engines.writeFound(image, 'hidden', path, signal),
    });
  }
  return wanted;
}

function centerOf({ x, y, width, height }: { x: number; y: number } & Size) {
  return { x: x + width / 2, y: y + height / 2 };
}

function commandsOf({ name, policy }: ImageSource, request: ReportRequest): string[] {
  return [
    `scalescope verify REPORT.json --image ${shellWord(name)}`,
    `scalescope report ${shellWord(name)}${optionsOf(policy, request)} -o REPORT.json`,
  ];
}

/** A file's name as one word of a shell: a name is another's text, and must not run when pasted. */
export function shellWord(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  return /^[\w.,+@%/ -]+$/.test(path) ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}

function optionsOf(policy: DecodePolicy, { asked, view }: ReportRequest): string {
  const turned = policy.orientation === 'applied' ? ' --orientation applied' : '';
  const frame = policy.frame === null || policy.frame === 0 ? '' : ` --frame ${policy.frame + 1}`;
  if (!asked || view === null) return turned + frame;
  const size = view.width === undefined ? '' : ` --size ${view.width}x${view.height}`;
  const part = view.part === undefined ? '' : ` --part ${view.part + 1}`;
  return `${turned}${frame} --pipeline ${view.preset ? 'PRESET.json' : view.pipeline}${size}${part}`;
}
