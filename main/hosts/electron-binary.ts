/** Electron's own binary, which its npm package fetches on first use. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The time a fetch may take before the browser is used instead. */
const FETCH_TIMEOUT_MS = 20_000;

/** The binary that is installed, or null. */
export function installedElectron(packageRoot: string): string | null {
  const folder = join(packageRoot, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const binary = join(dist, readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : null;
}

/** The binary, fetched where it is missing; null where it cannot be had within 20 seconds. */
export async function findElectron(
  packageRoot: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<string | null> {
  const installed = installedElectron(packageRoot);
  const installer = join(packageRoot, 'node_modules', 'electron', 'install.js');
  if (installed !== null || !existsSync(installer)) return installed;
  say('Downloading Electron once (at most 20 seconds; if that fails, the browser is used)');
  const options = { timeout: FETCH_TIMEOUT_MS, ...(signal ? { signal } : {}) };
  await new Promise<void>((resolve) => {
    execFile(process.execPath, [installer], options, () => resolve());
  });
  return installedElectron(packageRoot);
}
