/** Routes of an open image: what is seen of it. `…view` of a query is its pipeline, size and part. */
import * as v from 'valibot';
import { FOUND_PICTURE, MACHINE_VIEW, OPEN_IMAGE, PIXEL, SAMPLES } from './answers.ts';
import { json, route } from './route.ts';
import {
  OptionalShownQuery,
  PixelQuery,
  RegionQuery,
  ShownViewQuery,
  ViewQuery,
  ViewRegionQuery,
} from '../queries.ts';

const TILE = { kind: 'pixels', channels: 4 } as const;

export const IMAGE_ROUTES = {
  image: route('GET', '/images/:id', {
    summary: 'What is known of an open image.',
    answer: json(OPEN_IMAGE),
  }),
  view: route('GET', '/images/:id/view', {
    summary: 'A machine view, with what is said of it.',
    query: ViewQuery,
    answer: json(MACHINE_VIEW),
  }),
  tile: route('GET', '/images/:id/tiles/:level/:col/:row', {
    summary: 'A tile of the source, or of what is shown of a view.',
    query: OptionalShownQuery,
    answer: TILE,
  }),
  samples: route('GET', '/images/:id/samples', {
    summary: 'Values of the source at their own depth.',
    query: RegionQuery,
    answer: json(SAMPLES),
  }),
  viewSamples: route('GET', '/images/:id/view/samples', {
    summary: 'The same of what is shown of a view, whose are `width` and `height`.',
    query: v.object({ ...ShownViewQuery.entries, ...ViewRegionQuery.entries }),
    answer: json(SAMPLES),
  }),
  pixel: route('GET', '/images/:id/pixel', {
    summary: 'How one output pixel of a view is made.',
    query: v.object({ ...ViewQuery.entries, ...PixelQuery.entries }),
    answer: json(PIXEL),
  }),
  found: route('GET', '/images/:id/found/:picture', {
    summary: 'A picture that the search recovers: `hidden` or `heat`.',
    answer: json(FOUND_PICTURE),
  }),
  foundTile: route('GET', '/images/:id/found/:picture/tiles/:level/:col/:row', {
    summary: 'A tile of it.',
    answer: TILE,
  }),
} as const;
