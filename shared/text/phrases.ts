/** The phrase list: what marks a text that was read, and where each phrase is from. A person can bring their own. */
import * as v from 'valibot';
import { parseChecked } from '../base/checked-json.ts';
import type { PhraseMark } from '../verdict/text-reading.ts';
import { distanceOf } from './likeness.ts';

export const PHRASES_SCHEMA = 'scalescope/phrases@1';

/** An entry: words that are looked for, or a form that text has. */
export type Phrase = Pick<PhraseMark, 'kind' | 'source'> & ({ words: string } | { form: Form });
type Form = keyof typeof FORMS;

/** Forms of text, in what reads text makes of them: it takes dots for commas and leaves spaces out. */
const FORMS = {
  link: /\b(?:https?:\/\/|www\.)[^\s]+|\b[a-z0-9-]{2,}\.(?:com|org|net|io|dev|app|info|co|me|xyz|ru|cn|de|uk)\b(?:\/[^\s]*)?/giu,
  email: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu,
  phone: /(?<![\d.])\+?\d{1,3}[ -]?(?:\(\d{2,4}\)|\d{2,4})(?:[ -]\d{2,4}){2,3}(?![\d.])/gu,
} as const;

const OWASP =
  'OWASP Top 10 for LLM Applications 2025, LLM01 Prompt Injection: commands that override instructions';
const DIRECT = 'words by which a text speaks to an assistant about its answer';
const ACT = 'words by which a text asks for an act: sending, opening, paying, telling';

const built = (source: string, words: readonly string[]): Phrase[] =>
  words.map((each) => ({ kind: 'instruction', words: each, source }));

/** The list that is used where no other is given. */
export const BUILT_IN_PHRASES: readonly Phrase[] = [
  ...built(OWASP, [
    ...[
      'ignore previous',
      'ignore all',
      'ignore the above',
      'ignore any',
      'ignore your',
      'ignore the picture',
    ],
    ...['disregard', 'forget previous', 'forget all', 'new instructions', 'system prompt'],
    ...['you are now', 'act as', 'pretend to be', 'instead of', 'do not mention', 'do not tell'],
  ]),
  ...built(DIRECT, [
    ...[
      'assistant',
      'language model',
      'chatbot',
      'answer only',
      'answer with',
      'reply with',
      'reply only',
    ],
    ...[
      'respond with',
      'respond only',
      'say only',
      'output only',
      'describe this as',
      'describe the',
    ],
    ...['this picture shows', 'the picture shows', 'the image shows', 'classify this', 'rate this'],
  ]),
  ...built(ACT, [
    ...[
      'send the',
      'send this',
      'send an email',
      'send all',
      'forward',
      'upload',
      'download',
      'delete',
    ],
    ...[
      'click here',
      'open the link',
      'visit',
      'password',
      'api key',
      'transfer',
      'approve',
      'approved',
    ],
    ...['calendar', 'execute', 'run the', 'call the tool'],
  ]),
  { kind: 'link', form: 'link', source: 'the form of a web address' },
  { kind: 'address', form: 'email', source: 'the form of an email address' },
  { kind: 'address', form: 'phone', source: 'the form of a telephone number' },
];

const text = (most: number) =>
  v.pipe(
    v.string('a text'),
    v.minLength(2, 'a text of two letters or more'),
    v.maxLength(most, `a text of ${most} letters or fewer`),
  );

const Entry = v.looseObject(
  {
    kind: v.picklist(['instruction', 'address', 'link'], '"instruction", "address" or "link"'),
    words: v.optional(text(120)),
    form: v.optional(v.picklist(['link', 'email', 'phone'], '"link", "email" or "phone"')),
    source: text(400),
  },
  'an object {kind, words or form, source}',
);

const ListShape = v.looseObject(
  {
    schema: v.literal(PHRASES_SCHEMA, `"${PHRASES_SCHEMA}"`),
    phrases: v.pipe(
      v.array(Entry, 'a list of phrases'),
      v.minLength(1, 'at least one phrase'),
      v.maxLength(2000, 'at most 2000 phrases'),
    ),
  },
  `an object of the schema ${PHRASES_SCHEMA}`,
);

/** The phrases in `json`; `name` is what its file is called. Throws UserError `invalid-argument`. */
export function parsePhrases(json: string, name: string): Phrase[] {
  const { value, fail } = parseChecked(ListShape, json, name);
  return value.phrases.map(({ kind, words, form, source }, i): Phrase => {
    if (words !== undefined && form === undefined) {
      if (wordsOf(words).length === 0) fail(['phrases', i, 'words'], 'these words have no letter.');
      return { kind, words, source };
    }
    if (form !== undefined && words === undefined) return { kind, form, source };
    return fail(['phrases', i], 'give either words or form.');
  });
}

/** The built-in list as the file that a person could change. */
export function phrasesFile(phrases: readonly Phrase[] = BUILT_IN_PHRASES): string {
  return `${JSON.stringify({ schema: PHRASES_SCHEMA, phrases }, null, 2)}\n`;
}

/** Marks that a text has at most. */
const MOST_MARKS = 16;

/** What `phrases` mark in `read`, each once, in the order of the list; a letter in eight may be read wrong. */
export function marksIn(read: string, phrases: readonly Phrase[]): PhraseMark[] {
  const flat = read.replaceAll('\n', ' ');
  const words = wordsOf(flat);
  const marks: PhraseMark[] = [];
  for (const phrase of phrases) {
    const { kind, source } = phrase;
    const found =
      'form' in phrase ? flat.match(FORMS[phrase.form])?.[0] : wordsIn(words, phrase.words);
    if (found === undefined || marks.some((mark) => mark.words === found)) continue;
    marks.push({ kind, words: found, source });
    if (marks.length === MOST_MARKS) break;
  }
  return marks;
}

/** The words of `words` that are those of `phrase`, but for a letter in eight; undefined where there are none. */
function wordsIn(words: readonly string[], phrase: string): string | undefined {
  const looked = wordsOf(phrase);
  const wanted = looked.join(' ').toLowerCase();
  const most = Math.floor(wanted.length / 8);
  for (let i = 0; i + looked.length <= words.length; i++) {
    const here = words.slice(i, i + looked.length).join(' ');
    if (distanceOf(here.toLowerCase(), wanted, most) <= most) return here;
  }
  return undefined;
}

function wordsOf(value: string): string[] {
  return value.match(/[\p{L}\p{N}]+/gu) ?? [];
}
