/** Table 1 as Markdown. */
import type { Description } from './experiment.ts';
import type { LabelShares, ModelShares, Share, Tally } from './tally.ts';

/** What table-1.json holds. */
export interface Table extends Tally {
  schema: 'scalescope/paper-table@1';
  experiment: Description;
  /** Pairs that could not be measured, and why. */
  leftOut: { pair: number; reason: string }[];
}

/** The whole of table-1.md: a table for the attacks on each model, and what it was made with. */
export function tableText(table: Table): string {
  const parts = table.experiment.classifiers.map((_, i) => attackTable(table, i));
  return `${parts.join('\n\n')}\n\n${madeWith(table).join('\n')}\n`;
}

/** What `table` was made with: a list in Markdown, a line each. */
export function madeWith({ experiment, pairs, leftOut, largestDifference }: Table): string[] {
  const { carrier, seed, decoys, payloads, versions, classifiers } = experiment;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${pairs} of ${experiment.pairs} pairs, drawn by seed ${seed} from ${decoys.pictures} decoys and ${payloads.pictures} payloads.`,
    `- Carriers of ${carrier.side}x${carrier.side}, from the central ${carrier.crop} of each picture.`,
    `- Largest difference of an attack's view from its payload: ${largestDifference} of 255.`,
    `- Versions: ${named.join(', ')}.`,
    `- SHA-256 of the decoys: \`${decoys.sha256}\`; of the payloads: \`${payloads.sha256}\`.`,
    ...classifiers.map(
      ({ title, model, pipeline, antialiased }) =>
        `- ${title}: ${pipeline}, with antialias ${antialiased}; SHA-256 of the model \`${model}\`.`,
    ),
    ...leftOut.map(({ pair, reason }) => `- Pair ${pair} was left out: ${reason}`),
  ];
}

/** The table of the attacks that are written for model `target`: Markdown with its heading. */
export function attackTable({ experiment, models }: Table, target: number): string {
  const { classifiers } = experiment;
  const { title, width, height } = classifiers[target];
  const rows: [string, 'decoy' | 'payload', (model: ModelShares) => LabelShares][] = [
    ['clean', 'decoy', ({ clean }) => clean],
    ['clean', 'payload', ({ clean }) => clean],
    ['attacked', 'decoy', ({ attacked }) => attacked[target]],
    ['attacked', 'payload', ({ attacked }) => attacked[target]],
    ['clean, antialiased', 'decoy', ({ cleanAntialiased }) => cleanAntialiased],
    ['clean, antialiased', 'payload', ({ cleanAntialiased }) => cleanAntialiased],
    ['attacked, antialiased', 'decoy', ({ attackedAntialiased }) => attackedAntialiased[target]],
    ['attacked, antialiased', 'payload', ({ attackedAntialiased }) => attackedAntialiased[target]],
    ['payload by itself', 'payload', ({ payload }) => payload],
  ];
  const heads = classifiers.flatMap((each) => {
    const name = `${each.title} at ${each.width}x${each.height}`;
    return [`${name}, top-1`, 'top-5'];
  });
  const lines = rows.map(([picture, label, pick]) => [
    picture,
    `the ${label}'s`,
    ...models.flatMap((model) => {
      const { top1, top5 } = pick(model)[label];
      return [shareText(top1), shareText(top5)];
    }),
  ]);
  const head = ['picture', 'label', ...heads];
  const markdown = [head, head.map((_, i) => (i < 2 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
  return `### Attacks written for ${title} at ${width}x${height}\n\n${markdown}`;
}

/** A share and its 95 % interval. */
export function shareText({ share, low, high }: Share): string {
  return `${share.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
