/** Any ONNX classifier that a person brings, on ONNX Runtime's WebAssembly. An optional package. */
import { basename } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import type { OnnxInput, OnnxModel } from '../../../shared/pipelines/classifier.ts';
import type { Label } from '../../../shared/finding/labels.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { files } from '../reading/files.ts';
import type { Classify } from './model.ts';

/** A model with its weights in it is no larger by its format. */
const MODEL = { what: 'an ONNX model', maxBytes: 2 ** 31 - 1 };

/** Probabilities sum to 1 within this. */
const SUM_TOLERANCE = 0.01;

/**
 * Loads `model`. Throws UserError `not-found` or `invalid-argument` where the file is none, or not
 * one with a single input and a single list of outputs, one per label.
 */
export async function loadOnnx(model: OnnxModel): Promise<Classify> {
  const ort = await import('onnxruntime-web');
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1; // its threads would outlive the engine's own count
  const name = basename(model.path);
  const bytes = await files().read(model.path, model.path, MODEL);
  const session = await ort.InferenceSession.create(bytes).catch((error: unknown) => {
    throw new UserError(
      'invalid-argument',
      `${name} is not an ONNX model that can run here (the runtime's words: ${reason(error)}).`,
    );
  });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  if (session.inputNames.length !== 1 || input === undefined || output === undefined) {
    const count = session.inputNames.length;
    throw new UserError(
      'invalid-argument',
      `${name} has ${count} inputs, but a classifier has one.`,
    );
  }
  return async (picture) => {
    const { width, height } = picture;
    const planar = model.input.layout === 'nchw';
    const shape = planar ? [1, 3, height, width] : [1, height, width, 3];
    const tensor = new ort.Tensor('float32', tensorOf(picture, model.input), shape);
    const results = await session.run({ [input]: tensor }).catch((error: unknown) => {
      const wanted = `It was given ${shape.join('x')} (${model.input.layout})`;
      throw new UserError(
        'invalid-argument',
        `${name} did not accept this picture (the runtime's words: ${reason(error)}). ${wanted}. Check the layout and the size in its classifier file.`,
      );
    });
    const values = results[output]?.data;
    if (!(values instanceof Float32Array)) {
      throw new UserError('invalid-argument', `${name} does not return 32-bit numbers.`);
    }
    return labelsOf(values, model, name);
  };
}

/** Samples of an RGB picture as the model's input. */
export function tensorOf(
  { width, height, data }: Raster<Uint8Array>,
  input: OnnxInput,
): Float32Array {
  const pixels = width * height;
  const values = new Float32Array(pixels * 3);
  const { mean, std, divisor } = input;
  for (let c = 0; c < 3; c++) {
    const from = input.order === 'rgb' ? c : 2 - c;
    for (let i = 0; i < pixels; i++) {
      const at = input.layout === 'nchw' ? c * pixels + i : i * 3 + c;
      values[at] = (data[i * 3 + from] / divisor - mean[c]) / std[c];
    }
  }
  return values;
}

function labelsOf(values: Float32Array, { labels, output }: OnnxModel, name: string): Label[] {
  if (values.length !== labels.length) {
    throw new UserError(
      'invalid-argument',
      `${name} has ${values.length} outputs, but its classifier file names ${labels.length} labels.`,
    );
  }
  const probabilities = output === 'logits' ? softmax(values) : Array.from(values);
  const total = probabilities.reduce((sum, value) => sum + value, 0);
  if (!(Math.abs(total - 1) <= SUM_TOLERANCE)) {
    throw new UserError(
      'invalid-argument',
      `The outputs of ${name} sum to ${total.toPrecision(3)}, so they are not probabilities. Perhaps its classifier file needs "output": "logits".`,
    );
  }
  return labels.map((label, i) => ({ name: label, probability: probabilities[i]! }));
}

function softmax(logits: Float32Array): number[] {
  const most = logits.reduce((max, value) => Math.max(max, value), -Infinity);
  const powers = Array.from(logits, (value) => Math.exp(value - most));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]!.slice(0, 160);
}
