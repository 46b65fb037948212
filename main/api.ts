/** The API of the viewer: one web-standard function, the same in every host (see shared/contract). */
import { tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { Hono } from 'hono';
import * as contract from '../shared/contract.ts';
import { UserError, type ErrorBody } from '../shared/errors.ts';
import type { DecodeLimits, DecodePolicy } from '../shared/facts.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../shared/facts.ts';
import { BUILT_IN_CLASSIFIERS, summaryOf, type Classifier } from '../shared/labels/classifier.ts';
import { ownThresholds, type Thresholds } from '../shared/verdict/thresholds.ts';
import { createCaseRoutes } from './api/cases.ts';
import { displayName } from './api/display-name.ts';
import { failureOf, failureResponse } from './api/failure.ts';
import { streamEvents } from './api/event-stream.ts';
import { readQuery } from './api/query.ts';
import { createRegistry, describeImage, type RegisteredImage } from './api/registry.ts';
import {
  readFoundTile,
  readMatrix,
  readOptionalView,
  readRegion,
  readSourceSize,
  readSpectrum,
  readSweep,
  readTile,
  readShownView,
  readView,
  readViewRegion,
} from './api/requests.ts';
import { pixelReport } from '../shared/pixel-report.ts';
import { requireImage, reviewOf } from './report/make-case-report.ts';
import { makeReport } from './report/make-report.ts';
import { renderReport } from './report/render-report.ts';
import { createUploads, tooLarge } from './api/uploads.ts';
import { samplePath } from './package-root.ts';
import type { Tile } from './engine/orders.ts';
import type { Engines } from './engine/service.ts';

export interface ApiOptions {
  engines: Engines;
  host: contract.Session['host'];
  version: string;
  pipelines: contract.PipelineSummary[];
  /** True where the renderer may open files by their path: only in Electron. */
  openPaths: boolean;
  /** Folder that gets a private folder for uploads; the system's temporary folder by default. */
  uploadsDir?: string;
  /** The most bytes of uploads that are held together; see createUploads. */
  uploadQuotaBytes?: number;
  limits?: DecodeLimits;
  /** The classifiers that label images; those of NSFWJS by default. */
  classifiers?: readonly Classifier[];
  /** Cases that any host may open: those of the command line. */
  cases?: readonly string[];
  /** What images are judged by; default: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
}

/** What the forms of a report are sent as. */
const REPORT_TYPES = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  json: 'application/json',
} as const;

/** An image given at the start: opened, or why not. */
export type StartImage = RegisteredImage | FailedImage;

/** An image that could not be opened: why, and the same for the command line, with its remedy. */
export interface FailedImage {
  name: string;
  error: ErrorBody;
  sentence: string;
}

export interface Api {
  /** Answers a request to /api/…; never throws. */
  handle(request: Request): Promise<Response>;
  /** Opens the images of the command line; the session lists them in this order. */
  openAtStart(paths: string[], policy?: DecodePolicy): Promise<StartImage[]>;
  /**
   * Stops scans, closes cases and removes the uploads. The engines are closed by whoever made them.
   * Throws UserError `write-failed`, when all is done, where a case cannot be put in order.
   */
  close(): Promise<void>;
}

/** The API over `engines`. */
export function createApi(options: ApiOptions): Api {
  const { engines, version, limits = DEFAULT_DECODE_LIMITS } = options;
  const thresholds = ownThresholds(options.thresholds) ?? undefined;
  const { classifiers = BUILT_IN_CLASSIFIERS } = options;
  const uploads = createUploads(options.uploadsDir ?? tmpdir(), {
    maxBytes: limits.maxBytes,
    quotaBytes: options.uploadQuotaBytes,
    onEvict: (path) => registry.forget(path),
  });
  const registry = createRegistry(version, ({ image, uploaded }) => {
    if (uploaded) uploads.touch(image.source.path);
  });
  let startPaths: string[] = [];
  let startImages: Promise<StartImage[]> = Promise.resolve([]);

  async function openPath(path: string, policy: DecodePolicy, signal?: AbortSignal) {
    const source = { path, name: basename(path), policy, limits, thresholds };
    return registry.add(await engines.open(source, signal), false);
  }

  async function openUpload(request: Request, query: Record<string, string>, policy: DecodePolicy) {
    const name = displayName(query['name']);
    if (Number(request.headers.get('content-length')) > limits.maxBytes) {
      throw tooLarge(name, limits.maxBytes);
    }
    const path = await uploads.receive(request.body, name);
    let isKept = false;
    try {
      const image = await engines.open({ path, name, policy, limits, thresholds }, request.signal);
      isKept = true;
      return registry.add(image, true);
    } finally {
      await uploads.release(path, isKept);
    }
  }

  async function openAtStart(path: string, policy: DecodePolicy): Promise<StartImage> {
    try {
      return await openPath(path, policy);
    } catch (error) {
      const body = failureOf(error);
      const sentence = error instanceof UserError ? error.message : body.message;
      return { name: basename(path), error: body, sentence };
    }
  }

  const routes = new Hono({ strict: false }).basePath('/api');
  routes.onError((error, c) => failureResponse(error, c.req.raw.signal));
  routes.notFound((c) =>
    failureResponse(new UserError('not-found', `${c.req.method} ${c.req.path} is not in the API`)),
  );

  routes.get('/session', async (c) => {
    const session: contract.Session = {
      version,
      host: options.host,
      openPaths: options.openPaths,
      thresholds: thresholds ?? null,
      images: (await startImages).map((start) =>
        'error' in start
          ? { name: start.name, error: start.error }
          : { id: start.id, name: start.image.source.name },
      ),
    };
    return c.json(session, 200, { 'cache-control': 'no-store' });
  });

  routes.post('/session/images/:index', async (c) => {
    const policy = contract.parse(contract.PolicyQuery, readQuery(c.req.url));
    const { index } = contract.parse(contract.StartImageParams, c.req.param());
    const path = startPaths[index];
    if (path === undefined) {
      throw new UserError('not-found', `No image ${index + 1} was given on the command line`);
    }
    return c.json(describeImage(await openPath(path, policy, c.req.raw.signal)));
  });

  routes.get('/pipelines', async (c) => {
    const source = readSourceSize(readQuery(c.req.url), limits.maxPixels);
    if (source === null) return c.json(options.pipelines);
    const { rows } = await engines.exposure(source, null, c.req.raw.signal);
    const byId = new Map(rows.map((row) => [row.pipeline, row]));
    const summaries = options.pipelines.map((pipeline): contract.PipelineSummary => {
      const row = byId.get(pipeline.id);
      const exposure = row?.exposure ?? (row?.error ? { error: row.error } : undefined);
      return exposure === undefined ? pipeline : { ...pipeline, exposure };
    });
    return c.json(summaries);
  });

  routes.post('/images', async (c) => {
    const query = readQuery(c.req.url);
    const policy = contract.parse(contract.PolicyQuery, query);
    if (!isJson(c.req.raw))
      return c.json(describeImage(await openUpload(c.req.raw, query, policy)));
    if (!options.openPaths) {
      throw new UserError('unreadable', 'This viewer opens files that are dropped, not paths');
    }
    const { path } = contract.parse(contract.OpenPathBody, await readJson(c.req.raw));
    return c.json(describeImage(await openPath(resolve(path), policy, c.req.raw.signal)));
  });

  routes.post('/sample', async (c) => {
    const policy = contract.parse(contract.PolicyQuery, readQuery(c.req.url));
    return c.json(describeImage(await openPath(samplePath, policy, c.req.raw.signal)));
  });

  routes.get('/images/:id', (c) => c.json(describeImage(registry.get(c.req.param('id')))));

  routes.get('/images/:id/view', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    return c.json(await engines.view(image, readView(readQuery(c.req.url)), c.req.raw.signal));
  });

  routes.get('/images/:id/tiles/:level/:col/:row', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { view, tile } = readTile(c.req.param(), readQuery(c.req.url), image);
    return pixelResponse(await engines.tile(image, view, tile, c.req.raw.signal));
  });

  routes.get('/images/:id/found/:picture', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { picture } = contract.parse(contract.FoundParams, c.req.param());
    return c.json(await engines.found(image, picture, c.req.raw.signal));
  });

  routes.get('/images/:id/found/:picture/tiles/:level/:col/:row', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { picture } = contract.parse(contract.FoundParams, c.req.param());
    const tile = readFoundTile(c.req.param());
    return pixelResponse(await engines.tile(image, picture, tile, c.req.raw.signal));
  });

  routes.get('/images/:id/samples', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const region = readRegion(readQuery(c.req.url), image.raster);
    return c.json(await engines.samples(image, null, region, c.req.raw.signal));
  });

  routes.get('/images/:id/view/samples', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const query = readQuery(c.req.url);
    const view = readShownView(query);
    const region = readViewRegion(query, view);
    return c.json(await engines.samples(image, view, region, c.req.raw.signal));
  });

  routes.post('/images/:id/inspect', (c) => {
    const { image } = registry.get(c.req.param('id'));
    const view = readOptionalView(readQuery(c.req.url));
    return streamEvents<contract.InspectEvent>(c.req.raw, async (progress, signal) => ({
      type: 'result',
      finding: await engines.inspect(image, view, progress, signal),
    }));
  });

  routes.post('/images/:id/matrix', (c) => {
    const { image } = registry.get(c.req.param('id'));
    const order = readMatrix(readQuery(c.req.url));
    return streamEvents<contract.MatrixEvent>(c.req.raw, async (progress, signal) => ({
      type: 'result',
      matrix: await engines.matrix(image, order, progress, signal),
    }));
  });

  routes.get('/images/:id/spectrum', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { options, view } = readSpectrum(readQuery(c.req.url));
    return c.json(await engines.spectrum(image, options, view, c.req.raw.signal));
  });

  routes.get('/images/:id/spectrum/picture', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { options: made } = readSpectrum(readQuery(c.req.url));
    return pixelResponse(await engines.spectrumPicture(image, made, c.req.raw.signal));
  });

  routes.get('/images/:id/combs', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { options: asked } = readSpectrum(readQuery(c.req.url));
    return c.json(await engines.combs(image, asked.channel, c.req.raw.signal));
  });

  routes.get('/images/:id/histogram', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const query = readQuery(c.req.url);
    const view = readOptionalView(query) === null ? null : readShownView(query);
    return c.json(await engines.histogram(image, view, c.req.raw.signal));
  });

  routes.get('/classifiers', (c) => c.json(classifiers.map(summaryOf)));

  routes.get('/images/:id/labels', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { classifier: id } = contract.parse(contract.LabelsQuery, readQuery(c.req.url));
    const classifier = classifiers.find((each) => each.id === id);
    if (classifier === undefined) {
      throw new UserError('not-found', `There is no classifier ${id} in this viewer`);
    }
    return c.json(await engines.labels(image, classifier, c.req.raw.signal));
  });

  routes.post('/images/:id/sweep', (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { sides, ...order } = readSweep(readQuery(c.req.url));
    return streamEvents<contract.SweepEvent>(c.req.raw, async (_progress, signal, send) => {
      const points: contract.SweepPoint[] = [];
      while (points.length < sides.length) {
        const next = sides.slice(points.length, points.length + SWEEP_STEP);
        const made = await engines.sweep(image, { ...order, sides: next }, signal);
        points.push(...made);
        send({ type: 'points', points: made, fraction: points.length / sides.length });
      }
      return { type: 'result', points };
    });
  });

  routes.get('/images/:id/report', async (c) => {
    const { image } = registry.get(c.req.param('id'));
    const { form, case: caseId } = contract.parse(contract.ReportQuery, readQuery(c.req.url));
    const { signal } = c.req.raw;
    if (caseId !== undefined) requireImage(caseRoutes.caseOf(caseId), image.facts.sha256);
    const createdAt = new Date().toISOString();
    const order = { source: image.source, view: null, createdAt, signal };
    const report = await makeReport(order, engines);
    if (caseId !== undefined) Object.assign(report, reviewOf(caseRoutes.caseOf(caseId), report));
    const bytes = await renderReport(report, `.${form}`, signal);
    const type = REPORT_TYPES[form];
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': type } });
  });

  routes.get('/images/:id/pixel', (c) => {
    const { image } = registry.get(c.req.param('id'));
    const query = readQuery(c.req.url);
    const { x, y } = contract.parse(contract.PixelQuery, query);
    return c.json(pixelReport(readView(query), image.raster, x, y));
  });

  const caseRoutes = createCaseRoutes({
    ...{ engines, limits, thresholds, readJson },
    openPaths: options.openPaths,
    allowed: options.cases ?? [],
    openOriginal: async (path, policy, signal) =>
      describeImage(await openPath(path, policy, signal)),
  });
  routes.route('/cases', caseRoutes.routes);

  return {
    handle: async (request) => routes.fetch(request),
    openAtStart(paths, policy = DEFAULT_DECODE_POLICY) {
      startPaths = paths.map((path) => resolve(path));
      startImages = Promise.all(startPaths.map((path) => openAtStart(path, policy)));
      return startImages;
    },
    async close() {
      try {
        await caseRoutes.close();
      } finally {
        await uploads.close();
      }
    },
  };
}

/** Sizes of a sweep that are told together. */
const SWEEP_STEP = 8;

/** Raw pixels with their size in the headers. */
function pixelResponse(pixels: Tile): Response {
  return new Response(pixels.data as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': 'application/octet-stream',
      'cache-control': 'private, max-age=31536000, immutable', // ids name the bytes, so it holds
      [contract.TILE_WIDTH_HEADER]: String(pixels.width),
      [contract.TILE_HEIGHT_HEADER]: String(pixels.height),
    },
  });
}

function isJson(request: Request): boolean {
  const type = request.headers.get('content-type') ?? '';
  return type.split(';')[0]!.trim().toLowerCase() === 'application/json';
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new UserError(
      'invalid-argument',
      'Expected JSON for request but received something else',
    );
  }
}
