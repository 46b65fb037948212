/** What Pillow, OpenCV, libheif and libjxl make of awkward files: each array equal by hash, each refusal refused. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { UserError } from '../../shared/base/errors.ts';
import type { LoadedPicture } from '../../shared/loaders/stored/loaded-picture.ts';
import { load } from '../../main/engine/decode/stored/load.ts';

type Expected = { shape: number[]; dtype: string; sha256: string } | { error: string };

const folder = new URL('loaders/', import.meta.url);
const { files } = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as {
  files: { file: string; loaders: Record<string, Expected> }[];
};

describe('loaders', () => {
  for (const { file, loaders } of files) {
    for (const [loader, expected] of Object.entries(loaders)) {
      test(`${file} ${loader}`, async () => {
        const bytes = readFileSync(new URL(file, folder));
        const loaded = load(bytes, loader, 0, { name: file, maxPixels: 1e6 });
        if ('error' in expected) {
          await assert.rejects(loaded, (error) => error instanceof UserError);
          return;
        }
        assert.deepEqual(described(await loaded), expected);
      });
    }
  }
});

function described({ width, height, channels, data }: LoadedPicture) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    shape: channels === 1 ? [height, width] : [height, width, channels],
    dtype:
      data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'float32',
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
