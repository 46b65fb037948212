/**
 * The golden cases of runtimes/: one file a library, made by the script of its name in make/. A set has
 * the outputs of one sampler, one line each: source, size, SHA-256, and where the sampler is only near
 * the library, the output itself (deflated, base64).
 */
import { readFileSync, readdirSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import type { GoldenCase } from './cases.ts';

interface RuntimeFile {
  library: string;
  /** What the library is called in the table. */
  title: string;
  /** Of the library, and of what it ran on where that decides. */
  version: string;
  sets: RuntimeSet[];
}

interface RuntimeSet {
  sampler: string;
  transform: GoldenCase['transform'];
  dtype: GoldenCase['dtype'];
  /** The declared deviation: levels of 8 bits, or a share of the largest value of floats. */
  within?: number;
  outputs: string[];
}

const folder = new URL('runtimes/', import.meta.url);

const files: readonly RuntimeFile[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as RuntimeFile);

/** The title of each library of runtimes/, by its name. */
export const runtimeTitles: Record<string, string> = Object.fromEntries(
  files.map(({ library, title }) => [library, title]),
);

/** The cases of every file, in the order of the files. */
export const runtimeCases: readonly GoldenCase[] = files.flatMap((file) =>
  file.sets.flatMap((set) => set.outputs.map((line) => caseOf(file, set, line))),
);

function caseOf({ library, version }: RuntimeFile, set: RuntimeSet, line: string): GoldenCase {
  const [source, size, sha256, output] = line.split(' ');
  const [width, height] = size.split('x').map(Number);
  const { sampler, transform, dtype, within } = set;
  return {
    id: `${sampler}, ${transform}, ${source} to ${size}`,
    library,
    version,
    method: sampler.slice(sampler.indexOf('/') + 1),
    options: dtype === 'float32' ? { samples: 'float' } : {},
    source,
    transform,
    width,
    height,
    channels: /_rgba$/.test(source) ? 4 : /_gray$/.test(source) ? 1 : 3,
    dtype,
    sha256,
    sampler,
    ...(within !== undefined && { within }),
    ...(output !== undefined && { output }),
  };
}

/** The samples of a stored output. */
export function inflated(output: string, dtype: GoldenCase['dtype']): Uint8Array | Float32Array {
  const bytes = new Uint8Array(inflateRawSync(Buffer.from(output, 'base64')));
  return dtype === 'uint8' ? bytes : new Float32Array(bytes.buffer);
}
