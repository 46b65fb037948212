/**
 * NSFWJS with its own models, on TensorFlow.js in WebAssembly. The packages are optional: they are
 * loaded when they are first asked for. The models come inside the package, so nothing is fetched.
 */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as Tensorflow from '@tensorflow/tfjs';
import type { NsfwModel } from '../../../shared/pipelines/classifier.ts';
import type { Label } from '../../../shared/finding/labels.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import type { Classify } from './model.ts';

/** Classes the models tell apart. */
const LABELS = 5;

/** Loads `name`. Throws what import throws where the packages are not installed. */
export async function loadNsfw(name: NsfwModel): Promise<Classify> {
  const tf = await tensorflow();
  const { load } = await import('nsfwjs/core');
  const modelDefinitions =
    name === 'InceptionV3'
      ? [(await import('nsfwjs/models/inception_v3')).InceptionV3Model]
      : [(await import('nsfwjs/models/mobilenet_v2')).MobileNetV2Model];
  const size = name === 'InceptionV3' ? 299 : 224;
  const model = await quietly(() => load(name, { modelDefinitions, size }));
  return async ({ width, height, data }: Raster<Uint8Array>): Promise<Label[]> => {
    const tensor = tf.tensor3d(data, [height, width, 3], 'int32');
    try {
      const classes = await model.classify(tensor, LABELS);
      return classes.map(({ className, probability }) => ({ name: className, probability }));
    } finally {
      tensor.dispose();
    }
  };
}

let ready: Promise<typeof Tensorflow> | undefined;

/** TensorFlow.js with the WebAssembly files of its package. */
function tensorflow(): Promise<typeof Tensorflow> {
  ready ??= (async () => {
    const tf = await quietly(() => import('@tensorflow/tfjs'));
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const manifest = createRequire(import.meta.url).resolve(
      '@tensorflow/tfjs-backend-wasm/package.json',
    );
    setWasmPaths(join(dirname(manifest), 'dist') + sep);
    await tf.setBackend('wasm');
    await tf.ready();
    return tf;
  })();
  return ready;
}

/** Runs `work` without the advice that these libraries print. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { info, warn, log } = console;
  Object.assign(console, { info: () => {}, warn: () => {}, log: () => {} });
  try {
    return await work();
  } finally {
    Object.assign(console, { info, warn, log });
  }
}
