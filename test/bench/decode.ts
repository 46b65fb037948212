/** Open to first pixels, and the whole of `inspect`, against libvips decoding the same file. */
import sharp from 'sharp';
import { createEngines } from '../../main/engine/pool/pool.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { medianMs, report } from './measure.ts';

const VIEW = { pipeline: 'tensorflow/bilinear', width: 299, height: 299 };

export async function benchDecode(photo: string): Promise<void> {
  const decodeMs = await medianMs(5, () => sharp(photo).raw().toBuffer());
  report('libvips decode (baseline)', decodeMs);
  const source = {
    path: photo,
    name: 'photo.jpg',
    policy: DEFAULT_DECODE_POLICY,
    limits: DEFAULT_DECODE_LIMITS,
  };
  // Without a cache every open decodes again.
  const engines = createEngines({ count: 1, limits: DEFAULT_DECODE_LIMITS, cacheBytes: 0 });
  try {
    let frame = 0;
    const open = () => {
      frame++;
      return engines.open({ ...source, name: `photo-${frame}.jpg` });
    };
    report('open in the engine', await medianMs(5, open), decodeMs);
    const first = await medianMs(5, async () => {
      const image = await open();
      const level = image.levels - 1;
      await engines.tile(image, null, { level, col: 0, row: 0 });
    });
    report('open to first pixels', first, decodeMs, '1.5x');
    const inspect = await medianMs(5, async () => engines.inspect(await open(), VIEW));
    report('inspect, one view', inspect, decodeMs, '2x, all detectors');
  } finally {
    await engines.close();
  }
}
