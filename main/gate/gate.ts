/** The gate: one web-standard function over engines, a policy and tokens (see shared/api/gate). */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Examined, GateHealth } from '../../shared/api/gate/gate-answers.ts';
import { gateOpenApi } from '../../shared/api/gate/gate-document.ts';
import { GuardrailRequest } from '../../shared/api/gate/gate-query.ts';
import { GATE_ROUTES } from '../../shared/api/gate/gate-routes.ts';
import { statusOf } from '../../shared/api/contract.ts';
import { parse } from '../../shared/api/queries.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { DecodeLimits } from '../../shared/image/facts.ts';
import { listedVerdict } from '../../shared/verdict/words.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import { Answered, bindTo } from '../api/bind.ts';
import { failureOf } from '../api/failure.ts';
import type { EnginePool } from '../engine/pool/pool.ts';
import { admit, type GuardOptions } from './access/guard.ts';
import { createRates, type RateRefusal, type Rates } from './access/rates.ts';
import type { StoredToken } from './access/token-file.ts';
import { examineImage, type ImageOrder } from './answer/examine-image.ts';
import { answerGuardrail, type Judged } from './answer/guardrail.ts';
import { listPipelines, orderOf, orderOfGuardrail } from './answer/order-of.ts';
import { createScratch } from './answer/scratch.ts';
import type { AllowedAddress } from './fetch/allowed-address.ts';
import { fetchImage, type FetchOptions } from './fetch/fetch-image.ts';
import { byteBudget } from './input/byte-budget.ts';
import { bytesOf, jsonOf, readImage, type ImageLimits } from './input/image-input.ts';
import { heldIn, readBody } from './input/read-body.ts';
import { createAdmission } from './service/admission.ts';
import type { Log } from './service/log.ts';
import { createMetrics } from './service/metrics.ts';
import type { LoadedPolicy } from './service/policy-store.ts';

export interface GateOptions {
  engines: EnginePool;
  version: string;
  /** How many images are examined at once; one more waits in the engines. */
  jobs: number;
  /** How many images wait, at most. */
  queue: number;
  /** Of every image; `timeoutMs` is what one may take, and what fetching one may take. */
  limits: DecodeLimits;
  thresholds?: Thresholds | undefined;
  /** The storages that images are fetched from. */
  allowed: readonly AllowedAddress[];
  resolve?: FetchOptions['resolve'];
  /** Null: no token is asked for. */
  tokens: readonly StoredToken[] | null;
  loaded: LoadedPolicy;
  log: Log;
  /** The folder for files of images while they are examined. */
  scratchDir: string;
  /** True where figures are told without a token. */
  openMetrics?: boolean;
}

export interface Gate {
  /** Answers a request; never throws. `hosts`: the names by which it may be called; null: any. */
  handle(request: Request, hosts: GuardOptions['hosts']): Promise<Response>;
  /** Lets the policy and the tokens be these from now on. */
  reload(loaded: LoadedPolicy, tokens: readonly StoredToken[] | null): void;
  /** Counts a reading of policy and tokens that failed. */
  reloadFailed(): void;
  /** From now on it says that it ends: /readyz answers 503, and answers close their connections. */
  end(): void;
  /** Resolves when no image waits or is examined. */
  idle(): Promise<void>;
  /** Tells figures of `connections`. */
  watch(connections: () => number): void;
  /** Removes its files. The engines are closed by whoever made them. */
  close(): Promise<void>;
}

/** Bodies that are held together: several of the largest, and no less than this. */
const LEAST_HELD = 256 * 1024 ** 2;
const HELD_IMAGES = 8;
/** Codes of failures to get an image that say nothing of it. */
const OF_THE_SERVICE = ['busy', 'cancelled'];
/** What examines: it counts against the rates of a token. */
const EXAMINING: ReadonlySet<string> = new Set(
  [GATE_ROUTES.examine, GATE_ROUTES.guardrail].map(({ path }) => path),
);
/** One image waits in the engines, so that none of them waits for the host. */
const AHEAD = 1;

