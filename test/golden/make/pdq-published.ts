/**
 * `node test/golden/make/pdq-published.ts DATA TABLE`: how far our hashes are from the ones that Meta publishes.
 * DATA is pdq/data of github.com/facebook/ThreatExchange, TABLE its pdq/python/pdqhashing/tests/pdq_test.py.
 * Meta calls an implementation correct that stays within 10 bits where the quality is 80 or more.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { pdqDistance, pdqHash } from '../../../shared/image/pdq.ts';
import type { Channels } from '../../../shared/base/raster.ts';

const [data, table] = process.argv.slice(2);
const rows = readFileSync(table, 'utf8').matchAll(/MEDIA \+ "([^"]+)",\s*"([0-9a-f]{64})"/g);
for (const [, name, published] of rows) {
  const path = join(data, name);
  if (!existsSync(path)) continue;
  const image = sharp(path).toColourspace('srgb').removeAlpha();
  const { data: samples, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const channels = info.channels as Channels;
  const { hash, quality } = pdqHash({ width, height, channels, data: new Uint8Array(samples) });
  process.stdout.write(
    `${String(pdqDistance(hash, published)).padStart(3)} bits  quality ${quality}  ${name}\n`,
  );
}
