/** The files of test/samples/loaders, and what the libraries make of them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ExpectedArray {
  shape: number[];
  dtype: string;
  sha256: string;
  orientation?: number;
  error?: string;
}

const folder = join(import.meta.dirname, '../samples/loaders');

/** By file name: by loader. */
export const expectedArrays = JSON.parse(
  readFileSync(join(folder, 'expected.json'), 'utf8'),
) as Record<string, Record<string, ExpectedArray>>;

/** Names of the files that end so. */
export function sampleNames(ending: string): string[] {
  return Object.keys(expectedArrays).filter((name) => name.endsWith(ending));
}

export function sampleBytes(name: string): Buffer {
  return readFileSync(join(folder, 'files', name));
}

/** As the SHA-256 of an array is written in expected.json. */
export function hashOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}
