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
  /**
   * Scans the folders of an open case, and goes on with what is added to them until `signal` fires. Throws
   * UserError where that cannot be.
   */
  watchCase(id: string, signal: AbortSignal): Promise<void>;
  /** Throws what closing the API does, when all is done. */
  close(): Promise<void>;
}

export interface ViewerHostOptions {
  limits?: DecodeLimits;
  /** Cases that may be opened in any host. */
  cases?: readonly string[];
  /** What images are judged by; default: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
  /** Says on the terminal how cases are open; default: nothing is said. */
  tell?: (sentence: string) => void;
}

/** Starts the engines and the API for `host`. */
export function createViewerHost(
  host: Session['host'],
  { limits = DEFAULT_DECODE_LIMITS, cases = [], thresholds, tell }: ViewerHostOptions = {},
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
    tell,
  });
  return {
    api,
    engines,
    site: createSite(api.handle, rendererDir),
    async watchCase(id, signal) {
      const response = await api.handle(post(`/cases/${id}/scan`, { watch: true }, signal));
      let last = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const [before = '', rest] = (last + chunk).split('\n').slice(-2);
        last = rest === '' ? `${before}\n` : (rest ?? before);
      }
      const { error } = JSON.parse(last) as { error?: ErrorBody };
      if (error !== undefined) throw fromErrorBody(error);
    },
    async openCase(path) {
      const response = await api.handle(post('/cases', { path, create: true }));
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

function post(at: string, body: object, signal?: AbortSignal): Request {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', body: JSON.stringify(body), headers, ...(signal && { signal }) };
  return new Request(`http://localhost/api${at}`, init);
}
