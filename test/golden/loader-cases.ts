/** The loader goldens: files, what loaders of real libraries make of them, and what ours make. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { UserError } from '../../shared/base/errors.ts';
import type { LoadedPicture } from '../../shared/loaders/stored/loaded-picture.ts';
import { load } from '../../main/engine/decode/load.ts';

export type Outcome = { shape: number[]; dtype: string; sha256: string } | { error: string };

/** Files whose arrays are within one level and not equal; `near/` has what each library makes of them. */
const NEAR = ['files/from-jpeg.jxl', 'files/lossy.jxl'];

/** Whether a case is one of these: an array of RGB. */
export function isNear({ file, expected }: LoaderCase): boolean {
  return NEAR.includes(file) && 'shape' in expected;
}

export interface LoaderCase {
  file: string;
  loader: string;
  expected: Outcome;
}

const folder = new URL('loaders/', import.meta.url);
const { files } = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as {
  files: { file: string; loaders: Record<string, Outcome> }[];
};

/** Every file with every loader. */
export const loaderCases: readonly LoaderCase[] = files.flatMap(({ file, loaders }) =>
  Object.entries(loaders).map(([loader, expected]) => ({ file, loader, expected })),
);

/** What our loader makes of the file of a case, or the sentence with which it is refused. */
export async function outcomeOf({ file, loader }: LoaderCase): Promise<Outcome> {
  const bytes = readFileSync(new URL(file, folder));
  try {
    return described(await load(bytes, loader, 0, { name: file, maxPixels: 1e6 }));
  } catch (error) {
    if (error instanceof UserError) return { error: error.message };
    throw error;
  }
}

function described({ width, height, channels, data }: LoadedPicture): Outcome {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    shape: channels === 1 ? [height, width] : [height, width, channels],
    dtype:
      data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'float32',
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** The largest difference between our array and the one in `near/`, and the share of samples that differ. */
export async function deviationOf({
  file,
  loader,
}: LoaderCase): Promise<{ most: number; share: number }> {
  const [library] = loader.split('/');
  const near = new URL(`${file.replace('files/', `near/${library}/`)}.raw.z`, folder);
  const expected = inflateSync(readFileSync(near));
  const bytes = readFileSync(new URL(file, folder));
  const { data } = await load(bytes, loader, 0, { name: file, maxPixels: 1e6 });
  if (data.length !== expected.length) return { most: Infinity, share: 1 };
  const off = Array.from(data, (value, i) => Math.abs(value - expected[i]));
  return {
    most: off.reduce((most, each) => Math.max(most, each), 0),
    share: off.filter((each) => each > 0).length / off.length,
  };
}

/** Whether an outcome is the expected one: the same array, or a refusal too. */
export function isSame(outcome: Outcome, expected: Outcome): boolean {
  if ('error' in expected || 'error' in outcome) return 'error' in expected && 'error' in outcome;
  return outcome.sha256 === expected.sha256 && String(outcome.shape) === String(expected.shape);
}
