/** Runs classifiers: each is loaded once per process, and again after a failure. */
import { UserError } from '../../../shared/base/errors.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import type { Label } from '../../../shared/finding/labels.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import type { Classify } from './model.ts';

const loaded = new Map<string, Promise<Classify>>();

/** The labels that `classifier` gives to each of `pictures`. Throws UserError. */
export async function classify(
  classifier: Classifier,
  pictures: readonly Raster<Uint8Array>[],
): Promise<Label[][]> {
  const model = await load(classifier);
  const labels: Label[][] = [];
  for (const picture of pictures) labels.push(await model(asRgb(picture)));
  return labels;
}

function load(classifier: Classifier): Promise<Classify> {
  const key = JSON.stringify(classifier.model);
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const loading = loadModel(classifier).catch((error: unknown) => {
    loaded.delete(key);
    throw isMissing(error) ? new UserError('invalid-argument', notInstalled(classifier)) : error;
  });
  loaded.set(key, loading);
  return loading;
}

async function loadModel({ model }: Classifier): Promise<Classify> {
  if (model.kind === 'nsfwjs') return (await import('./nsfwjs.ts')).loadNsfw(model.name);
  return (await import('./onnx.ts')).loadOnnx(model);
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

function notInstalled({ title, model }: Classifier): string {
  const packages =
    model.kind === 'onnx'
      ? 'onnxruntime-web'
      : 'nsfwjs @tensorflow/tfjs @tensorflow/tfjs-backend-wasm buffer';
  return `${title} needs packages that are not installed: npm install ${packages}`;
}

/** Gray is repeated, alpha is left out. */
function asRgb({ width, height, channels, data }: Raster<Uint8Array>): Raster<Uint8Array> {
  if (channels === 3) return { width, height, channels, data };
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = data[i * channels + (channels === 1 ? 0 : c)];
  }
  return { width, height, channels: 3, data: rgb };
}
