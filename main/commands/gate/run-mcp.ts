/** `scalescope mcp`: answers on standard output until standard input ends. */
import { tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { DecodeLimits } from '../../../shared/image/facts.ts';
import { printable } from '../../../shared/base/printable.ts';
import { version } from '../../base/package-root.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { createScratch } from '../../gate/answer/scratch.ts';
import { realFolders } from '../../mcp/allowed-files.ts';
import { serveMcp } from '../../mcp/serve-mcp.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** Serves the tools over `engines`; only files below `folders` may be read. Returns 0. Throws UserError for no such folder. */
export async function runMcp(
  folders: readonly string[],
  limits: DecodeLimits,
  engines: Engines,
  { stdin, stdout, stderr, signal }: CommandIo,
): Promise<number> {
  const real = await realFolders(folders);
  const scratch = await createScratch(tmpdir());
  try {
    const served = serveMcp({
      examiner: { engines, scratch, limits, thresholds: undefined },
      folders: real,
      version,
      stdin: stdin as Readable,
      stdout: stdout as Writable,
      onError: (error) => void stderr.write(`scalescope: ${printable(error.message)}\n`),
    });
    await new Promise<void>((resolve) => {
      for (const event of ['end', 'close'] as const) stdin.once(event, () => resolve());
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    await served.close();
    return 0;
  } finally {
    await scratch.close();
  }
}
