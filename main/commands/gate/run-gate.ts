/** `scalescope gate`: starts the service, and ends it without failing a request. */
import { availableParallelism, tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { toErrorBody, UserError } from '../../../shared/base/errors.ts';
import { printable } from '../../../shared/base/printable.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import type { Thresholds } from '../../../shared/verdict/thresholds.ts';
import { version } from '../../base/package-root.ts';
import { createEngines } from '../../engine/pool/pool.ts';
import { readTokens } from '../../gate/access/token-file.ts';
import { parseAllowed } from '../../gate/fetch/allowed-address.ts';
import { createGate } from '../../gate/gate.ts';
import { isLoopback, listen } from '../../gate/service/listen.ts';
import { createLog } from '../../gate/service/log.ts';
import { loadPolicy } from '../../gate/service/policy-store.ts';
import type { CommandIo } from '../../terminal/io.ts';

export interface GateCommandOptions {
  port: number;
  host: string;
  policy?: string;
  tokens?: string;
  tlsCert?: string;
  tlsKey?: string;
  behindProxy?: true;
  jobs?: number;
  queue: number;
  maxBytes: number;
  maxPixels?: number;
  /** In seconds, as those that follow. */
  timeout: number;
  receiveTimeout: number;
  connections: number;
  drain: number;
  grace: number;
  allowAddress: string[];
  allowPrivateAddress: string[];
  openMetrics?: true;
  thresholds?: Thresholds;
}

/** Runs the gate until it is asked to end. Returns 0. Throws UserError for what cannot be served safely. */
export async function runGate(options: GateCommandOptions, io: CommandIo): Promise<number> {
  const { host, port, jobs = availableParallelism(), queue, maxBytes, maxPixels } = options;
  const fd = inheritedSocket(process.env);
  const tls = tlsOf(options);
  if (fd === null) refuseUnsafe(host, options);
  const log = createLog(io.stdout);
  const policyPath = options.policy ?? null;
  const readAll = async () => ({
    loaded: loadPolicy(policyPath),
    tokens: options.tokens === undefined ? null : await readTokens(options.tokens),
  });
  const limits = {
    ...DEFAULT_DECODE_LIMITS,
    maxBytes,
    ...(maxPixels !== undefined && { maxPixels }),
    timeoutMs: options.timeout * 1000,
  };
  const allowed = [
    ...options.allowAddress.map((address) => parseAllowed(address)),
    ...options.allowPrivateAddress.map((address) => parseAllowed(address, true)),
  ];
  const read = await readAll();
  if (read.tokens?.length === 0) {
    const fact = `${options.tokens} has no token, so nobody could ask`;
    throw new UserError('invalid-argument', fact, 'add one with scalescope gate token add');
  }
  const engines = createEngines({ count: jobs, limits, cacheBytes: 0 });
  try {
    const gate = await createGate({
      ...{ engines, version, jobs, queue, limits, allowed, log, ...read },
      thresholds: options.thresholds,
      scratchDir: tmpdir(),
      openMetrics: options.openMetrics === true,
    });
    try {
      const { kind: sandbox } = await engines.sandbox();
      const listening = await listen({
        ...{ host, port, tls, fd },
        receiveMs: options.receiveTimeout * 1000,
        mostConnections: options.connections,
        handle: gate.handle,
      });
      try {
        refuseUnsafe(listening.address, options); // a socket that was handed over may be anywhere
      } catch (error) {
        await listening.close(0);
        throw error;
      }
      gate.watch(listening.connections);
      const reread = async () => {
        try {
          const { loaded, tokens } = await readAll();
          listening.renewTls();
          gate.reload(loaded, tokens);
          log.write('reloaded');
        } catch (error) {
          gate.reloadFailed();
          log.write('reload-failed', { error: toErrorBody(error).message });
        }
      };
      const hurried = new AbortController();
      io.serve?.(
        () => void reread(),
        () => hurried.abort(),
      );
      io.stderr.write(printable(`The gate listens on ${listening.origin}.`) + '\n');
      log.write('listening', { origin: listening.origin, version, jobs, queue, sandbox });
      await fired(io.signal);
      log.write('ending');
      gate.end();
      await Promise.race([sleep(options.grace * 1000), fired(hurried.signal)]);
      listening.stopListening();
      const until = performance.now() + options.drain * 1000;
      const left = () => (hurried.signal.aborted ? 0 : Math.max(0, until - performance.now()));
      await Promise.race([
        gate.idle(),
        sleep(left(), undefined, { ref: false }),
        fired(hurried.signal),
      ]);
      await Promise.race([listening.close(left()), fired(hurried.signal)]);
      if (hurried.signal.aborted) await listening.close(0);
      log.write('ended');
      return 0;
    } finally {
      await gate.close();
    }
  } finally {
    await engines.close();
  }
}

/** Beyond loopback others can ask and listen: never without tokens, nor without TLS. */
function refuseUnsafe(
  host: string,
  { tokens, tlsCert, behindProxy }: Pick<GateCommandOptions, 'tokens' | 'tlsCert' | 'behindProxy'>,
): void {
  if (isLoopback(host)) return;
  const refused = (lacks: string) =>
    `The gate does not listen on ${host}, beyond this machine, without ${lacks}`;
  if (tokens === undefined) {
    const remedy = 'make some with gate token add, and give --tokens';
    throw new UserError('invalid-argument', refused('tokens'), remedy);
  }
  if (tlsCert === undefined && !behindProxy) {
    const fact = `${refused('TLS')}: tokens would cross the network in the clear`;
    throw new UserError(
      'invalid-argument',
      fact,
      'give --tls-cert and --tls-key, or --behind-proxy',
    );
  }
}

function tlsOf({ tlsCert, tlsKey }: GateCommandOptions): { cert: string; key: string } | null {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert !== undefined && tlsKey !== undefined) return { cert: tlsCert, key: tlsKey };
  throw new UserError('invalid-argument', '--tls-cert and --tls-key need each other.');
}

/** The first socket that systemd, or whoever does the same, hands over; null where there is none. */
function inheritedSocket({ LISTEN_FDS }: NodeJS.ProcessEnv): number | null {
  if (LISTEN_FDS === undefined) return null;
  if (LISTEN_FDS === '1') return FIRST_SOCKET;
  throw new UserError(
    'invalid-argument',
    'LISTEN_FDS has to be 1: the gate listens on one socket.',
  );
}

const FIRST_SOCKET = 3;

function fired(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
