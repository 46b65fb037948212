/** What an engine has to read to run: the program, its libraries and Node, and nothing of the person's. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';

/** Folders with the program and the packages that it loads, by their real paths; none inside another. */
export function programFolders(): string[] {
  const modules = createRequire(import.meta.url).resolve.paths('sharp') ?? [];
  const unpacked = `${packageRoot}.unpacked`; // beside the archive of the packed app
  const found = [packageRoot, unpacked, ...modules].filter((folder) => existsSync(folder));
  return withoutNested(found.map((folder) => realpathSync(folder)));
}

/** Folders of libraries that this Node has loaded, by /proc/self/maps; none where there is no such file. */
export function loadedLibraryFolders(): string[] {
  let maps: string;
  try {
    maps = readFileSync('/proc/self/maps', 'utf8');
  } catch {
    return [];
  }
  const files = maps.match(/\/\S+\.so(\.\d+)*$/gm) ?? [];
  return withoutNested(files.map((file) => dirname(file)));
}

/** `folders` without those that lie inside another of them. */
export function withoutNested(folders: readonly string[]): string[] {
  const distinct = [...new Set(folders)];
  return distinct.filter(
    (folder) => !distinct.some((other) => other !== folder && isInside(folder, other)),
  );
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
