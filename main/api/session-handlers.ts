/** What answers the routes of the start. */
import { SESSION_ROUTES } from '../../shared/api/routes/session-routes.ts';
import * as contract from '../../shared/api/contract.ts';
import { StartImageParams, TicketParams, parse } from '../../shared/api/queries.ts';
import {
  BUILT_IN_CLASSIFIERS,
  summaryOf,
  type Classifier,
} from '../../shared/pipelines/classifier.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { samplePath } from '../base/package-root.ts';
import { readText, type Bind } from './bind.ts';
import { displayName } from './display-name.ts';
import type { OpenImages } from './open-images.ts';
import type { OwnPipelines } from './own-pipelines.ts';
import { describeImage } from './image-registry.ts';
import { sourceSizeOf } from './requests.ts';

export interface SessionOptions {
  engines: Engines;
  host: contract.Session['host'];
  version: string;
  pipelines: contract.PipelineSummary[];
  own: OwnPipelines;
  openPaths: boolean;
  maxPixels: number;
  classifiers?: readonly Classifier[] | undefined;
  thresholds: Thresholds | undefined;
}

/** Binds them. */
export function bindSession(bind: Bind, images: OpenImages, options: SessionOptions): void {
  const { engines, version, host, openPaths, own, thresholds = null } = options;
  const { classifiers = BUILT_IN_CLASSIFIERS } = options;

  bind(SESSION_ROUTES.session, async () => ({
    ...{ version, host, openPaths, thresholds },
    sandbox: await engines.sandbox().catch(() => null), // whoever opens an image is told why
    images: (await images.startImages()).map((start) =>
      'error' in start
        ? { name: start.name, error: start.error }
        : { id: start.id, name: start.image.source.name },
    ),
  }));

  bind(SESSION_ROUTES.openStartImage, async ({ params, query, signal }) => {
    const { index } = parse(StartImageParams, params);
    return describeImage(await images.openPath(images.startPath(index), query, signal));
  });

  bind(SESSION_ROUTES.pipelines, async ({ query, signal }) => {
    const source = sourceSizeOf(query, options.maxPixels);
    if (source === null) return [...options.pipelines, ...own.list()];
    const { rows } = await engines.exposure(source, null, signal);
    const byId = new Map(rows.map((row) => [row.pipeline, row]));
    return options.pipelines.map((pipeline): contract.PipelineSummary => {
      const row = byId.get(pipeline.id);
      const exposure = row?.exposure ?? (row?.error ? { error: row.error } : undefined);
      return exposure === undefined ? pipeline : { ...pipeline, exposure };
    });
  });

  bind(SESSION_ROUTES.addPipeline, async ({ query, request }) =>
    own.add(await readText(request), displayName(query.name)),
  );

  bind(SESSION_ROUTES.classifiers, () => classifiers.map(summaryOf));

  bind(SESSION_ROUTES.openSample, async ({ query, signal }) =>
    describeImage(await images.openPath(samplePath, query, signal)),
  );

  bind(SESSION_ROUTES.contents, ({ query, request }) => images.contentsAsked(request, query));

  bind(SESSION_ROUTES.openImage, async ({ query, request }) =>
    describeImage(await images.openAsked(request, query)),
  );

  bind(SESSION_ROUTES.preview, ({ params, signal }) =>
    images.preview(parse(TicketParams, params).ticket, signal),
  );
}
