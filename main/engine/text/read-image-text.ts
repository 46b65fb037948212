/** What is read in one image: its engine looks for lines of strokes, another reads them, size by size. */
import { toErrorBody, UserError } from '../../../shared/base/errors.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { distinctTexts, textOf } from '../../../shared/text/compose.ts';
import { joinBlocks } from '../../../shared/text/join-blocks.ts';
import { BUILT_IN_PHRASES, type Phrase } from '../../../shared/text/phrases.ts';
import type { Examined, TextOrder } from '../../../shared/text/text-orders.ts';
import { TEXT_WORDS } from '../../../shared/verdict/judge-text.ts';
import type { TextRead, TextReading } from '../../../shared/verdict/text-reading.ts';
import type { OpenedImage, Progress } from '../images/orders.ts';
import type { ReadTextOrder } from './read-blocks.ts';
import { toldBlocks, toldOrders, toldReadings } from './told-text.ts';

/** What is asked of engines: the tasks of text. */
export interface TextEngines {
  run(kind: 'read-text', input: ReadTextOrder, options: RunOptions): Promise<unknown>;
  run(
    kind: 'text-orders',
    input: { image: OpenedImage; examined: Examined },
    options: RunOptions,
  ): Promise<unknown>;
  run(
    kind: 'text-blocks',
    input: { image: OpenedImage; order: TextOrder },
    options: RunOptions,
  ): Promise<unknown>;
}

interface RunOptions {
  signal?: AbortSignal | undefined;
  name?: string;
}

/** How text is looked for. */
export interface TextSettings {
  language: string;
  phrases: readonly Phrase[];
  /** Sizes that are looked at, at most, and the processor time of reading after which nothing further is read. */
  mostSizes: number;
  budgetMs: number;
}

/** What one image that a person looks at may take, and one of many. */
export const INSPECT_TEXT: TextSettings = {
  ...{ language: 'eng', phrases: BUILT_IN_PHRASES },
  ...{ mostSizes: 5, budgetMs: 30_000 },
};
export const SCAN_TEXT: TextSettings = { ...INSPECT_TEXT, mostSizes: 3, budgetMs: 10_000 };

/**
 * What is read in `image`, on which `finding` is; null where there is nothing to read (textOrders). It never fails: what does not work is told in the notes. Throws
 * UserError `cancelled` after the signal alone.
 */
export async function readImageText(
  image: OpenedImage | null,
  finding: Finding,
  engines: TextEngines,
  settings: TextSettings,
  { progress, signal }: { progress?: Progress; signal?: AbortSignal | undefined } = {},
): Promise<TextReading> {
  const started = performance.now();
  const { language, phrases, mostSizes, budgetMs } = settings;
  const name = finding.file;
  const notes = new Set<string>();
  let brokeOff: string | undefined;
  const breakOff = (why: string) => {
    brokeOff ??= why;
    notes.add(why);
  };
  const [machineOnly, seen]: [TextRead[], TextRead[]] = [[], []];
  const sizes: Size[] = [];
  let data: TextReading['data'] = null;
  let [late, long, isTexture, isDoubtful] = [0, 0, false, false];
  let remaining = budgetMs;
  try {
    // Without anything to read, whether it could have been read is known all the same.
    const empty = { language, blocks: [], budgetMs };
    ({ data } = toldReadings(await engines.run('read-text', empty, { signal, name }), name));
    const { targets, looked = [], loaders = [] } = finding;
    const examined = { targets, looked, loaders };
    const orders =
      image === null
        ? []
        : toldOrders(await engines.run('text-orders', { image, examined }, { signal }), name);
    for (const [i, order] of orders.slice(0, mostSizes).entries()) {
      if (remaining <= 0) {
        late++;
        break;
      }
      progress?.('text', i / mostSizes);
      const told = await engines.run('text-blocks', { image: image!, order }, { signal });
      const found = toldBlocks(told, name);
      if (found === null) {
        if ('size' in order) breakOff(`${sizeText(order.size)} is too large to be read.`);
        continue;
      }
      if (found.place.view !== null) sizes.push(found.place.size);
      isTexture ||= found.isTexture;
      if (found.blocks.length === 0) continue;
      const read = { language, blocks: found.blocks, budgetMs: remaining };
      const answer = toldReadings(await engines.run('read-text', read, { signal, name }), name);
      remaining = Math.max(0, remaining - answer.spentMs);
      late += answer.late;
      long += answer.long;
      const readBlocks = found.blocks.flatMap((block, at) => {
        const reading = answer.readings[at];
        return reading ? [{ block, reading }] : [];
      });
      for (const { block, reading } of joinBlocks(readBlocks)) {
        const text = textOf(block, reading, found.place, phrases);
        if (text === null) continue;
        const { machineWords, sureWords } = text.read;
        if (text.isMachineOnly && machineWords >= TEXT_WORDS.suspicious)
          machineOnly.push(text.read);
        else if (sureWords >= TEXT_WORDS.suspicious && text.isSeen) seen.push(text.read);
        else isDoubtful ||= !text.isSeen && sureWords >= TEXT_WORDS.suspicious;
      }
      if (machineOnly.length > 0) break; // further sizes are other views of the same
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    if (!(error instanceof UserError)) throw error;
    breakOff(sentence(toErrorBody(error).message));
  }
  if (data !== null)
    notes.add(`Looked for text by data for ${language}. Text in other scripts was not looked for.`);
  if (isDoubtful && machineOnly.length === 0) notes.add(DOUBTFUL);
  if (late > 0) breakOff('There was no time to read every place where strokes lie in lines.');
  if (long > 0) notes.add('Pages of print that a person sees too were not read.');
  if (isTexture) notes.add('Texture that is full of marks was not looked through for text.');
  const own = distinctTexts(machineOnly);
  return {
    data,
    machineOnly: own,
    seen: distinctTexts(seen),
    sizes,
    notes: [...notes],
    ...(brokeOff !== undefined && { brokeOff }),
    elapsedMs: performance.now() - started,
  };
}

/** What is said where words that a person cannot read are too doubtful, taken together, to be quoted. */
const DOUBTFUL =
  'Strokes that only the machine receives lie in lines, and what was read of them is too doubtful to be quoted: it may be text in another script.';

function sizeText({ width, height }: Size): string {
  return `The view of ${width}x${height}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
