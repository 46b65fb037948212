/** An image for a case: its finding, and small pictures of both scales to find it again by. */
import type { Finding } from '../../../shared/finding/finding.ts';
import { surveyView } from '../../../shared/finding/finding-views.ts';
import { perceptualHash } from '../../../shared/image/perceptual-hash.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { makePyramid, type Pyramid } from '../../../shared/image/pyramid.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { machineView } from '../../../shared/pipelines/machine-view.ts';
import { prepareView } from '../decode/scaled-webp.ts';
import { encodeThumbnail } from './encode.ts';
import type { Survey, SurveyPicture } from '../images/orders.ts';

/** Longer side of a thumbnail in pixels: twice what the queue shows it in. */
const THUMBNAIL_SIDE = 128;

/** The survey of `raster`, of which `finding` tells; `asked` is the view it was judged by, or null. */
export async function surveyOf(
  { raster, pyramid }: { raster: Raster<IntegerSamples>; pyramid: Pyramid },
  finding: Finding,
  asked: ViewRequest | null,
): Promise<Survey> {
  const view = surveyView(finding, asked, raster);
  await prepareView(raster, view);
  const { machine } = machineView(raster, view);
  const size = `${machine.width}x${machine.height}`;
  return {
    finding,
    pictures: [
      await pictureOf('human', 'the image, averaged down', pyramid),
      await pictureOf('machine', `${view.pipeline} at ${size}`, makePyramid(machine)),
    ],
  };
}

/** Hash and thumbnail of the smallest level that is one tile: an exact average of every pixel. */
async function pictureOf(
  kind: SurveyPicture['kind'],
  view: string,
  pyramid: Pyramid,
): Promise<SurveyPicture> {
  const tile = pyramid.tile(pyramid.levels - 1, 0, 0);
  const thumbnail = await encodeThumbnail(tile, THUMBNAIL_SIDE);
  return { kind, view, ...thumbnail, hash: perceptualHash({ ...tile, channels: 4 }) };
}
