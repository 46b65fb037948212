/** Evidence pictures inside an engine: each drawn from the tables of its view, as a PNG file. */
import { machineView } from '../../../../shared/pipelines/machine-view.ts';
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import { antialiasedView } from '../../../../shared/analyze/antialiased-view.ts';
import { drawDifference } from '../../../../shared/pictures/difference-picture.ts';
import { drawHeat } from '../../../../shared/pictures/heat-picture.ts';
import { drawInfluence } from '../../../../shared/pictures/influence-picture.ts';
import {
  drawLatticeZoom,
  latticeOf,
  latticeRegion,
} from '../../../../shared/pictures/lattice-zoom.ts';
import { drawSpectrum } from '../../../../shared/pictures/spectrum-picture.ts';
import { viewAt } from '../../../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf } from '../../../../shared/pipelines/request.ts';
import type { IntegerSamples, Raster } from '../../../../shared/base/raster.ts';
import { shapeOf } from '../../../../shared/resample/resize.ts';
import {
  DEFAULT_SPECTRUM,
  makeSpectrum,
  reportSpectrum,
} from '../../../../shared/spectrum/spectrum.ts';
import { drawDerivedPicture } from '../../images/derived-pictures.ts';
import type { Images } from '../../images/images.ts';
import type { DrawOrder, OpenedImage, WrittenFile } from '../../images/orders.ts';
import type { Ordered } from '../../write/ordered-files.ts';
import { pictureFile } from '../../write/picture-file.ts';
import type { TaskContext } from '../../images/task.ts';

/** What each picture is, for its own text chunk. */
const DESCRIPTIONS: Record<DrawOrder['picture'], string> = {
  spectrum: 'Centered log magnitude spectrum with the peaks that the view predicts',
  lattice: 'Source pixels; those that the view reads are framed by their weight',
  read: 'The source pixels that the view reads, the others transparent',
  rebuilt: 'The source with the pixels that the view reads rebuilt from the others',
  'heat-map': 'Where a hidden picture was found, over the source in gray',
  influence: 'Source pixels that feed one output of the view, and their weights',
  difference: 'The machine view minus the antialiased view, in false color',
};

/** Longest side of a heat map on a page: what paper shows of it. */
const BARE_SIDE = 1400;

/** Draws one picture of an image, for the host to write. */
export async function run(
  { image, order, output }: { image: OpenedImage; order: DrawOrder; output: string },
  { images, signal }: TaskContext,
): Promise<Ordered<WrittenFile>> {
  const raster = await images.rasterFor(image, order.view);
  const { width, height } = order.view;
  const size = width === undefined ? '' : ` ${width}x${height}`;
  const text = {
    Description: DESCRIPTIONS[order.picture],
    Pipeline: `${order.view.pipeline}${size}`,
  };
  const picture =
    order.picture === 'heat-map'
      ? await heatMap(images, image, raster, order)
      : draw(
          raster,
          order.picture,
          order,
          order.bare ? null : `${titleOf(order.view)}, ${shortHash(image)}`,
        );
  return pictureFile(image, picture, text, output, signal);
}

function draw(
  raster: Raster<IntegerSamples>,
  picture: Exclude<DrawOrder['picture'], 'heat-map'>,
  { view, at, bare }: DrawOrder,
  title: string | null,
): Raster<IntegerSamples> {
  if (picture === 'read' || picture === 'rebuilt') return drawDerivedPicture(raster, view, picture);
  if (picture === 'spectrum') {
    const made = makeSpectrum(raster, DEFAULT_SPECTRUM);
    return drawSpectrum(made, reportSpectrum(made, shapeOf(raster), view), title);
  }
  if (picture === 'difference') {
    const { machine } = machineView(raster, view);
    return drawDifference(machine, antialiasedView(raster, view), title, bare?.fullAt);
  }
  const laidOut = viewAt(pipelineOf(view), shapeOf(raster), sizeOf(view), view.part);
  const { frame, width, height } = laidOut;
  const { view: tables, middle } = latticeOf(laidOut);
  const place = at ?? middle;
  if (picture === 'lattice') {
    const region = latticeRegion(raster, tables, place.x, place.y);
    return drawLatticeZoom(raster, tables, region, title);
  }
  const index = (to: number, start: number, period: number, count: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor((to - start) / period)));
  const dstX = index(place.x, frame.x, tables.periodX, width);
  const dstY = index(place.y, frame.y, tables.periodY, height);
  return drawInfluence(raster, tables, dstX, dstY, title ?? titleOf(view));
}

async function heatMap(
  images: Images,
  image: OpenedImage,
  raster: Raster<IntegerSamples>,
  { bare }: DrawOrder,
): Promise<Raster<IntegerSamples>> {
  const { blind, targets } = await images.search(image);
  const [best] = targets;
  if (blind.heat === null || best === undefined) {
    throw new UserError('not-found', `Nothing hidden was found in ${image.source.name}`);
  }
  const blocks = { ...blind.heat, frame: best.crop };
  if (bare) return drawHeat(raster, blocks, null, BARE_SIDE);
  const title = `hidden at ${best.width}x${best.height}, ${shortHash(image)}`;
  return drawHeat(raster, blocks, title);
}

function titleOf({ pipeline, width, height, part }: ViewRequest): string {
  const size = width === undefined ? '' : `${width}x${height} by `;
  return `${size}${pipeline}${part === undefined ? '' : `, part ${part + 1}`}`;
}

function shortHash({ facts }: OpenedImage): string {
  return `source sha-256 ${facts.sha256.slice(0, 16)}`;
}
