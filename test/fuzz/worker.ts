/** A host process that reads one hostile input after another, as its parent asks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngines, type EnginePool } from '../../main/engine/pool/pool.ts';
import { inputOf } from './input.ts';
import { runOnce, type Result } from './run-once.ts';
import { FUZZ_LIMITS } from './targets/target.ts';
import { targetOf } from './targets/targets.ts';

/** Run `index` of a target, or `file` instead. */
export type Ask = { id: number; target: string; seed: number } & (
  { index: number } | { file: string }
);

export type Answer =
  { id: number; result: Result; ms: number; residentBytes: number } | { crashed: string };

const folder = process.argv[2];
let pool: EnginePool | undefined;
const engines = () => (pool ??= createEngines({ count: 1, limits: FUZZ_LIMITS, cacheBytes: 16e6 }));

function tell(answer: Answer): void {
  process.send?.(answer);
}

function crash(error: unknown): void {
  tell({ crashed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.disconnect();
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
process.on('disconnect', () => {
  void pool?.close().finally(() => process.exit());
  if (pool === undefined) process.exit();
});

process.on('message', (ask: Ask) => void answer(ask));

async function answer(ask: Ask): Promise<void> {
  const target = targetOf(ask.target);
  const bytes = 'file' in ask ? readFileSync(ask.file) : await inputOf(target, ask.seed, ask.index);
  // What made the process end is read by its parent.
  writeFileSync(join(folder, 'last'), bytes);
  const started = performance.now();
  const result = await runOnce(target, bytes, join(folder, 'slot'), engines);
  const { rss } = process.memoryUsage();
  tell({ id: ask.id, result, ms: performance.now() - started, residentBytes: rss });
}
