/** What a classifier says of the same picture at human scale and at machine scale. */

export interface Label {
  name: string;
  /** 0..1; the probabilities of a classifier's labels sum to 1. */
  probability: number;
}

/** The labels of both views, most probable first. */
export interface LabelPair {
  /** Id of the classifier. */
  classifier: string;
  title: string;
  /** The view that the classifier is given. */
  pipeline: string;
  width: number;
  height: number;
  /** Of the antialiased view: what a person sees. */
  human: Label[];
  /** Of the machine view: what the model receives. */
  machine: Label[];
  /** Whether the most probable label differs. */
  differs: boolean;
  /** Total variation between the two distributions, 0 (the same) to 1 (nothing in common). */
  distance: number;
}

/** The `most` probable of `labels`, most probable first; equals keep their order. */
export function topLabels(labels: readonly Label[], most: number): Label[] {
  return [...labels].sort((a, b) => b.probability - a.probability).slice(0, most);
}

/** Half the sum of absolute differences between two distributions over the same labels, 0..1. */
export function distanceOf(a: readonly Label[], b: readonly Label[]): number {
  const other = new Map(b.map(({ name, probability }) => [name, probability]));
  const total = a.reduce(
    (sum, { name, probability }) => sum + Math.abs(probability - (other.get(name) ?? 0)),
    0,
  );
  return Math.min(1, total / 2);
}

/** The largest distance of `pairs`, 0..1; null where no classifier was asked. */
export function labelDisagreement(pairs: readonly Pick<LabelPair, 'distance'>[]): number | null {
  return pairs.length === 0 ? null : Math.max(...pairs.map(({ distance }) => distance));
}

/** A sentence that says which label goes with which scale. */
export function labelSentence({
  title,
  human,
  machine,
  differs,
  width,
  height,
}: LabelPair): string {
  const [seen] = human;
  const [received] = machine;
  if (seen === undefined || received === undefined) return `${title} returned no labels.`;
  const ofMachine = `“${received.name}” (${percent(received.probability)})`;
  const ofHuman = `“${seen.name}” (${percent(seen.probability)})`;
  return differs
    ? `${title} labels what it receives at ${width}x${height} as ${ofMachine}, and what a person sees as ${ofHuman}.`
    : `${title} labels what it receives at ${width}x${height} as ${ofMachine}, and labels what a person sees the same (${percent(seen.probability)}).`;
}

/** What a label is worth, in sentences: it is shown with every one of them. */
export function labelWorth({ human }: Pick<LabelPair, 'human'>): string {
  const labels = human.length === 1 ? '1 label' : `${human.length} labels`;
  return (
    `A label is what this model says, and no more. It knows ${labels} and gives one of them to every picture, ` +
    'also where none fits. It is often wrong, about clean pictures too. The verdict does not use it.'
  );
}

function percent(probability: number): string {
  return `${(probability * 100).toFixed(probability > 0.9995 || probability < 0.0995 ? 1 : 0)} %`;
}
