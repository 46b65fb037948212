/** JPEG between two programs, against what Pillow writes and reads again (make/round-trips.py). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { makeRaster, type Raster } from '../../../../shared/base/raster.ts';
import { jpegRoundTrip } from '../../../../shared/loaders/jpeg/round-trip.ts';

interface RoundTrip {
  source: string;
  quality: number;
  chroma: '4:4:4' | '4:2:0';
  sha256: string;
}

const folder = new URL('../../../golden/', import.meta.url);
const trips = JSON.parse(readFileSync(new URL('round-trips.json', folder), 'utf8')) as RoundTrip[];

test('a round trip loses what Pillow loses', () => {
  assert.ok(trips.length >= 96);
  for (const { source, quality, chroma, sha256 } of trips) {
    const [, width, height, mode] = /_(\d+)x(\d+)_(\w+)$/.exec(source)!;
    const bytes = new Uint8Array(readFileSync(new URL(`sources/${source}.u8`, folder)));
    const raster = makeRaster(Number(width), Number(height), mode === 'rgb' ? 3 : 1, bytes);
    const { data } = jpegRoundTrip(raster as Raster<Uint8Array>, quality, chroma);
    const hash = createHash('sha256').update(data).digest('hex');
    assert.equal(hash, sha256, `${source} at ${quality}, ${chroma}`);
  }
});
