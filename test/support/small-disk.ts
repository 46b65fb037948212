/** Disks of a few kilobytes, to fill and to write-protect for real. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  path: string;
  /** Makes it as large. */
  resize(bytes: number): void;
  /** Nothing can be written to it any more, whoever asks. */
  protect(): void;
}

/** Runs `use` on a disk of `bytes`; skips where none may be made, and fails with SCALESCOPE_FAULTS=all. */
export async function onSmallDisk(
  t: { skip(why: string): void },
  bytes: number,
  use: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  const path = mkdtempSync(join(tmpdir(), 'scalescope-disk-'));
  const mount = (...argv: string[]) =>
    void execFileSync('mount', [...argv, path], { stdio: 'ignore' });
  try {
    mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs');
  } catch {
    rmdirSync(path);
    const why = 'only root may mount a small disk';
    if (process.env['SCALESCOPE_FAULTS'] === 'all') throw new Error(`${why}, and all is asked for`);
    t.skip(why);
    return;
  }
  try {
    await use({
      path,
      resize: (size) => mount('-o', `remount,size=${size}`),
      protect: () => mount('-o', 'remount,ro'),
    });
  } finally {
    execFileSync('umount', [path]);
    rmdirSync(path);
  }
}
