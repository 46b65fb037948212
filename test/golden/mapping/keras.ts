/** How Keras' Resizing layer and smart_resize are replayed: tf.image.resize on a crop or a pad. */
import { windowOf } from '../../../shared/pipelines/steps/windows.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import type { GoldenCase, Replay } from '../cases.ts';
import { imageResize } from './tensorflow.ts';

export function kerasResizing(item: GoldenCase): Replay {
  const { method, options } = item;
  const id = imageResize(options['interpolation'] as string, options['antialias'] === true);
  if (method === 'smart_resize' || options['crop_to_aspect_ratio'] === true) {
    return replayWindow(item, id, Math.min);
  }
  if (options['pad_to_aspect_ratio'] === true) return replayWindow(item, id, Math.max);
  return method === 'Resizing' ? id : null;
}

/** The largest centered crop (min), or the smallest pad (max), of the target's aspect; resized. */
function replayWindow(item: GoldenCase, id: string, choose: typeof Math.min): Replay {
  return (source) => {
    const across = Math.trunc((source.height * item.width) / item.height);
    const down = Math.trunc((source.width * item.height) / item.width);
    const [left, width] = centered(source.width, choose(source.width, across));
    const [top, height] = centered(source.height, choose(source.height, down));
    return resizeWith(windowOf(source, { left, top, width, height }, [0]), id, item);
  };
}

/** Start and length of a window on n samples; a pad adds the same on both sides, so may miss one. */
function centered(n: number, length: number): [start: number, length: number] {
  const start = Math.trunc((n - length) / 2);
  return [start, length > n ? n - 2 * start : length];
}
