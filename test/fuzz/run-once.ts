/** One run of a target on one input, and what came of it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import type { EnginePool } from '../../main/engine/pool/pool.ts';
import { complaintAbout } from './complaints.ts';
import type { Target } from './targets/target.ts';

export interface Result {
  outcome: 'accepted' | 'refused' | 'failed';
  /** What is wrong, where it failed; alike for alike mistakes. */
  kind?: string;
  /** All that is known of it. */
  detail?: string;
  /** An engine that ended, or took too long, and was told of in words: no failure. */
  lost?: 'died' | 'slow';
}

/** Runs `target` on `bytes` in `folder`, which is emptied before. */
export async function runOnce(
  target: Target,
  bytes: Buffer,
  folder: string,
  engines: () => EnginePool,
): Promise<Result> {
  const work = join(folder, 'work');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const name = `input${target.ending}`;
  const path = join(folder, name);
  writeFileSync(path, bytes);
  try {
    const said = await target.run({ path, name, bytes }, { engines, folder: work });
    return judged('accepted', said, bytes, [path, folder]);
  } catch (error) {
    if (!(error instanceof UserError)) {
      const { name: type = 'Error', message = String(error), stack = '' } = error as Error;
      return { outcome: 'failed', kind: `${type}: ${message}`, detail: stack };
    }
    if (error.code === 'internal') {
      return { outcome: 'failed', kind: `internal: ${error.message}`, detail: error.message };
    }
    const lost = lostTo(error);
    // Last words of an engine that died are of the library that killed it.
    if (lost !== undefined) return { outcome: 'refused', lost, detail: error.message };
    return judged('refused', [error.message], bytes, [path, folder]);
  }
}

function lostTo({ code, message }: UserError): 'died' | 'slow' | undefined {
  if (code !== 'engine-crashed') return undefined;
  return message.includes('took longer') ? 'slow' : 'died';
}

function judged(
  outcome: 'accepted' | 'refused',
  said: readonly string[],
  bytes: Buffer,
  given: readonly string[],
): Result {
  for (const sentence of said) {
    const kind = complaintAbout(sentence, bytes, given);
    if (kind !== null) return { outcome: 'failed', kind, detail: sentence };
  }
  return { outcome };
}
