/** What answers the routes of an open image. */
import { IMAGE_ROUTES } from '../../shared/api/routes/image-routes.ts';
import { FoundParams, parse } from '../../shared/api/queries.ts';
import { pixelReport, shapeOfImage } from '../../shared/api/pixel-report.ts';
import type { Engines } from '../engine/pool/engines.ts';
import type { Bind } from './bind.ts';
import type { OpenImages } from './open-images.ts';
import { describeImage } from './image-registry.ts';
import type { OwnPipelines } from './own-pipelines.ts';
import { foundTileOf, regionOf, tileOf, viewRegionOf, viewsAsked } from './requests.ts';

/** Binds them. */
export function bindImages(
  bind: Bind,
  images: OpenImages,
  engines: Engines,
  own: OwnPipelines,
): void {
  const { viewOf, shownViewOf } = viewsAsked(own);
  const imageOf = ({ id }: { id: string }) => images.get(id).image;

  bind(IMAGE_ROUTES.image, ({ params }) => describeImage(images.get(params.id)));

  bind(IMAGE_ROUTES.view, ({ params, query, signal }) =>
    engines.view(imageOf(params), viewOf(query), signal),
  );

  bind(IMAGE_ROUTES.tile, ({ params, query, signal }) => {
    const image = imageOf(params);
    const view = shownViewOf(query);
    return engines.tile(image, view, tileOf(params, view, image), signal);
  });

  bind(IMAGE_ROUTES.samples, ({ params, query, signal }) => {
    const image = imageOf(params);
    return engines.samples(image, null, regionOf(query, image.raster), signal);
  });

  bind(IMAGE_ROUTES.viewSamples, ({ params, query, signal }) => {
    const view = { ...viewOf(query), show: query.show };
    return engines.samples(imageOf(params), view, viewRegionOf(query, view), signal);
  });

  bind(IMAGE_ROUTES.pixel, ({ params, query }) =>
    pixelReport(viewOf(query), shapeOfImage(imageOf(params)), query.x, query.y),
  );

  bind(IMAGE_ROUTES.found, ({ params, signal }) =>
    engines.found(imageOf(params), parse(FoundParams, params).picture, signal),
  );

  bind(IMAGE_ROUTES.foundTile, ({ params, signal }) => {
    const image = imageOf(params);
    return engines.tile(image, parse(FoundParams, params).picture, foundTileOf(params), signal);
  });
}
