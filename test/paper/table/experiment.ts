/** What an experiment is: its pictures, models and numbers, checked before anything is measured. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../../shared/base/errors.ts';
import { makeRaster, type Size } from '../../../shared/base/raster.ts';
import { assertCopyable } from '../../../shared/craft/lattice-write.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import { viewAt } from '../../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf } from '../../../shared/pipelines/request.ts';
import { engineVersion, packageRoot } from '../../../main/base/package-root.ts';
import { classify } from '../../../main/engine/labels/classify.ts';
import { findClassifier } from '../../../main/engine/labels/find-classifier.ts';
import {
  antialiasedId,
  sizeSeen,
  type Carrier,
  type LabelledFile,
  type Pair,
} from './measure-pair.ts';
import { drawPairs, labelledFiles } from './pairs.ts';

/** The options of the command, as texts; what is left out has a default. */
export interface TableOptions {
  decoys?: string | undefined;
  payloads?: string | undefined;
  classifier?: string[] | undefined;
  pairs?: string | undefined;
  seed?: string | undefined;
  jobs?: string | undefined;
  out?: string | undefined;
  carrier?: string | undefined;
  crop?: string | undefined;
}

/** One classifier as the record names it. */
export interface NamedClassifier extends Size {
  id: string;
  title: string;
  pipeline: string;
  /** The same pipeline with antialias, or how else the antialiased view was made. */
  antialiased: string;
  /** SHA-256 of the model's file; of a built-in model its name. */
  model: string;
  /** What the model is given and what its outputs mean, or null for a built-in one. */
  input: unknown;
}

/** All that the outcome depends on, JSON-safe. */
export interface Description {
  versions: Record<string, string>;
  seed: number;
  pairs: number;
  carrier: Carrier;
  /** Number of pictures, and SHA-256 over their labels, names and contents. */
  decoys: { pictures: number; sha256: string };
  payloads: { pictures: number; sha256: string };
  classifiers: NamedClassifier[];
}

export interface Experiment {
  description: Description;
  classifiers: Classifier[];
  pairs: Pair[];
  jobs: number;
  out: string;
}

/** The experiment that `options` ask for. Throws UserError with what is wrong and what would work. */
export async function planExperiment(options: TableOptions): Promise<Experiment> {
  const { decoys: decoyRoot, payloads: payloadRoot, classifier: names } = options;
  if (decoyRoot === undefined || payloadRoot === undefined || names === undefined) {
    throw new UserError(
      'invalid-argument',
      'Table 1 needs all of --decoys DIR, --payloads DIR and --classifier FILE.json.',
    );
  }
  const seed = numberOf('seed', options.seed, 1, { least: 0, most: 2 ** 32 - 1 });
  const side = numberOf('carrier', options.carrier, 2000, { least: 16, most: 20000 });
  const crop = shareOf('crop', options.crop, 0.875);
  const carrier = { side, crop };
  const decoys = await labelledFiles(resolve(decoyRoot));
  const payloads = await labelledFiles(resolve(payloadRoot));
  const most = Math.min(decoys.length, payloads.length);
  const count = numberOf('pairs', options.pairs, most, { least: 1, most: 1_000_000 });
  const pairs = drawPairs(decoys, payloads, count, seed);
  const classifiers = names.map(findClassifier);
  for (const each of classifiers) await assertFits(each, carrier, [...decoys, ...payloads]);
  const description = {
    versions: versionsOf(classifiers),
    seed,
    pairs: count,
    carrier,
    decoys: { pictures: decoys.length, sha256: await hashOfPictures(decoys) },
    payloads: { pictures: payloads.length, sha256: await hashOfPictures(payloads) },
    classifiers: await Promise.all(classifiers.map((each) => named(each, side))),
  };
  const jobs = numberOf('jobs', options.jobs, availableParallelism(), { least: 1, most: 256 });
  return { description, classifiers, pairs, jobs, out: resolve(options.out ?? 'paper-table-1') };
}

function numberOf(
  name: string,
  text: string | undefined,
  otherwise: number,
  { least, most }: { least: number; most: number },
): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UserError(
    'invalid-argument',
    `--${name} is ${text}, but it takes a whole number from ${least} to ${most}.`,
  );
}

function shareOf(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (value > 0 && value <= 1) return value;
  throw new UserError(
    'invalid-argument',
    `--${name} is ${text}, but it takes a share above 0, to 1.`,
  );
}

/** Throws UserError where `classifier` cannot take part: tried out on a gray picture before the long run. */
async function assertFits(
  classifier: Classifier,
  { side }: Carrier,
  pictures: readonly LabelledFile[],
): Promise<void> {
  const { view, title } = classifier;
  const shape = { width: side, height: side, channels: 3, dtype: 'uint8' } as const;
  assertCopyable(view.pipeline, viewAt(pipelineOf(view), shape, sizeOf(view), view.part));
  const { width, height } = sizeSeen(view, side);
  const gray = makeRaster(width, height, 3, new Uint8Array(width * height * 3).fill(128));
  const [labels] = await classify(classifier, [gray]);
  const known = new Set(labels.map(({ name }) => name));
  const unknown = [...new Set(pictures.map(({ label }) => label))].filter((one) => !known.has(one));
  if (unknown.length > 0) {
    const some = unknown.slice(0, 3).join(', ');
    throw new UserError(
      'invalid-argument',
      `${title} does not know ${unknown.length} of the pictures' labels (${some}${unknown.length > 3 ? ', …' : ''}). Its own are such as ${[...known].slice(0, 3).join(', ')}. Name the folders as its list of labels does.`,
    );
  }
}

async function named(
  { id, title, view, model }: Classifier,
  side: number,
): Promise<NamedClassifier> {
  const isOwn = model.kind === 'onnx';
  return {
    id,
    title,
    pipeline: view.pipeline,
    ...sizeSeen(view, side),
    antialiased: antialiasedId(view) ?? 'mean of every area',
    model: isOwn ? await hashOf(model.path) : model.name,
    input: isOwn
      ? { ...model.input, output: model.output, labels: hashOfText(model.labels.join('\n')) }
      : null,
  };
}

function versionsOf(classifiers: readonly Classifier[]): Record<string, string> {
  const isOwn = classifiers.some(({ model }) => model.kind === 'onnx');
  const isBuiltIn = classifiers.some(({ model }) => model.kind === 'nsfwjs');
  const packages = [...(isOwn ? ['onnxruntime-web'] : []), ...(isBuiltIn ? ['nsfwjs'] : [])];
  const versions = packages.map((name) => [name, versionOf(name)]);
  return { scalescope: engineVersion, ...Object.fromEntries(versions) };
}

function versionOf(name: string): string {
  const path = join(packageRoot, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** A picture that cannot be read counts by its name; its pair says so later. */
async function hashOfPictures(files: readonly LabelledFile[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, label } of files) {
    const content = await hashOf(path).catch(() => 'unreadable');
    hash.update(`${label}\t${basename(path)}\t${content}\n`);
  }
  return hash.digest('hex');
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
