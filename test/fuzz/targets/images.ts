/** Images and what holds them, read by real engine processes; and their facts, read here. */
import { join } from 'node:path';
import { fileFacts } from '../../../main/engine/items/file-facts.ts';
import { sniff } from '../../../main/engine/decode/formats/sniff.ts';
import type { ImageSource } from '../../../main/engine/images/orders.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { identifyPicture } from '../../../shared/image/containers/identify.ts';
import { IMAGE_FORMATS, type ImageFacts } from '../../../shared/image/facts.ts';
import { LOADERS } from '../../../shared/loaders/loader.ts';
import { plainMutator } from '../mutate/bytes.ts';
import { CONTAINER_PARTS } from '../mutate/container-formats.ts';
import { IMAGE_PARTS } from '../mutate/image-formats.ts';
import { knowing } from '../mutate/parts.ts';
import { containerSeeds } from '../seeds/containers.ts';
import { imageSeeds } from '../seeds/images.ts';
import { ENGINE_MS, FUZZ_LIMITS, QUICK_MS, type Input, type Target } from './target.ts';

const imageMutator = knowing(IMAGE_PARTS);

const sourceOf = ({ path, name }: Input): ImageSource => ({
  ...{ path, name, limits: FUZZ_LIMITS },
  policy: { orientation: 'applied', frame: 0 },
});

const said = ({ reasons, error, facts, judgements }: Finding): string[] => [
  ...reasons,
  ...judgements.flatMap((judgement) =>
    Object.values(judgement).filter((v) => typeof v === 'string'),
  ),
  ...(error === null ? [] : [error.message]),
  ...(facts === null ? [] : saidBy(facts)),
];

const saidBy = ({ notes, items = [] }: Pick<ImageFacts, 'notes' | 'items'>): string[] => [
  ...notes,
  ...items.flatMap((item) => Object.values(item).filter((value) => typeof value === 'string')),
];

/** Throws where `value` holds a number that JSON has none for. */
function requireFinite(value: unknown, path = ''): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`${path} is ${value}`);
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [key, inner] of Object.entries(value)) requireFinite(inner, `${path}.${key}`);
}

const decode: Target = {
  name: 'decode',
  ending: '.img',
  seeds: imageSeeds,
  mutate: imageMutator,
  deadlineMs: ENGINE_MS,
  async run(input, { engines }) {
    const opened = await engines().open(sourceOf(input));
    requireFinite(opened);
    const items = opened.facts.items ?? [];
    const item = items[0];
    if (item !== undefined) {
      const source = sourceOf(input);
      const inner = { ...source, policy: { ...source.policy, item: item.id } };
      await engines()
        .open(inner)
        .catch((error: unknown) => {
          if ((error as { code?: string }).code === 'internal') throw error;
        });
    }
    await engines().digest(opened);
    return saidBy(opened.facts);
  },
};

const examine: Target = {
  ...decode,
  name: 'examine',
  async run(input, { engines }) {
    const source = { ...sourceOf(input), mostFrames: 3 };
    const finding = await engines().examine(
      { ...source, policy: { orientation: 'stored', frame: null } },
      null,
    );
    requireFinite(finding);
    return said(finding);
  },
};

const load: Target = {
  ...decode,
  name: 'load',
  async run(input, { engines, folder }) {
    // Every loader in turn, by the bytes: the same input always meets the same one.
    const sum = input.bytes.reduce((total, byte) => (total * 31 + byte) >>> 0, 7);
    const { id } = LOADERS[sum % LOADERS.length];
    const output = join(folder, 'loaded.npy');
    await engines().run('load', { source: sourceOf(input), loader: id, output });
    return [];
  },
};

const facts: Target = {
  name: 'facts',
  ending: '.img',
  seeds: imageSeeds,
  mutate: imageMutator,
  deadlineMs: QUICK_MS,
  async run({ bytes }) {
    const known = sniff(bytes);
    identifyPicture(bytes);
    // What the bytes are taken for is a question of their first bytes alone.
    const formats = 'format' in known ? [known.format] : IMAGE_FORMATS;
    for (const format of formats) requireFinite(fileFacts(bytes, format));
    return [];
  },
};

const containerMutator = knowing(CONTAINER_PARTS);

const contents: Target = {
  name: 'contents',
  ending: '.zip',
  seeds: containerSeeds,
  mutate: (bytes, random, other) =>
    (random.chance(0.2) ? plainMutator : containerMutator)(bytes, random, other),
  deadlineMs: ENGINE_MS,
  async run(input, { engines }) {
    const source = sourceOf(input);
    const found = await engines().run('contents', { source });
    const [picture] = found?.pictures ?? [];
    if (picture !== undefined) {
      await engines().open({ ...source, path: picture.path, name: 'picture inside' });
    }
    return found?.left ?? [];
  },
};

/** The targets about images. */
export const IMAGE_TARGETS: readonly Target[] = [decode, examine, load, facts, contents];
