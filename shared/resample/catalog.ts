/** Every sampler by id. */
import { UserError } from '../base/errors.ts';
import { nearName } from '../base/near-name.ts';
import type { Sampler } from './taps/sampler.ts';
import { tfliteSamplers } from './samplers/runtimes/tflite.ts';
import { stbSamplers } from './samplers/runtimes/stb.ts';
import { openvinoSamplers } from './samplers/runtimes/openvino.ts';
import { onnxSamplers } from './samplers/runtimes/onnx.ts';
import { jimpSamplers } from './samplers/javascript/jimp.ts';
import { picaSamplers } from './samplers/javascript/pica.ts';
import { llamaCppSamplers } from './samplers/runtimes/llama-cpp.ts';
import { libvipsSamplers } from './samplers/libvips/libvips.ts';
import { nativeSamplers } from './native-samplers.ts';
import { platformSamplers } from './platform-samplers.ts';
import { opencvSamplers } from './samplers/opencv/opencv.ts';
import { pillowSamplers } from './samplers/pillow.ts';
import { skimageSamplers } from './samplers/skimage.ts';
import { tensorflowSamplers } from './samplers/tensorflow/tensorflow.ts';
import { tfjsSamplers } from './samplers/tensorflow/tfjs.ts';
import { torchSamplers } from './samplers/torch/torch.ts';
import { torchvisionSamplers } from './samplers/torch/torchvision.ts';

export const SAMPLERS: readonly Sampler[] = [
  ...tensorflowSamplers,
  ...tfjsSamplers,
  ...torchSamplers,
  ...torchvisionSamplers,
  ...skimageSamplers,
  ...opencvSamplers,
  ...pillowSamplers,
  ...libvipsSamplers,
  ...llamaCppSamplers,
  ...onnxSamplers,
  ...tfliteSamplers,
  ...openvinoSamplers,
  ...stbSamplers,
  ...jimpSamplers,
  ...picaSamplers,
  ...nativeSamplers,
  ...platformSamplers,
];

const byId = new Map(SAMPLERS.map((sampler) => [sampler.id, sampler]));

/** The sampler of that id. Throws UserError `unknown-pipeline` that suggests an id that is near. */
export function findSampler(id: string): Sampler {
  const sampler = byId.get(id);
  if (sampler !== undefined) return sampler;
  throw unknownPipeline(id, [...byId.keys()]);
}

/** What is said of an id that is none of `known`. */
export function unknownPipeline(id: string, known: readonly string[]): UserError {
  const near = nearName(String(id), known); // JavaScript may hand over anything
  const help = near === null ? '"scalescope pipelines" lists them all.' : `Did you mean ${near}?`;
  return new UserError('unknown-pipeline', `Unknown pipeline "${id}". ${help}`);
}
