/**
 * `node build/trim-modules.ts FOLDER`: removes from FOLDER/node_modules what the packed desktop app leaves out as
 * well (build/electron-builder.yml), and prints how much that was: builds for browsers, sources, maps, types.
 */
import { globSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './freshness.ts';

/** Patterns that leave something out of node_modules, or of every folder. */
const LEFT_OUT = /^ {2}- '!((?:node_modules\/|\*\*\/)[^']+)'/gm;

/** The patterns of what no service needs, below a folder that has node_modules. */
export function trimmedPatterns(): string[] {
  const yaml = readFileSync(join(root, 'build', 'electron-builder.yml'), 'utf8');
  return [...yaml.matchAll(LEFT_OUT)].map(([, pattern]) =>
    pattern!.startsWith('node_modules/') ? pattern! : `node_modules/${pattern}`,
  );
}

/** Removes it from `folder`; how many bytes that were. */
export function trimModules(folder: string): number {
  let bytes = 0;
  for (const pattern of trimmedPatterns()) {
    for (const path of globSync(pattern, { cwd: folder })) {
      const full = join(folder, path);
      bytes += sizeOf(full);
      rmSync(full, { recursive: true, force: true });
    }
  }
  return bytes;
}

/** Of a file, or of all in a folder; of what is gone already nothing. */
function sizeOf(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2] ?? root;
  const megabytes = trimModules(folder) / 1e6;
  process.stdout.write(`${megabytes.toFixed(0)} MB left out of ${join(folder, 'node_modules')}\n`);
}