/** The gate over `options.engines`. Throws UserError `write-failed` where it has no folder. */
export async function createGate(options: GateOptions): Promise<Gate> {
  const { engines, version, jobs, queue, limits, thresholds, allowed, resolve, log } = options;
  const scratch = await createScratch(options.scratchDir);
  const examiner = { engines, scratch, limits, thresholds };
  const admission = createAdmission(jobs + AHEAD, queue);
  const budget = byteBudget(Math.max(LEAST_HELD, HELD_IMAGES * limits.maxBytes));
  const metrics = createMetrics(version);
  const rates = createRates();
  let { loaded, tokens } = options;
  let isEnding = false;
  let connections = () => 0;

  const openPaths = new Set<string>(
    Object.values(GATE_ROUTES)
      .filter(
        (route) =>
          'isOpen' in route || (options.openMetrics === true && route === GATE_ROUTES.metrics),
      )
      .map(({ path }) => path),
  );
  const guard = { tokens: () => tokens, isOpen: (path: string) => openPaths.has(path) };

  /** What a request holds, and how it gets the image of a text. */
  function limitsOf(): ImageLimits {
    const held = heldIn(budget);
    const { maxBytes: mostBytes, timeoutMs } = limits;
    const fetching = { allowed, mostBytes, timeoutMs, ...(resolve && { resolve }) };
    return {
      mostBytes,
      held,
      fetchImage: (address, signal) => fetchImage(address, fetching, held, signal),
    };
  }

  /** Examines one image in its turn, counts it and writes it to the log. */
  async function examine(
    bytes: Uint8Array,
    order: ImageOrder,
    { caller, id }: Asking,
    signal: AbortSignal,
  ): Promise<Examined> {
    metrics.received(bytes.length, caller);
    if (caller !== null) rates.charge(caller, bytes.length);
    return admission.run(async (waitedMs) => {
      const started = performance.now();
      const answer = await examineImage(bytes, order, examiner, signal);
      const ms = performance.now() - started;
      const { finding, action } = answer;
      const verdict = listedVerdict(finding);
      metrics.image(verdict, action, ms / 1000, waitedMs / 1000);
      log.write('examined', {
        ...{ id, token: caller, sha256: finding.sha256, bytes: bytes.length },
        ...{ format: finding.format, width: finding.width, height: finding.height },
        ...{ pipeline: answer.pipeline, verdict, action, error: answer.error?.code },
        ...{ ms: Math.round(ms), waitedMs: Math.round(waitedMs) },
      });
      return answer;
    }, signal);
  }

  const app = new Hono({ strict: true });
  const bind = bindTo(app);
  const asking = new WeakMap<Request, Asking>();
  app.notFound((c) => {
    const message = `${c.req.method} ${c.req.path} is not in the API of the gate`;
    return Response.json({ error: { code: 'not-found', message } }, { status: 404 });
  });
  app.onError((error, c) => {
    const body = failureOf(error, c.req.raw.signal);
    const isBusy = error instanceof UserError && error.code === 'busy';
    if (isBusy) metrics.refused('busy');
    const headers = { 'cache-control': 'no-store', ...(isBusy && retry()) };
    return Response.json({ error: body }, { status: isBusy ? 429 : statusOf(body.code), headers });
  });
  const retry = () => ({ 'retry-after': String(admission.retryAfter()) });

  bind(GATE_ROUTES.examine, async ({ query, request, signal }) => {
    admission.heed();
    const given = limitsOf();
    try {
      const { bytes, fields } = await readImage(request, query, given);
      const order = orderOf(fields, loaded);
      const answer = await examine(bytes, order, asking.get(request)!, signal);
      const status = answer.error === undefined ? 200 : failedStatus(answer.error.code);
      return new Answered(answer, status);
    } finally {
      given.held.release();
    }
  });
  bind(GATE_ROUTES.guardrail, async ({ request, signal }) => {
    admission.heed();
    const given = limitsOf();
    const mostBytes = HELD_IMAGES * limits.maxBytes;
    try {
      const order = parse(GuardrailRequest, jsonOf(await readBody(request, mostBytes, given.held)));
      const now = loaded;
      const asked = orderOfGuardrail(order.additional_provider_specific_params ?? {}, now);
      const atOnce = jobs + AHEAD;
      return await answerGuardrail(order, now, atOnce, async (image): Promise<Judged> => {
        const one = limitsOf(); // what is fetched is held while it is examined, and no longer
        try {
          const bytes = await bytesOf(image, one, signal).catch((error: unknown) => {
            const isOfImage = error instanceof UserError && !OF_THE_SERVICE.includes(error.code);
            if (isOfImage) return error;
            throw error;
          });
          if (bytes instanceof UserError) {
            return { action: asked.verdicts.error, because: [`${bytes.fact}.`] };
          }
          return await examine(bytes, asked, asking.get(request)!, signal);
        } finally {
          one.held.release();
        }
      });
    } finally {
      given.held.release();
    }
  });
  bind(GATE_ROUTES.gatePipelines, () => listPipelines(loaded));
  bind(GATE_ROUTES.openApi, () => Response.json(gateOpenApi(version)));
  bind(GATE_ROUTES.metrics, () => {
    const text = metrics.text({
      queueLength: admission.waiting,
      running: admission.running,
      heldBytes: budget.held,
      connections: connections(),
      engineRestarts: engines.restarts(),
      isReady: !isEnding,
    });
    return new Response(text, {
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    });
  });
  const health = (): GateHealth => ({ status: isEnding ? 'ending' : 'ok', version });
  bind(GATE_ROUTES.health, health);
  bind(GATE_ROUTES.ready, async () => {
    await engines.sandbox(); // rejects where no engine starts
    return new Answered(health(), isEnding ? 503 : 200);
  });

  /** Refuses what is above the rates of the token; asking for figures and health is free. */
  function refuseFrequent(caller: Caller | null, path: string): RateRefusal | null {
    if (caller === null || !EXAMINING.has(path)) return null;
    metrics.asked(caller.name);
    return rates.take(caller.name, caller.rates);
  }

  const knownPaths = new Set<string>(Object.values(GATE_ROUTES).map(({ path }) => path));

  async function handle(request: Request, hosts: GuardOptions['hosts']): Promise<Response> {
    const started = performance.now();
    const { pathname } = new URL(request.url);
    const id = requestId(request);
    const admitted = admit(request, pathname, { ...guard, hosts });
    let response: Response;
    const caller = 'refusal' in admitted ? null : admitted.caller;
    const tooMuch = refuseFrequent(caller, pathname);
    if ('refusal' in admitted) {
      const { status, reason, error } = admitted.refusal;
      metrics.refused(reason);
      log.write('refused', { id, reason, status });
      const headers = status === 401 ? { 'www-authenticate': 'Bearer' } : undefined;
      response = Response.json({ error }, { status, ...(headers && { headers }) });
    } else if (tooMuch !== null) {
      const { what, perMinute, retryAfter } = tooMuch;
      const reason = `rate-${what}`;
      metrics.refused(reason);
      metrics.slowed(caller!.name, what);
      log.write('refused', { id, reason, status: 429, token: caller!.name });
      const message = `${caller!.name} may send ${perMinute} ${what} a minute. Try again in ${retryAfter} s`;
      const headers = { 'retry-after': String(retryAfter) };
      response = Response.json({ error: { code: 'busy', message } }, { status: 429, headers });
    } else {
      asking.set(request, { caller: caller?.name ?? null, id });
      response = await app.fetch(request);
    }
    const route = knownPaths.has(pathname) ? pathname : 'other';
    metrics.request(route, response.status, (performance.now() - started) / 1000);
    if (response.status >= 400 && !('refusal' in admitted) && tooMuch === null) {
      log.write('failed', { id, route, status: response.status, token: caller?.name ?? null });
    }
    response.headers.set('x-request-id', id);
    response.headers.set('x-content-type-options', 'nosniff');
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
    if (isEnding) response.headers.set('connection', 'close');
    return response;
  }

  return {
    handle,
    reload(policy, known) {
      loaded = policy;
      tokens = known;
      metrics.reloaded(true);
    },
    reloadFailed: () => metrics.reloaded(false),
    end: () => void (isEnding = true),
    idle: () => admission.idle(),
    watch: (count) => void (connections = count),
    close: () => scratch.close(),
  };
}

interface Caller {
  name: string;
  rates: Rates;
}

/** Who asks, and by which id the log knows the request. */
interface Asking {
  caller: string | null;
  id: string;
}

/** The id that the client or a proxy gave, where it is one; else a new one. */
function requestId(request: Request): string {
  const given = request.headers.get('x-request-id');
  return given !== null && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID();
}

/** No image, or a broken one, is a mistake of whoever sent it; what could not be examined is an answer. */
function failedStatus(code: string): 200 | 415 | 422 {
  if (code === 'unsupported-format') return 415;
  return code === 'decode-failed' ? 422 : 200;
}
