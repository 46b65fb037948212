/** What both hosts serve: the engines, the API over them, and the page with it. */
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from '../../shared/image/facts.ts';
import type { CaseSummary } from '../../shared/case/case-contract.ts';
import type { Session } from '../../shared/api/contract.ts';
import { fromErrorBody, type ErrorBody } from '../../shared/base/errors.ts';
import { allPipelines, infoOf } from '../../shared/pipelines/pipeline.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import { createApi, type Api } from '../api/api.ts';
import { createEngines } from '../engine/pool/pool.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { rendererDir, version } from '../base/package-root.ts';
import { createSite, type Handler } from './static.ts';

/** Two engines: one may decode or search a large image while the other answers for the screen. */
const ENGINE_COUNT = 2;

export interface ViewerHost {
  api: Api;
  engines: Engines;
  /** Answers everything: page and API. */
  site: Handler;
  /** Opens the case at `path`, made where there is none. Throws UserError where it cannot be. */
  openCase(path: string): Promise<CaseSummary>;
  /** Throws what closing the API does, when all is done. */
  close(): Promise<void>;
}

export interface ViewerHostOptions {
  limits?: DecodeLimits;
  /** Cases that may be opened in any host. */
  cases?: readonly string[];
  /** What images are judged by; default: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
}

/** Starts the engines and the API for `host`. */
export function createViewerHost(
  host: Session['host'],
  { limits = DEFAULT_DECODE_LIMITS, cases = [], thresholds }: ViewerHostOptions = {},
): ViewerHost {
  const engines = createEngines({ count: ENGINE_COUNT, limits, searchApart: true });
  const pipelines = allPipelines().map(infoOf);
  const openPaths = host === 'electron';
  const api = createApi({
    engines,
    host,
    version,
    pipelines,
    openPaths,
    limits,
    cases,
    thresholds,
  });
  return {
    api,
    engines,
    site: createSite(api.handle, rendererDir),
    async openCase(path) {
      const body = JSON.stringify({ path, create: true });
      const headers = { 'content-type': 'application/json' };
      const request = new Request('http://localhost/api/cases', { method: 'POST', body, headers });
      const response = await api.handle(request);
      const answer = (await response.json()) as CaseSummary | { error: ErrorBody };
      if ('error' in answer) throw fromErrorBody(answer.error);
      return answer;
    },
    async close() {
      try {
        await api.close(); // first: a scan would take the end of an engine for a failure of its image
      } finally {
        await engines.close();
      }
    },
  };
}
