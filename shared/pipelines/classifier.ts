/** A classifier as data: what it is given, and what its outputs mean. */
import * as v from 'valibot';
import { parseChecked } from '../base/checked-json.ts';
import { findPipeline } from './pipeline.ts';
import type { ViewRequest } from './request.ts';

export const CLASSIFIER_SCHEMA = 'scalescope/classifier@1';

/** The classifiers of NSFWJS, which come inside its package. */
export type NsfwModel = 'MobileNetV2' | 'InceptionV3';

export interface OnnxInput {
  /** Order of the tensor's axes after the batch: channels first, or last. */
  layout: 'nchw' | 'nhwc';
  order: 'rgb' | 'bgr';
  /** A sample becomes (value / divisor - mean) / std, per channel in `order`. */
  divisor: number;
  mean: [number, number, number];
  std: [number, number, number];
}

export interface OnnxModel {
  /** The model file: relative to the classifier's JSON file, or absolute once resolved. */
  path: string;
  input: OnnxInput;
  output: 'logits' | 'probabilities';
  /** One name per output, in the model's order. */
  labels: string[];
}

export interface Classifier {
  id: string;
  title: string;
  /** The view that the model is given. */
  view: ViewRequest;
  model: { kind: 'nsfwjs'; name: NsfwModel } | ({ kind: 'onnx' } & OnnxModel);
}

/** What the viewer lists of a classifier. */
export interface ClassifierSummary {
  id: string;
  title: string;
  pipeline: string;
}

export function summaryOf({ id, title, view }: Classifier): ClassifierSummary {
  return { id, title, pipeline: view.pipeline };
}

/** The classifiers that need no file: NSFWJS at the two scales its models were trained for. */
export const BUILT_IN_CLASSIFIERS: readonly Classifier[] = [
  {
    id: 'nsfwjs/inception-v3',
    title: 'NSFWJS Inception v3',
    view: { pipeline: 'model/nsfwjs-299' },
    model: { kind: 'nsfwjs', name: 'InceptionV3' },
  },
  {
    id: 'nsfwjs/mobilenet-v2',
    title: 'NSFWJS MobileNet v2',
    view: { pipeline: 'model/nsfwjs-224' },
    model: { kind: 'nsfwjs', name: 'MobileNetV2' },
  },
];

const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const number = v.pipe(v.number('a number'), v.finite('a finite number'));
const positive = v.pipe(
  number,
  v.check((value) => value > 0, 'a number above 0'),
);
const triple = <T extends v.GenericSchema<number>>(each: T) =>
  v.strictTuple([each, each, each], 'three numbers [red, green, blue]');
const side = v.pipe(number, v.integer('a whole number'), v.minValue(1, 'a number from 1'));

const ClassifierFile = v.strictObject(
  {
    schema: v.literal(CLASSIFIER_SCHEMA, `"${CLASSIFIER_SCHEMA}"`),
    id: v.pipe(
      v.string('a text'),
      v.regex(/^[a-z0-9][\w.+@-]*\/[\w.+@-]+$/i, 'an id such as "own/resnet50"'),
    ),
    title: text,
    model: v.pipe(v.string('a text'), v.regex(/\.onnx$/i, 'the path of an .onnx file')),
    pipeline: text,
    size: v.exactOptional(v.strictObject({ width: side, height: side })),
    input: v.strictObject(
      {
        layout: v.picklist(['nchw', 'nhwc'], '"nchw" or "nhwc"'),
        order: v.picklist(['rgb', 'bgr'], '"rgb" or "bgr"'),
        divisor: positive,
        mean: triple(number),
        std: triple(positive),
      },
      'how samples become inputs {…}',
    ),
    output: v.picklist(['logits', 'probabilities'], '"logits" or "probabilities"'),
    labels: v.union(
      [text, v.pipe(v.array(text), v.minLength(2))],
      'a list of at least two names, or the path of a text file with one name on each line',
    ),
  },
  'a classifier {…}',
);

/** What a classifier's file says, with its labels still to be read where they are in a file. */
export type ParsedClassifier = Omit<Classifier, 'model'> & {
  model: { kind: 'onnx'; labelsFile: string | null } & OnnxModel;
};

/**
 * The classifier that `json` describes; `name` is what the file is called in messages. Throws
 * UserError `invalid-argument` that names the first wrong field, its line and what was expected.
 */
export function parseClassifier(json: string, name: string): ParsedClassifier {
  const { value, fail } = parseChecked(ClassifierFile, json, name);
  const { id, title, pipeline, size, labels, model, input, output } = value;
  const sizeIsFree = pipelineIn(pipeline, fail).sizeIsFree;
  if (sizeIsFree && size === undefined) {
    fail(
      ['pipeline'],
      `${pipeline} takes any size. Give in "size" the size that the model expects.`,
    );
  }
  if (!sizeIsFree && size !== undefined) {
    fail(['size'], `${pipeline} fixes its own size. Leave "size" out.`);
  }
  const labelsFile = typeof labels === 'string' ? labels : null;
  return {
    id,
    title,
    view: { pipeline, ...size },
    model: {
      kind: 'onnx',
      path: model,
      input,
      output,
      labels: typeof labels === 'string' ? [] : labels,
      labelsFile,
    },
  };
}

function pipelineIn(id: string, fail: (path: string[], problem: string) => never) {
  try {
    return findPipeline(id);
  } catch (error) {
    return fail(['pipeline'], error instanceof Error ? error.message : String(error));
  }
}
