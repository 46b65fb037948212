/**
 * The paper's experiment on the pictures beside this file, which have no labels: how often a model gives a
 * picture the label that it gives to the clean decoy, and how often that of the payload, clean and attacked,
 * without and with antialias, at the size of the attack and at another one.
 */
import { classify } from '../../main/engine/labels/classify.ts';
import { craftAttack } from '../../shared/craft/lattice-write.ts';
import type { Classifier } from '../../shared/pipelines/classifier.ts';
import { topLabels } from '../../shared/finding/labels.ts';
import { pipelineOf, sizeOf } from '../../shared/pipelines/request.ts';
import { seenBy, type Picture } from './pictures.ts';

export const SAMPLER = 'tensorflow/bilinear';
export const ANTIALIASED = 'tensorflow/bilinear+antialias';

/** The size that attacks are written for. */
export const ATTACKED_SIZE = 299;

export const ROWS = ['clean', 'attacked', 'clean, antialiased', 'attacked, antialiased'] as const;

/** One model's answers. */
export interface Answers {
  title: string;
  /** The size that it looks at. */
  size: number;
  pairs: number;
  /** Per row of ROWS: share of pairs with the label of the decoy, and with that of the payload. */
  rows: { decoy: number; payload: number }[];
}

/** Runs every decoy with every payload through each of `classifiers`; `step` hears of each pair. */
export async function runExperiment(
  classifiers: readonly Classifier[],
  decoys: readonly Picture[],
  payloads: readonly Picture[],
  step: (done: number, of: number) => void,
): Promise<Answers[]> {
  const models = await Promise.all(
    classifiers.map(async (classifier) => ({
      classifier,
      size: sideOf(classifier),
      decoys: await Promise.all(decoys.map((each) => labelsOfClean(classifier, each))),
      payloads: await Promise.all(payloads.map((each) => labelOf(classifier, each))),
      counts: ROWS.map(() => ({ decoy: 0, payload: 0 })),
    })),
  );
  const pairs = decoys.length * payloads.length;
  for (const [d, decoy] of decoys.entries()) {
    for (const [p, payload] of payloads.entries()) {
      const { attack } = craftAttack(decoy, [{ pipeline: SAMPLER, picture: payload }]);
      for (const { classifier, size, decoys: clean, payloads: hidden, counts } of models) {
        const attacked = await topOf(classifier, [
          seenBy(attack, SAMPLER, size),
          seenBy(attack, ANTIALIASED, size),
        ]);
        const { label, aliased, antialiased } = clean[d];
        const said = [aliased, attacked[0], antialiased, attacked[1]];
        said.forEach((name, row) => {
          if (name === label) counts[row].decoy++;
          if (name === hidden[p]) counts[row].payload++;
        });
      }
      step(d * payloads.length + p + 1, pairs);
    }
  }
  return models.map(({ classifier: { title }, size, counts }) => ({
    title,
    size,
    pairs,
    rows: counts.map(({ decoy, payload }) => ({ decoy: decoy / pairs, payload: payload / pairs })),
  }));
}

function sideOf({ view }: Classifier): number {
  return (sizeOf(view) ?? pipelineOf(view).defaultSize).width;
}

/** What a model says of a decoy without and with antialias, and the label it counts as. */
async function labelsOfClean(classifier: Classifier, picture: Picture) {
  const size = sideOf(classifier);
  const [aliased, antialiased] = await topOf(classifier, [
    seenBy(picture, SAMPLER, size),
    seenBy(picture, ANTIALIASED, size),
  ]);
  return { label: antialiased, aliased, antialiased };
}

async function labelOf(classifier: Classifier, picture: Picture): Promise<string> {
  const [top] = await topOf(classifier, [seenBy(picture, ANTIALIASED, sideOf(classifier))]);
  return top;
}

/** The most probable label of each picture. */
async function topOf(classifier: Classifier, pictures: Picture[]): Promise<string[]> {
  const labels = await classify(classifier, pictures);
  return labels.map((each) => topLabels(each, 1)[0].name);
}

/** The paper's Table 1 with top-1 alone: four rows of pictures, two of labels, a column per model. */
export function tableText(answers: readonly Answers[]): string {
  const head = ['picture', 'label', ...answers.map(({ title, size }) => `${title} at ${size}`)];
  const lines = ROWS.flatMap((row, i) =>
    (['decoy', 'payload'] as const).map((kind) => [
      row,
      `the ${kind}'s`,
      ...answers.map(({ rows }) => rows[i][kind].toFixed(3)),
    ]),
  );
  return [head, head.map((_, i) => (i < 2 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
