/** The first frame of a GIF as TensorFlow 2.21 hands it out (core/lib/gif/gif_io.cc). */
import type { LoadedPicture } from '../stored/loaded-picture.ts';
import type { StoredPicture } from '../stored/stored-picture.ts';

/**
 * RGB as large as the largest frame of the file, whatever its screen; what the frame does not cover, or leaves
 * transparent, is black.
 */
export function frameOnLargest({
  width: wide,
  data,
  palette,
  screen,
}: StoredPicture): LoadedPicture {
  const { width, height } = screen?.largest ?? { width: wide, height: data.length / wide };
  const frame = screen?.frame ?? { x: 0, y: 0, width, height };
  const out = new Uint8Array(width * height * 3);
  for (let y = frame.y; y < Math.min(height, frame.y + frame.height); y++) {
    for (let x = frame.x; x < Math.min(width, frame.x + frame.width); x++) {
      const index = data[y * wide + x];
      if (palette?.alphas?.[index] === 0) continue;
      const to = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) out[to + c] = palette?.colors[3 * index + c] ?? 0;
    }
  }
  return { width, height, channels: 3, data: out };
}
