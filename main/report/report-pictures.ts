/** The pictures of an image's report: which there are, what each shows of the source, and their hashes. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import { UserError } from '../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { MatrixResult } from '../../shared/matrix/result.ts';
import type { SpectrumReport } from '../../shared/spectrum/spectrum.ts';
import type { Finding, Region } from '../../shared/finding/finding.ts';
import { isFoundBySearch, viewOfTarget } from '../../shared/finding/finding-views.ts';
import {
  latticeOf,
  latticeRegion,
  latticeZoom,
  type LatticeView,
} from '../../shared/pictures/lattice-zoom.ts';
import { viewAt } from '../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../../shared/pipelines/request.ts';
import { fullColorAt } from '../../shared/pictures/difference-picture.ts';
import type { Size } from '../../shared/base/raster.ts';
import type { Place } from '../../shared/report/report-marks.ts';
import type { ReportLegend } from '../../shared/report/legend.ts';
import type { ReportEdition, ReportPicture } from '../../shared/report/report.ts';
import type { DrawOrder, OpenedImage } from '../engine/images/orders.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { makeTemporaryFolder } from '../base/file-failure.ts';
import { SHA256, sha256Of } from '../base/hash.ts';
import { differenceLegend, LEGENDS, spectrumLegend } from './report-legends.ts';

/** What the pictures are made of. */
export interface Pictured {
  image: OpenedImage;
  finding: Finding;
  view: ViewRequest | null;
  /** Which views show the same picture. */
  matrix: MatrixResult;
  spectrum: SpectrumReport;
  edition: ReportEdition;
  engines: Engines;
  signal?: AbortSignal | undefined;
}

interface Wanted {
  id: string;
  title: string;
  caption: string;
  legend?: ReportLegend | undefined;
  view?: ViewRequest | undefined;
  /** Which source pixels it shows, given the size that it came out with. */
  shows: (size: Size) => Place | null;
  write: (path: string) => Promise<unknown>;
}

