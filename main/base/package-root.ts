/** Where this copy of Scalescope is and which version it is, from the sources or built. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { engineVersionOf } from '../../shared/verdict/detection-version.ts';

export const packageRoot = findPackageRoot(import.meta.dirname);

export const version = readVersion();

/** What findings say made them: the program and its detector. */
export const engineVersion = engineVersionOf(version);

/** The built renderer. */
export const rendererDir = join(packageRoot, 'dist', 'renderer');

/** The picture that comes with every copy. */
export const samplePath = join(packageRoot, 'test', 'samples', 'dandelion-attack.png');

function findPackageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`Found no package.json above ${import.meta.dirname}`);
  return findPackageRoot(parent);
}

function readVersion(): string {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
