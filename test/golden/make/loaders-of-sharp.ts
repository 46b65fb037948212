/**
 * What sharp makes of the files of a folder, as the loader goldens have it: `node loaders-of-sharp.ts FOLDER INDEX`
 * adds the outcomes to INDEX (index.json).
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';

const CALLS: Record<string, (path: string) => Sharp> = {
  'libvips/raw': (path) => sharp(path).raw(),
  'libvips/auto-orient+raw': (path) => sharp(path).autoOrient().raw(),
  'libvips/b-w+raw': (path) => sharp(path).toColourspace('b-w').raw(),
  'libvips/rgb16+raw': (path) => sharp(path).toColourspace('rgb16').raw({ depth: 'ushort' }),
};

interface Entry {
  file: string;
  loaders: Record<string, unknown>;
}

async function outcome(call: Sharp, depth: string): Promise<unknown> {
  try {
    const { data, info } = await call.toBuffer({ resolveWithObject: true });
    const shape = [info.height, info.width, ...(info.channels === 1 ? [] : [info.channels])];
    return { shape, dtype: depth, sha256: createHash('sha256').update(data).digest('hex') };
  } catch (error) {
    return { error: (error as Error).message.slice(0, 120) };
  }
}

const [folder, target] = process.argv.slice(2);
const index = JSON.parse(readFileSync(target, 'utf8')) as { files: Entry[] };
for (const name of readdirSync(folder).sort()) {
  const entry = index.files.find(({ file }) => file === `files/${name}`);
  if (entry === undefined) continue;
  for (const [id, call] of Object.entries(CALLS)) {
    const depth = id.includes('16') ? 'uint16' : 'uint8';
    entry.loaders[id] = await outcome(call(`${folder}/${name}`), depth);
  }
}
writeFileSync(target, JSON.stringify(index, null, 2));
process.stdout.write(`sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}\n`);
