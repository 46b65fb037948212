/**
 * cases-native.json as golden cases: many outputs of one method are one entry there. What a method returns that
 * is not equal to the last bit is kept beside the hash, and held to the deviation that was measured.
 */
import { inflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import type { GoldenCase, Replay } from './cases.ts';

export interface NativeSet {
  library: string;
  version: string;
  method: string;
  /** SHA-256 of the output by `source/WIDTHxHEIGHT`. */
  outputs: Record<string, string>;
  /** The outputs themselves, deflated, in base 64: of methods that are held to a deviation. */
  bytes?: Record<string, string>;
}

export interface NativeFile {
  sets: NativeSet[];
}

const file = new URL('cases-native.json', import.meta.url);
const { sets } = JSON.parse(readFileSync(file, 'utf8')) as NativeFile;

const CHANNELS: Record<string, number> = { gray: 1, rgb: 3, rgba: 4 };

export const nativeCases: readonly GoldenCase[] = sets.flatMap(
  ({ library, version, method, outputs }) =>
    Object.entries(outputs).map(([key, sha256]): GoldenCase => {
      const [source, size] = key.split('/');
      const [width, height] = size.split('x').map(Number);
      const channels = CHANNELS[source.slice(source.lastIndexOf('_') + 1)];
      return {
        id: `${library}/${method}/${key}`,
        library,
        version,
        method,
        options: {},
        source,
        transform: 'u8',
        width,
        height,
        channels,
        dtype: 'uint8',
        sha256,
      };
    }),
);

const bytesById = new Map<string, string>(
  sets.flatMap(({ library, method, bytes = {} }) =>
    Object.entries(bytes).map(([key, text]) => [`${library}/${method}/${key}`, text] as const),
  ),
);

/** The bytes of a native case that is kept whole, or null. */
export function nativeBytes(id: string): Uint8Array | null {
  const text = bytesById.get(id);
  return text === undefined ? null : new Uint8Array(inflateSync(Buffer.from(text, 'base64')));
}

/** The libraries of cases-native.json, by the titles of docs/reference/exactness.md. */
export const NATIVE_TITLES: Record<string, string> = Object.fromEntries(
  sets.map(({ library, version }) => [library, `${library}: ${version}`]),
);

/** The sampler of a native case: methods are named by what follows the slash of its id. */
export function nativeReplay({ library, method }: GoldenCase): Replay {
  return `${library}/${method}`;
}
