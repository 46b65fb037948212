/** Electron's own binary, which its npm package fetches on first use. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The time a fetch may take before the browser is used instead. */
const FETCH_TIMEOUT_MS = 20_000;

/** The environment variable that names a folder with Electron's files, as its own package reads it. */
export const DIST_VARIABLE = 'ELECTRON_OVERRIDE_DIST_PATH';

/** Where the binary lies among Electron's files. */
const BINARIES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The binary that is installed, or that the environment names; null where there is none. */
export function installedElectron(packageRoot: string): string | null {
  const folder = join(packageRoot, 'node_modules', 'electron');
  const given = process.env[DIST_VARIABLE];
  const dist = given ? given : join(folder, 'dist');
  const binary = join(dist, nameIn(folder) ?? BINARIES[process.platform] ?? 'electron');
  return existsSync(binary) ? binary : null;
}

/** What the package says its binary is called; it says so once it has fetched it. */
function nameIn(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'path.txt'), 'utf8').trim();
  } catch {
    return null;
  }
}

/** The binary, fetched where it is missing; null where it cannot be had within 20 seconds. */
export async function findElectron(
  packageRoot: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<string | null> {
  const installed = installedElectron(packageRoot);
  const installer = join(packageRoot, 'node_modules', 'electron', 'install.js');
  const isNamed = Boolean(process.env[DIST_VARIABLE]);
  if (installed !== null || isNamed || !existsSync(installer)) return installed;
  say('Downloading Electron once (at most 20 seconds; if that fails, the browser is used)');
  const options = { timeout: FETCH_TIMEOUT_MS, ...(signal ? { signal } : {}) };
  await new Promise<void>((resolve) => {
    execFile(process.execPath, [installer], options, () => resolve());
  });
  return installedElectron(packageRoot);
}
