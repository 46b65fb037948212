/** A gate on a port of its own, with engines, for tests. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { SANDBOX_VARIABLE } from '../../../main/base/sandbox-policy.ts';
import { version } from '../../../main/base/package-root.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import { createGate, type Gate, type GateOptions } from '../../../main/gate/gate.ts';
import { listen, type Listening, type ListenOptions } from '../../../main/gate/service/listen.ts';
import { createLog } from '../../../main/gate/service/log.ts';
import { loadPolicy } from '../../../main/gate/service/policy-store.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';

process.env[SANDBOX_VARIABLE] ??= 'off';

export interface RunningGate {
  gate: Gate;
  listening: Listening;
  origin: string;
  /** The lines of its log so far. */
  log: Record<string, unknown>[];
  /** Files of images that it holds now. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts it with one engine; `options` and `listening` over what is usual. */
export async function startGate(
  options: Partial<GateOptions> = {},
  listening: Partial<ListenOptions> = {},
): Promise<RunningGate> {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-test-gate-'));
  const limits = { ...DEFAULT_DECODE_LIMITS, maxBytes: 4 * 1024 ** 2, timeoutMs: 60_000 };
  const engines = options.engines ?? createEngines({ count: 1, limits, cacheBytes: 0 });
  const log: Record<string, unknown>[] = [];
  const out = { write: (line: string) => log.push(JSON.parse(line) as (typeof log)[0]) > 0 };
  const gate = await createGate({
    ...{ engines, version, limits, jobs: 1, queue: 8, allowed: [], tokens: null },
    ...{ loaded: loadPolicy(null), log: createLog(out as never), scratchDir: folder },
    ...options,
  });
  const listens = await listen({
    ...{ host: '127.0.0.1', port: 0, tls: null, fd: null },
    ...{ receiveMs: 30_000, mostConnections: 1000, handle: gate.handle },
    ...listening,
  });
  gate.watch(listens.connections);
  return {
    ...{ gate, listening: listens, origin: listens.origin, log },
    files: async () =>
      (await readdir(folder, { recursive: true })).filter((name) => name.includes('/')),
    async close() {
      await listens.close(0);
      await gate.close();
      await engines.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The small attack and its decoy as PNG. */
export async function smallPictures(): Promise<{
  attack: Buffer<ArrayBuffer>;
  decoy: Buffer<ArrayBuffer>;
}> {
  const { attack, decoy } = await makeSmallAttack();
  return { attack: await pngOf(attack), decoy: await pngOf(decoy) };
}

async function pngOf({ width, height, channels, data }: Raster): Promise<Buffer<ArrayBuffer>> {
  const raw = { width, height, channels };
  const png = await sharp(Uint8Array.from(data), { raw }).png().toBuffer();
  return Buffer.from(png);
}
