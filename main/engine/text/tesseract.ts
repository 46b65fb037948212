/**
 * Tesseract in WebAssembly with data from packages. Both are optional: they are loaded when they are first asked for,
 * read from their folders and run in this process, without a worker; nothing is fetched, written or kept.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UserError } from '../../../shared/base/errors.ts';
import type { Page } from '../../../shared/text/cut.ts';
import type { ReadWord } from '../../../shared/text/compose.ts';
import type { TextData } from '../../../shared/verdict/text-reading.ts';

/** The build for neural networks with SIMD, which every machine runs alike: the relaxed one rounds as the machine does. */
const CORE = 'tesseract.js-core';
const BUILD = `${CORE}/tesseract-core-simd-lstm`;
/** The data with integer weights: a quarter of the size and of the time of the other. */
const DATA = '4.0.0_best_int';

/** Names of languages as packages have them: `eng`, `chi_sim`. */
export const LANGUAGE = /^[a-z]{3}(?:_[a-z]{2,8}){0,2}$/;

/** Of the values of Tesseract: one neural network, one block of text. */
const NEURAL = 1;
const ONE_BLOCK = '6';
/** Levels of the table that it answers with: a word has this one. */
const WORD = '5';

/** What the packages export; only what is used. */
interface Core {
  FS: { writeFile(path: string, data: Uint8Array): void };
  TessBaseAPI: new () => Api;
}

interface Api {
  Init(path: null, language: string, mode: number, config: null): number;
  SetVariable(name: string, value: string): void;
  SetImageFile(orientation: number, angle: number): number;
  Recognize(monitor: null): number;
  GetTSVText(): string;
  Clear(): void;
}

/** Reads pages in one language. */
export interface TextReader {
  data: TextData;
  /** The words of `page` in its own pixels, in reading order. */
  read(page: Page): ReadWord[];
}

/** Throws UserError `not-found` where a package that reads `language` is not installed. */
export function checkLanguage(language: string): void {
  const require = createRequire(import.meta.url);
  for (const name of [CORE, dataPackageOf(language)]) {
    try {
      require.resolve(`${name}/package.json`);
    } catch {
      throw notInstalled(name, `${language} cannot be read`);
    }
  }
}

const dataPackageOf = (language: string): string => `@tesseract.js-data/${language}`;

function notInstalled(name: string, fact: string): UserError {
  return new UserError(
    'not-found',
    `${fact}: the package ${name} is not installed`,
    `npm install ${name}`,
  );
}

const readers = new Map<string, Promise<TextReader>>();

/** The reader of `language`, loaded once. Throws UserError `not-found` where a package is missing or does not start. */
export function textReader(language: string): Promise<TextReader> {
  const known = readers.get(language);
  if (known !== undefined) return known;
  const loading = load(language).catch((error: unknown) => {
    readers.delete(language);
    throw error;
  });
  readers.set(language, loading);
  return loading;
}

async function load(language: string): Promise<TextReader> {
  if (!LANGUAGE.test(language)) {
    throw new UserError('invalid-argument', `"${language}" is no language such as eng or deu.`);
  }
  const require = createRequire(import.meta.url);
  const dataPackage = dataPackageOf(language);
  const [core, data] = await Promise.all([
    packageOf(require, CORE),
    packageOf(require, dataPackage),
  ]);
  try {
    const [wasmBinary, packed] = await Promise.all([
      readFile(require.resolve(`${BUILD}.wasm`)),
      readFile(require.resolve(`${dataPackage}/${DATA}/${language}.traineddata.gz`)),
    ]);
    const make = require(`${BUILD}.js`) as (options: object) => Promise<Core>;
    const quiet = { print: () => {}, printErr: () => {}, TesseractProgress: () => {} };
    const module = await make({ wasmBinary, ...quiet });
    module.FS.writeFile(`./${language}.traineddata`, await promisify(gunzip)(packed));
    const api = new module.TessBaseAPI();
    if (api.Init(null, language, NEURAL, null) !== 0) throw new Error('the data were not accepted');
    api.SetVariable('tessedit_pageseg_mode', ONE_BLOCK);
    api.SetVariable('tessedit_do_invert', '0'); // pages are dark on white
    api.SetVariable('user_defined_dpi', '96');
    return { data: { language, packages: [core, data] }, read: (page) => read(module, api, page) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const reason = words.split('\n')[0].slice(0, 160);
    throw new UserError(
      'internal',
      `What reads text does not start (its words: ${reason})`,
      `install it again: npm install ${CORE} ${dataPackage}`,
    );
  }
}

/** Name and version of an installed package. Throws UserError `not-found`. */
async function packageOf(
  require: NodeJS.Require,
  name: string,
): Promise<TextData['packages'][number]> {
  try {
    const text = await readFile(require.resolve(`${name}/package.json`), 'utf8');
    return { name, version: (JSON.parse(text) as { version: string }).version };
  } catch {
    throw notInstalled(name, 'Text was not looked for');
  }
}

function read(module: Core, api: Api, page: Page): ReadWord[] {
  const head = new TextEncoder().encode(`P5\n${page.width} ${page.height}\n255\n`);
  const file = new Uint8Array(head.length + page.data.length);
  file.set(head);
  file.set(page.data, head.length);
  module.FS.writeFile('/input', file);
  if (api.SetImageFile(1, 0) === 1) throw new Error('the page was not accepted');
  api.Recognize(null);
  const words = wordsOf(api.GetTSVText());
  api.Clear();
  return words;
}

/** The words of a table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
function wordsOf(table: string): ReadWord[] {
  const lines = new Map<string, number>();
  return table.split('\n').flatMap((row): ReadWord[] => {
    const fields = row.split('\t');
    const text = fields.slice(11).join(' ').trim();
    if (fields[0] !== WORD || text === '') return [];
    const key = fields.slice(2, 5).join(' ');
    const line = lines.get(key) ?? lines.size;
    lines.set(key, line);
    const [x, y, width, height, confidence] = fields.slice(6, 11).map(Number);
    return [{ text, confidence, line, x, y, width, height }];
  });
}
