/** `npm run checksums -- FOLDER`: SHA256SUMS of the files in it, as `sha256sum --check` reads them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';

/** The name of the list. */
export const CHECKSUMS = 'SHA256SUMS';

/** Writes the list of the files in `folder`, by name; returns how many they are. Throws where there is none. */
export async function writeChecksums(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name !== CHECKSUMS)
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) throw new Error(`${folder} holds no file`);
  const lines: string[] = [];
  for (const name of names) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, name)), hash);
    lines.push(`${hash.digest('hex')}  ${name}\n`);
  }
  await writeFile(join(folder, CHECKSUMS), lines.join(''));
  return names.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2] ?? 'release';
  const count = await writeChecksums(folder);
  process.stdout.write(`${join(folder, CHECKSUMS)}: ${count} files\n`);
}
