/** Every golden case with how it is replayed, and what comes of it. */
import type { Raster } from '../../shared/base/raster.ts';
import { resizeWith } from '../../shared/resample/resize.ts';
import { goldenCases, hashAs, sourceOf, type GoldenCase, type Replay } from './cases.ts';
import { kerasResizing } from './mapping/keras.ts';
import { libvipsSampler } from './mapping/libvips.ts';
import { opencvSampler } from './mapping/opencv.ts';
import { kerasReplay, pillowReplay, torchvisionPillowReplay } from './mapping/pillow.ts';
import { pipelineReplay } from './mapping/pipelines.ts';
import { skimageSampler } from './mapping/skimage.ts';
import { tensorflowSampler, tensorflowWindow } from './mapping/tensorflow.ts';
import { tfjsSampler } from './mapping/tfjs.ts';
import { torchSampler } from './mapping/torch.ts';
import { torchvisionSampler } from './mapping/torchvision.ts';

const MAPPINGS: Record<string, (item: GoldenCase) => Replay> = {
  opencv: opencvSampler,
  'opencv-wheel-4.14': opencvSampler,
  'opencv-wheel-5.0': opencvSampler,
  pillow: pillowReplay,
  'pipeline-letterbox': pipelineReplay,
  'pipeline-timm-1.0': pipelineReplay,
  'pipeline-torchvision-0.29': pipelineReplay,
  'pipeline-transformers-5.17': pipelineReplay,
  sharp: libvipsSampler,
  keras: (item) => kerasReplay(item) ?? kerasResizing(item),
  skimage: skimageSampler,
  'skimage-0.26': skimageSampler,
  tfjs: tfjsSampler,
  torch: torchSampler,
  'torch-2.14': torchSampler,
  torchvision: (item) => torchvisionPillowReplay(item) ?? torchvisionSampler(item),
  'torchvision-0.29': (item) => torchvisionPillowReplay(item) ?? torchvisionSampler(item),
  tensorflow: tensorflowSampler,
  'tensorflow-image': (item) => tensorflowSampler(item) ?? tensorflowWindow(item),
};

/** The cases that something of ours models, in the order of the file. */
export const replayed = goldenCases
  .map((item) => ({ item, replay: replayOf(item) }))
  .filter(
    (entry): entry is { item: GoldenCase; replay: NonNullable<Replay> } => entry.replay !== null,
  );

function replayOf(item: GoldenCase): Replay {
  if (item.sampler !== undefined) return item.sampler;
  const wheelCubic = item.library.startsWith('opencv-wheel') && item.method === 'INTER_CUBIC';
  return wheelCubic ? 'opencv/cubic+ipp' : (MAPPINGS[item.library]?.(item) ?? null);
}

/** Whether what was made of a case is the library's output, to the last bit. */
const exact = new Map<GoldenCase, boolean>();

/** Our output for a case. */
export function replayCase(item: GoldenCase, replay: NonNullable<Replay>): Raster {
  const source = sourceOf(item);
  const output = typeof replay === 'string' ? resizeWith(source, replay, item) : replay(source);
  exact.set(item, hashAs(item.dtype, output.data) === item.sha256);
  return output;
}

/** Whether our output is the library's, to the last bit; nothing is made twice for it. */
export function isExact(item: GoldenCase, replay: NonNullable<Replay>): boolean {
  if (!exact.has(item)) replayCase(item, replay);
  return exact.get(item)!;
}
