/** Finds what is typed into the palette: commands, sizes, pipelines and images. */
import { MAX_TARGET_SIDE, type PipelineSummary } from '../../shared/api/contract.ts';
import { choosePipeline, chooseSize, showImage, showView } from '../session/actions.ts';
import * as state from '../session/state.ts';
import { isEnabled, SECTIONS, type Command } from './command.ts';

/** Pipelines and images that are listed at most: more words find the others. */
const LISTED = 12;

/** Sizes of well-known models, found by "size". */
const SIZES = [224, 299, 336, 384, 448, 512, 640];

/**
 * The commands that have every word of `typed` in title, section or keywords: those first whose title
 * has the words, at the start of a word before inside of one, tabs before what is switched; last what
 * cannot be done now.
 */
export function findCommands(commands: readonly Command[], typed: string): Command[] {
  const words = wordsOf(typed);
  const found = commands.filter(
    (command) =>
      command.release === undefined && words.every((word) => textOf(command).includes(word)),
  );
  const ordered = SECTIONS.flatMap((each) => found.filter(({ section }) => section === each));
  const ranked = words.length === 0 ? ordered : sortedBy(ordered, (each) => rankOf(each, words));
  return [...ranked.filter(isEnabled), ...ranked.filter((command) => !isEnabled(command))];
}

/** What is not a command but can be looked for as one: target sizes, pipelines and images. */
export function placesFor(typed: string): Command[] {
  const words = wordsOf(typed);
  if (words.length === 0 || state.image.value === null) return [];
  return [...sizesFor(typed), ...pipelinesFor(words), ...imagesFor(words)];
}

function wordsOf(typed: string): string[] {
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function textOf({ title, section, keywords = '' }: Command): string {
  return `${section} ${title} ${keywords}`.toLowerCase();
}

/** 0 best: every word begins a word of the title; then tabs; then inside of words; then keywords. */
function rankOf({ id, title }: Command, words: readonly string[]): number {
  const text = title.toLowerCase();
  const begun = text.split(/[^\p{L}\p{N}]+/u);
  const isBegun = words.every((word) => begun.some((each) => each.startsWith(word)));
  if (isBegun) return id.startsWith('tab.') ? 0 : 1;
  return words.every((word) => text.includes(word)) ? 2 : 3;
}

function sortedBy<T>(items: readonly T[], rank: (item: T) => number): T[] {
  return items
    .map((item, at) => ({ item, at, rank: rank(item) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ item }) => item);
}

/** The sizes that are typed ("299", "640x480") or asked for by the word "size": those found come first. */
function sizesFor(typed: string): Command[] {
  if (state.pipeline.value?.sizeIsFree !== true) return [];
  const exact = /(\d+)\s*(?:[x×*]\s*(\d+))?/i.exec(typed);
  const isAsked = /\bsi(z(es?)?)?\b|\btarget/i.test(typed);
  if (exact !== null) {
    const size = { width: Number(exact[1]), height: Number(exact[2] ?? exact[1]) };
    return Object.values(size).every((side) => side >= 1 && side <= MAX_TARGET_SIDE)
      ? [sizeCommand(size)]
      : [];
  }
  if (!isAsked) return [];
  const { value: inspection } = state.inspection;
  const found = inspection.status === 'done' ? inspection.finding.targets : [];
  const usual = SIZES.map((side) => ({ width: side, height: side }));
  const seen = new Map([...found, ...usual].map((size) => [`${size.width}x${size.height}`, size]));
  return [...seen.values()].map(sizeCommand);
}

function sizeCommand({ width, height }: { width: number; height: number }): Command {
  return {
    id: `size.${width}x${height}`,
    title: `Target size ${width}x${height}`,
    section: 'View',
    keys: [],
    isOn: () => state.size.value.width === width && state.size.value.height === height,
    run: () => void chooseSize({ width, height }),
  };
}

function pipelinesFor(words: readonly string[]): Command[] {
  const rest = words.filter((word) => !'pipelines'.startsWith(word) || word.length < 3);
  if (rest.length === 0 && words.every((word) => word.length < 4)) return [];
  return state.pipelines.value
    .filter((each) => {
      const text = `${each.id} ${each.title} ${each.library} ${sizeText(each)}`.toLowerCase();
      return rest.every((word) => text.includes(word));
    })
    .slice(0, LISTED)
    .map(pipelineCommand);
}

/** The size of a pipeline that has one of its own. */
function sizeText({ sizeIsFree, defaultSize: { width, height } }: PipelineSummary): string {
  return sizeIsFree ? '' : `${width}x${height}`;
}

function pipelineCommand(pipeline: PipelineSummary): Command {
  const { id, title, library, sizeIsFree } = pipeline;
  return {
    id: `pipeline.${id}`,
    title: `Pipeline: ${title}`,
    keywords: `${id} ${library} ${sizeText(pipeline)}`,
    section: 'View',
    keys: [],
    isOn: () => state.pipelineId.value === id,
    run: () => void (sizeIsFree ? choosePipeline(id) : showView(id, state.size.value)),
  };
}

function imagesFor(words: readonly string[]): Command[] {
  const { value: images } = state.images;
  return images
    .filter(({ name }) => words.every((word) => `image ${name}`.toLowerCase().includes(word)))
    .slice(0, LISTED)
    .map(({ key, name }) => ({
      id: `image.${key}`,
      title: `Image: ${name}`,
      section: 'File' as const,
      keys: [],
      isOn: () => state.currentKey.value === key,
      run: () => void showImage(key),
    }));
}
