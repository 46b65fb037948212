/** The API of the viewer: one web-standard function, the same in every host (see shared/api). */
import { tmpdir } from 'node:os';
import { Hono } from 'hono';
import type * as contract from '../../shared/api/contract.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { DecodeLimits, DecodePolicy } from '../../shared/image/facts.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { Classifier } from '../../shared/pipelines/classifier.ts';
import { ownThresholds, type Thresholds } from '../../shared/verdict/thresholds.ts';
import { bindTo } from './bind.ts';
import { createCases } from './case-handlers.ts';
import { bindEvidence } from './evidence-handlers.ts';
import { failureResponse } from './failure.ts';
import { bindFingerprint } from './fingerprint-handlers.ts';
import { bindImages } from './image-handlers.ts';
import { createOpenImages, type StartImage } from './open-images.ts';
import { describeImage } from './image-registry.ts';
import { bindReview } from './review-handlers.ts';
import { bindSession } from './session-handlers.ts';
import type { Engines } from '../engine/pool/engines.ts';

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
  /** Says on the terminal how cases are open; default: nothing is said. */
  tell?: ((sentence: string) => void) | undefined;
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
  const { engines, openPaths, limits = DEFAULT_DECODE_LIMITS } = options;
  const { uploadsDir = tmpdir(), uploadQuotaBytes, classifiers, version } = options;
  const thresholds = ownThresholds(options.thresholds) ?? undefined;
  const given = { engines, openPaths, limits, thresholds };
  const images = createOpenImages({ ...given, version, uploadsDir, uploadQuotaBytes });
  const cases = createCases({
    ...given,
    allowed: options.cases ?? [],
    tell: options.tell,
    openOriginal: async (path, policy, signal) =>
      describeImage(await images.openPath(path, policy, signal)),
  });

  const routes = new Hono({ strict: false }).basePath('/api');
  routes.onError((error, c) => failureResponse(error, c.req.raw.signal));
  routes.notFound((c) =>
    failureResponse(new UserError('not-found', `${c.req.method} ${c.req.path} is not in the API`)),
  );
  const bind = bindTo(routes);
  const { host, pipelines } = options;
  const { maxPixels } = limits;
  bindSession(bind, images, { ...given, host, version, pipelines, maxPixels, classifiers });
  bindImages(bind, images, engines);
  bindEvidence(bind, images, { engines, classifiers, caseOf: cases.caseOf });
  bindFingerprint(bind, images, { engines, version });
  cases.bind(bind);
  bindReview(bind, cases.caseOf);

  return {
    handle: async (request) => routes.fetch(request),
    openAtStart: (paths, policy = DEFAULT_DECODE_POLICY) => images.openAtStart(paths, policy),
    async close() {
      try {
        await cases.close();
      } finally {
        await images.close();
      }
    },
  };
}