/** Every picture of the report, in the order it has them. */
export async function makePictures(of: Pictured): Promise<ReportPicture[]> {
  const folder = await makeTemporaryFolder(tmpdir(), 'scalescope-report-');
  const pictures: ReportPicture[] = [];
  try {
    for (const wanted of wantedPictures(of)) {
      const path = join(folder, `${wanted.id}.png`);
      try {
        await wanted.write(path);
      } catch (error) {
        if (error instanceof UserError && error.code === 'not-found') continue; // there is none such
        throw error;
      }
      pictures.push(await pictureAt(path, wanted, of));
    }
    return pictures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file at `path`, made by an engine. An engine decodes it too: its bytes are what an image made of them. */
async function pictureAt(
  path: string,
  { id, title, caption, legend, view, shows }: Wanted,
  { engines, signal }: Pictured,
): Promise<ReportPicture> {
  const png = await readFile(path);
  const limits = DEFAULT_DECODE_LIMITS;
  const source = { path, name: id, policy: DEFAULT_DECODE_POLICY, limits };
  const opened = await engines.open(source, signal);
  const pixelsSha256 = await engines.digest({ ...opened, source }, signal);
  const { width, height } = opened.raster;
  if (!isSide(width) || !isSide(height) || !SHA256.test(pixelsSha256)) {
    throw new UserError('internal', `The engine told no valid size and hash of the picture ${id}`);
  }
  return {
    id,
    title,
    caption,
    width,
    height,
    ...(legend && { legend }),
    ...(view && { view }),
    shows: shows({ width, height }),
    sha256: sha256Of(png),
    pixelsSha256,
    png: png.toString('base64'),
  };
}

const isSide = (side: unknown): boolean => Number.isSafeInteger(side) && Number(side) > 0;

/** Longest side of the picture at human scale. */
const HUMAN_SIDE = 640;

function wantedPictures(of: Pictured): Wanted[] {
  const { image, finding, engines, signal } = of;
  const found: Wanted[] = [];
  const [target] = finding.targets;
  if (isFoundBySearch(finding)) {
    found.push({
      id: 'hidden',
      title: 'The hidden picture',
      caption: 'Recovered from the source by the search, which was given neither size nor sampler.',
      shows: (size) => (target === undefined ? null : { ...size, frame: target.crop }),
      write: (path) => engines.writeFound(image, 'hidden', path, signal),
    });
  }
  return [humanPicture(of), ...viewPictures(of), ...furtherViews(of), ...found];
}

function humanPicture({ image, engines, signal }: Pictured): Wanted {
  const { width, height } = image.raster;
  const shrink = Math.min(1, HUMAN_SIDE / Math.max(width, height));
  const human: ViewRequest & Size = {
    pipeline: 'opencv/area',
    width: Math.max(1, Math.round(width * shrink)),
    height: Math.max(1, Math.round(height * shrink)),
  };
  return {
    id: 'human',
    title: 'What a person sees',
    caption:
      shrink === 1
        ? `The file, ${width}x${height}, at its own size.`
        : `The file, ${width}x${height}, averaged down to ${human.width}x${human.height} by area, so ` +
          'every source pixel counts.',
    shows: (size) => ({ ...size, frame: { x: 0, y: 0, width, height } }),
    write: (path) => engines.resize(image, human, path, signal),
  };
}

function viewPictures(of: Pictured): Wanted[] {
  const { image, finding, view, spectrum, edition, engines, signal } = of;
  if (view === null) return [];
  const isBare = edition > 1;
  const [target] = finding.targets;
  const laidOut = viewAt(pipelineOf(view), image.raster, sizeOf(view), view.part);
  const lattice = latticeOf(laidOut);
  const at = target?.region ? centerOf(target.region) : undefined;
  const { x, y } = at ?? lattice.middle;
  const region = latticeRegion(image.raster, lattice.view, x, y);
  const zoom = latticeZoom(region);
  const shownEvidence = finding.view ?? target?.views[0];
  const fullAt = fullColorAt(shownEvidence?.disagreement.max ?? 0);
  const drawn = (
    picture: DrawOrder['picture'],
    title: string,
    caption: string,
    { place = null, legend }: { place?: Place | null; legend?: ReportLegend } = {},
  ): Wanted => ({
    id: picture,
    title,
    caption,
    ...(isBare && { legend }),
    shows: () => place,
    write: (path) => {
      const order = { picture, view, at, ...(isBare && { bare: { fullAt } }) };
      return engines.draw(image, order, path, signal);
    },
  });
  const heat = drawn(
    'heat-map',
    'Where the source was altered',
    'Blocks of the source, colored by how far the pixels that are read depart from their neighbors. Dark violet: ' +
      'no more than elsewhere. Orange and yellow: altered. White boxes enclose the altered pixels.',
    { legend: LEGENDS['heat-map'] },
  );
  return [
    {
      id: 'view',
      title: 'What the machine receives',
      caption: `The exact view of ${view.pipeline}, pixel for pixel.`,
      ...(isBare && { view }),
      shows: (size) => ({ ...size, frame: laidOut.frame }),
      write: (path) => engines.resize(image, view, path, signal),
    },
    drawn(
      'lattice',
      'The pixels that decide, close up',
      'Source pixels as squares. Those that the machine reads are framed; a stronger frame means more weight.' +
        (isBare ? ` ${latticeText(region, lattice.view)}` : ''),
      {
        place: { frame: region, width: region.width * zoom, height: region.height * zoom },
        legend: LEGENDS.lattice,
      },
    ),
    drawn(
      'difference',
      'Where the two pictures differ',
      'The machine view minus the antialiased view of the same frame. Orange is lighter, purple is darker.',
      { legend: differenceLegend(fullAt) },
    ),
    drawn(
      'spectrum',
      'Spectrum',
      'Log magnitude, with frequency 0 in the center. Squares mark where a payload for this view must leave peaks.',
      { legend: spectrumLegend(spectrum) },
    ),
    ...(isFoundBySearch(finding) && target !== undefined ? [heat] : []),
  ];
}

/** More views than these are in the table of who sees what alone. */
const MOST_FURTHER = 3;

/** The views of targets that show other pictures than the one that is shown already. */
function furtherViews({
  image,
  finding,
  view,
  matrix,
  edition,
  engines,
  signal,
}: Pictured): Wanted[] {
  if (edition === 1) return [];
  const rowOf = ({ pipeline, width, height }: ViewRequest): number =>
    matrix.rows.findIndex(({ members }) =>
      members.some(
        (one) => one.pipeline === pipeline && one.width === width && one.height === height,
      ),
    );
  const shownView = canonicalJson(view);
  const shown = new Set(view === null ? [] : [rowOf(view)]);
  return finding.targets
    .flatMap((target) => {
      const further = viewOfTarget(target, image.raster);
      if (further === null || canonicalJson(further) === shownView) return [];
      const row = rowOf({ ...further, width: target.width, height: target.height });
      if (shown.has(row) && row >= 0) return [];
      shown.add(row);
      return [{ further, target }];
    })
    .slice(0, MOST_FURTHER)
    .map(({ further, target: { width, height } }, i) => ({
      id: `view-${i + 2}`,
      title: `What the machine receives at ${width}x${height}`,
      caption: `The exact view of ${further.pipeline}, pixel for pixel.`,
      view: further,
      shows: (size) => ({
        ...size,
        frame: viewAt(pipelineOf(further), image.raster, sizeOf(further), further.part).frame,
      }),
      write: (path) => engines.resize(image, further, path, signal),
    }));
}

function latticeText({ x, y, width, height }: Region, { periodX, periodY }: LatticeView): string {
  const [right, bottom] = [x + width - 1, y + height - 1];
  return (
    `Shown are the source pixels from (${x}, ${y}) to (${right}, ${bottom}). There is one output every ` +
    `${periodX.toFixed(2)} pixels across and ${periodY.toFixed(2)} down.`
  );
}

function centerOf({ x, y, width, height }: { x: number; y: number } & Size) {
  return { x: x + width / 2, y: y + height / 2 };
}
