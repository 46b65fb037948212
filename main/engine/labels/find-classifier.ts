/** The classifier that a person names: a built-in one by its id, or their own by its JSON file. */
import { dirname, resolve } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import {
  BUILT_IN_CLASSIFIERS,
  parseClassifier,
  type Classifier,
} from '../../../shared/pipelines/classifier.ts';
import { nearName } from '../../../shared/base/near-name.ts';
import { readRegularFileSync } from '../../base/regular-file.ts';

/** A list of labels has at most this many bytes. */
const MAX_LABEL_BYTES = 4 * 1024 ** 2;

/** Throws UserError `invalid-argument` or `not-found` with what would work. */
export function findClassifier(name: string): Classifier {
  if (name.toLowerCase().endsWith('.json')) return readClassifier(name);
  const known = BUILT_IN_CLASSIFIERS.find(({ id }) => id === name);
  if (known !== undefined) return known;
  const ids = BUILT_IN_CLASSIFIERS.map(({ id }) => id);
  const near = nearName(name, ids);
  const help =
    near === null ? `The built-in ones are ${ids.join(' and ')}.` : `Did you mean ${near}?`;
  throw new UserError(
    'invalid-argument',
    `There is no classifier "${name}". ${help} For your own, give the path of its .json file.`,
  );
}

function readClassifier(path: string): Classifier {
  const folder = dirname(path);
  const { model, ...rest } = parseClassifier(readText(path, 'a classifier'), path);
  const { labelsFile, ...parsed } = model;
  const labels =
    labelsFile === null
      ? parsed.labels
      : linesOf(readText(resolve(folder, labelsFile), 'a list of labels'));
  if (labels.length < 2) {
    throw new UserError(
      'invalid-argument',
      `${labelsFile} has fewer than two labels. Write one label on each line.`,
    );
  }
  return { ...rest, model: { ...parsed, labels, path: resolve(folder, parsed.path) } };
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function readText(path: string, what: string): string {
  return readRegularFileSync(path, path, { what, maxBytes: MAX_LABEL_BYTES }).toString('utf8');
}
