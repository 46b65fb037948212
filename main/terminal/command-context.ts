/** What every command runs in: the streams, its exit code, and engines that end with it. */
import { DEFAULT_DECODE_LIMITS } from '../../shared/image/facts.ts';
import type { Engines } from '../engine/pool/engines.ts';
import type { CommandIo } from './io.ts';

export interface CommandContext {
  io: CommandIo;
  /** Gets the exit code of the command that ran. */
  done: (code: number) => void;
  /** Runs `work` on `count` engines (default 1), its exit code is that of the command. */
  withEngines: (
    work: (engines: Engines) => Promise<number>,
    count?: number,
    limits?: { timeoutMs: number },
  ) => Promise<void>;
}

/** The context of commands on `io`; `done` gets the exit code of the one that ran. */
export function commandContext(io: CommandIo, done: (code: number) => void): CommandContext {
  return {
    io,
    done,
    async withEngines(work, count = 1, limits = DEFAULT_DECODE_LIMITS) {
      const { createEngines } = await import('../engine/pool/pool.ts');
      const engines = createEngines({ count, limits });
      try {
        done(await work(engines));
      } finally {
        await engines.close();
      }
    },
  };
}
