/** The golden cases: what the real libraries returned. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Channels, Raster, Samples } from '../../shared/base/raster.ts';
import { nativeBytes, nativeCases } from './native-cases.ts';

export interface GoldenCase {
  id: string;
  library: string;
  version: string;
  method: string;
  options: Record<string, unknown>;
  source: string;
  transform: 'u8' | 'f32' | 'f32/255' | 'f64/255';
  width: number;
  height: number;
  channels: number;
  dtype: 'uint8' | 'float32';
  sha256: string;
}

/**
 * How a case is replayed: by a sampler's id at the case's size, by a function of its source, or not
 * at all, where no sampler models the call yet.
 */
export type Replay = string | ((source: Raster) => Raster) | null;

interface GoldenFile {
  sources: Record<string, { width: number; height: number; channels: Channels }>;
  cases: GoldenCase[];
}

const folder = new URL('.', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8')) as GoldenFile;

export const goldenCases: readonly GoldenCase[] = [...golden.cases, ...nativeCases];

const bytesOf = new Map<string, Uint8Array>();

/** The raster a case was fed. */
export function sourceOf(item: GoldenCase): Raster {
  const { source, transform } = item;
  let bytes = bytesOf.get(source);
  if (bytes === undefined) {
    bytes = new Uint8Array(readFileSync(new URL(`sources/${source}.u8`, folder)));
    bytesOf.set(source, bytes);
  }
  return { ...golden.sources[source], data: transformed(bytes, transform) };
}

function transformed(bytes: Uint8Array, transform: GoldenCase['transform']): Samples {
  switch (transform) {
    case 'u8':
      return bytes;
    case 'f32':
      return Float32Array.from(bytes);
    case 'f32/255':
      return Float32Array.from(bytes, (value) => value / 255);
    case 'f64/255':
      return Float64Array.from(bytes, (value) => value / 255);
  }
}

/** SHA-256 of the samples in the sample type of the golden output. */
export function hashAs(dtype: GoldenCase['dtype'], data: Samples): string {
  let samples = data;
  if (dtype === 'float32' && !(data instanceof Float32Array)) samples = Float32Array.from(data);
  if (dtype === 'uint8' && !(data instanceof Uint8Array)) {
    throw new RangeError('Expected 8-bit samples for a uint8 case');
  }
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}

/** The library's output itself, kept only for cases that cannot be equal to the last bit. */
export function storedOutput({ id, dtype }: GoldenCase): Samples | null {
  const name = `outputs/${id.replaceAll('/', '_')}.${dtype === 'uint8' ? 'u8' : 'f32'}`;
  const file = new URL(name, folder);
  if (!existsSync(file)) return nativeBytes(id);
  const bytes = new Uint8Array(readFileSync(file));
  return dtype === 'uint8' ? bytes : new Float32Array(bytes.buffer);
}
