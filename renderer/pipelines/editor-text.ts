/** The text that is edited, and what the command line's own parser says of it. */
import { computed, signal } from '@preact/signals';
import { withValueAt, type JsonPath } from '../../shared/base/checked-json.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { LINK } from '../../shared/pipelines/steps/chain.ts';
import type { Pipeline } from '../../shared/pipelines/steps/format.ts';
import { parsePipeline } from '../../shared/pipelines/user-pipeline.ts';
import { isRecord } from './schema-fields.ts';

/** The JSON: the form, what is checked, saved and used all follow from it. */
export const text = signal('');
/** The file that it came from, for what is said of it. */
export const fileName = signal('pipeline.json');

/** Texts before what the form or a file changed, the last one last. */
const before = signal<readonly string[]>([]);
const STEPS_KEPT = 100;
export const canTakeBack = computed(() => before.value.length > 0);

/** What is wrong with the text: a sentence, its line (1-based) and the field as `steps[0].size`, if known. */
export interface Problem {
  sentence: string;
  line: number | null;
  field: string | null;
}

export type Checked = { pipeline: Pipeline } | { problem: Problem };

/** What `json` is: a pipeline, or what is wrong with it. */
export function check(json: string): Checked {
  try {
    return { pipeline: parsePipeline(json, 'JSON') };
  } catch (error) {
    return { problem: problemOf(toErrorBody(error).message) };
  }
}

function problemOf(message: string): Problem {
  const [, line, rest] = /^JSON, line (\d+): ([^]*)$/.exec(message) ?? [];
  const sentence = rest ?? message;
  const field =
    /^([\w.[\]-]+) is missing/.exec(sentence)?.[1] ??
    / for ([\w.[\]-]+) but received /.exec(sentence)?.[1] ??
    /^the field ([\w.[\]-]+) is not known/.exec(sentence)?.[1];
  const said = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return {
    sentence: field === undefined || !sentence.startsWith(field) ? said : sentence,
    line: line === undefined ? null : Number(line),
    field: field ?? null,
  };
}

export const checked = computed(() => check(text.value));

/** The value of the text, whatever it holds; undefined where it is no JSON. */
export const value = computed<unknown>(() => {
  try {
    return JSON.parse(text.value.replace(/^\uFEFF/, ' ')) as unknown;
  } catch {
    return undefined;
  }
});

/** True where the text has the links of a chain in place of steps. */
export const isChain = computed(() => isRecord(value.value) && 'chain' in value.value);

/** Puts `json` in place of the text, which can be taken back. */
export function replaceText(json: string): void {
  if (json === text.value) return;
  if (text.value !== '') before.value = [...before.value, text.value].slice(-STEPS_KEPT);
  text.value = json;
}

/** Takes back the last change that the form, a file or a start made. */
export function takeBack(): void {
  const last = before.value.at(-1);
  if (last === undefined) return;
  before.value = before.value.slice(0, -1);
  text.value = last;
}

/** Writes `next` at `path` of the text; undefined takes it out. */
export function setAt(path: JsonPath, next: unknown): void {
  if (value.value !== undefined) replaceText(withValueAt(text.value, path, next));
}

/** The id that names a chain on the command line; null where a link is a pipeline of its own. */
export function chainIdOf(given: unknown): string | null {
  if (!isRecord(given) || !Array.isArray(given['chain'])) return null;
  const links = (given['chain'] as unknown[]).map((link) => (isRecord(link) ? link : {}));
  if (links.some(({ pipeline }) => typeof pipeline !== 'string')) return null;
  return links
    .flatMap(({ pipeline, size, sends }) => [
      `${pipeline as string}${isRecord(size) ? `@${String(size['width'])}x${String(size['height'])}` : ''}`,
      ...(isRecord(sends)
        ? [`jpeg${String(sends['jpeg'])}${sends['chroma'] === '4:4:4' ? '-444' : ''}`]
        : []),
    ])
    .join(LINK);
}
