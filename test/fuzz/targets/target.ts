/** What is fuzzed: something that reads what others wrote. */
import type { EnginePool } from '../../../main/engine/pool/pool.ts';
import type { Mutator } from '../mutate/bytes.ts';
import type { Seed } from '../seeds/seed.ts';

/** A file that a target reads. */
export interface Input {
  path: string;
  name: string;
  bytes: Buffer;
}

/** What a target may use. */
export interface Bench {
  /** Real engine processes, with limits. */
  engines(): EnginePool;
  /** A folder for what it writes; empty at each run. */
  folder: string;
}

export interface Target {
  name: string;
  /** What its files are called: `input` and this. */
  ending: string;
  seeds(): Promise<Seed[]>;
  mutate: Mutator;
  /** After so long a run hangs. */
  deadlineMs: number;
  /**
   * Reads the input; gives the sentences that people are told. Throws UserError where it refuses the input,
   * and nothing else.
   */
  run(input: Input, bench: Bench): Promise<string[]>;
}

/** Limits of the images: small, so that a run costs little. */
export const FUZZ_LIMITS = {
  maxPixels: 300_000,
  maxBytes: 4 * 1024 ** 2,
  timeoutMs: 10_000,
  maxMemoryBytes: 1.2e9,
};

export const QUICK_MS = 20_000;
export const ENGINE_MS = 40_000;
