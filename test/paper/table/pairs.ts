/** The pictures of Table 1 and their pairs: labelled files, drawn one to one by a seed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { Random } from '../../support/random.ts';
import type { LabelledFile, Pair } from './measure-pair.ts';

const PICTURE = /\.(png|jpe?g|webp|tiff?)$/i;

/**
 * The pictures of `root`, sorted by path: every folder in it is the label of its pictures, and a picture that
 * lies in `root` itself has its label before the first underscore (n01440764_tench.JPEG). Throws UserError
 * `not-found` where there are none.
 */
export async function labelledFiles(root: string): Promise<LabelledFile[]> {
  const files: LabelledFile[] = [];
  for (const entry of await entriesOf(root)) {
    const path = join(root, entry.name);
    if (entry.isDirectory()) {
      const inside = (await entriesOf(path)).filter(({ name }) => PICTURE.test(name));
      files.push(...inside.map(({ name }) => ({ path: join(path, name), label: entry.name })));
    } else if (PICTURE.test(entry.name) && entry.name.indexOf('_') > 0) {
      files.push({ path, label: entry.name.slice(0, entry.name.indexOf('_')) });
    }
  }
  if (files.length === 0) {
    throw new UserError(
      'not-found',
      `${root} has no labelled pictures. Put the pictures of each label into a folder of its name, or begin their names with it (label_name.jpg).`,
    );
  }
  return files.sort((a, b) => compare(a.path, b.path));
}

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => {
    throw new UserError('not-found', `${folder} is not a folder that can be read.`);
  });
}

/** By code units: the same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * `count` pairs of one decoy and one payload each, drawn by `seed`: no picture is the decoy of two pairs or the
 * payload of two, and the labels of a pair differ. Throws UserError `invalid-argument` where there are not
 * enough pictures.
 */
export function drawPairs(
  decoys: readonly LabelledFile[],
  payloads: readonly LabelledFile[],
  count: number,
  seed: number,
): Pair[] {
  assertEnough('decoys', decoys.length, count);
  assertEnough('payloads', payloads.length, count);
  const random = new Random(seed);
  const drawnDecoys = shuffled(decoys, random).slice(0, count);
  const drawn = shuffled(payloads, random).slice(0, count);
  for (const [i, { label }] of drawnDecoys.entries()) {
    if (drawn[i].label !== label) continue;
    const fits = (j: number) => drawn[j].label !== label && drawnDecoys[j].label !== drawn[i].label;
    const other = drawn.findIndex((_, j) => fits(j));
    if (other === -1) {
      throw new UserError(
        'invalid-argument',
        `A payload needs another label than its decoy, and too many pictures have the label ${label}. Add pictures of other labels.`,
      );
    }
    [drawn[i], drawn[other]] = [drawn[other], drawn[i]];
  }
  return drawnDecoys.map((decoy, i) => ({ decoy, payload: drawn[i] }));
}

function assertEnough(what: string, there: number, count: number): void {
  if (there >= count) return;
  throw new UserError(
    'invalid-argument',
    `${count} pairs need ${count} ${what}, one each, but there are ${there}. Give more pictures, or --pairs ${there}.`,
  );
}

/** Fisher and Yates. */
function shuffled<T>(from: readonly T[], random: Random): T[] {
  const all = [...from];
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}
