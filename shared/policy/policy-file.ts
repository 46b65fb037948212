/** The policy in a file of JSON, with errors that name the field and its line. */
import * as v from 'valibot';
import { parseChecked, type JsonPath } from '../base/checked-json.ts';
import { toErrorBody, UserError } from '../base/errors.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import type { Phrase } from '../text/phrases.ts';
import {
  ACTIONS,
  BLIND,
  DEFAULT_POLICY,
  DEFAULT_VERDICTS,
  type Policy,
  type PolicyPipeline,
  type VerdictRules,
} from './policy.ts';

export const POLICY_SCHEMA = 'scalescope/policy@1';

const MOST_PIPELINES = 100;
/** Of text where the policy names no language. */
const DEFAULT_LANGUAGE = 'eng';

/** A policy as its file gives it, with what it says of how text is read. */
export interface ReadPolicy {
  policy: Policy;
  /** The list of phrases that text is marked by; null: the built-in one. */
  phrases: Phrase[] | null;
  /** The language of the text; null: English. */
  language: string | null;
}

/** What a policy names and its reader finds: pipelines by id or by file, and lists of phrases by file. */
export interface PolicyFiles {
  pipeline(name: string): Pipeline;
  phrases(name: string): Phrase[];
  /** Throws UserError where text in `language` cannot be read here. */
  checkLanguage(language: string): void;
}

const text = (most: number) =>
  v.pipe(
    v.string('a text'),
    v.minLength(1, 'a text that is not empty'),
    v.maxLength(most, `a text of at most ${most} characters`),
  );
const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
const anyOf = <const A extends readonly [string, ...string[]]>(actions: A) =>
  v.picklist(actions, `one of ${quoted(actions)}`);

const any = anyOf(ACTIONS);
/** Of what nothing can be cleaned from. */
const uncleaned = anyOf(['pass', 'flag', 'block']);

const Verdicts = v.strictObject(
  {
    attack: v.exactOptional(any),
    suspicious: v.exactOptional(any),
    clean: v.exactOptional(uncleaned),
    'not-assessable': v.exactOptional(uncleaned),
    error: v.exactOptional(uncleaned),
  },
  'an action for each verdict {…}',
);

const Kinds = {
  instruction: v.exactOptional(any),
  address: v.exactOptional(any),
  link: v.exactOptional(any),
};
const Prompts = v.strictObject(
  {
    instruction: v.exactOptional(uncleaned),
    address: v.exactOptional(uncleaned),
    link: v.exactOptional(uncleaned),
  },
  'an action for each kind of phrase {…}',
);

const PolicyShape = v.strictObject(
  {
    schema: v.literal(POLICY_SCHEMA, `"${POLICY_SCHEMA}"`),
    verdicts: v.optional(Verdicts),
    text: v.optional(
      v.strictObject(
        {
          read: v.optional(v.boolean('true or false')),
          'only-machine': v.optional(any),
          ...Kinds,
          phrases: v.optional(text(1000)),
          language: v.optional(
            v.pipe(
              v.string('a text'),
              v.regex(/^[a-z]{3}(?:_[a-z]{2,8}){0,2}$/, 'a language such as "eng" or "deu"'),
            ),
          ),
        },
        'what is done with text {…}',
      ),
    ),
    prompts: v.optional(Prompts),
    pipelines: v.optional(
      v.pipe(
        v.record(
          v.pipe(text(100), v.regex(/^[\w.-]+$/, 'a name of letters, digits, ".", "_" and "-"')),
          v.strictObject(
            {
              pipeline: text(1000),
              size: v.optional(
                v.pipe(
                  v.string('a size such as "448x448"'),
                  v.regex(/^[1-9]\d{0,4}x[1-9]\d{0,4}$/, 'a size such as "448x448"'),
                ),
              ),
              search: v.optional(v.boolean('true or false')),
              verdicts: v.optional(Verdicts),
            },
            'a pipeline {"pipeline": …}',
          ),
          'pipelines by their names {…}',
        ),
        v.check(
          (given) => Object.keys(given).length <= MOST_PIPELINES,
          `at most ${MOST_PIPELINES} pipelines`,
        ),
      ),
    ),
    default: v.optional(text(100)),
    guardrail: v.optional(
      v.strictObject(
        {
          'applies-images': v.optional(v.boolean('true or false')),
          'storages-stay': v.optional(v.boolean('true or false')),
        },
        'what is known of the caller of the guardrail {…}',
      ),
    ),
  },
  `a policy {"schema": "${POLICY_SCHEMA}", …}`,
);

/**
 * The policy that `json` describes; `name` is what its file is called. Throws UserError `invalid-argument` that names
 * the first wrong field and its line, also where `files` finds nothing.
 */
export function parsePolicy(json: string, name: string, files: PolicyFiles): ReadPolicy {
  const { value, fail } = parseChecked(PolicyShape, json, name);
  const found = <T>(find: () => T, path: JsonPath): T => {
    try {
      return find();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return fail(path, sentence(toErrorBody(error).message));
    }
  };
  const verdicts: VerdictRules = { ...DEFAULT_VERDICTS, ...value.verdicts };
  const pipelines = Object.entries(value.pipelines ?? {}).map(([called, given]): PolicyPipeline => {
    const path: JsonPath = ['pipelines', called];
    if (called === BLIND) {
      fail(path, `${BLIND} is what requests say for a search of every size; choose another name.`);
    }
    const pipeline = found(() => files.pipeline(given.pipeline), [...path, 'pipeline']);
    if (given.size !== undefined && !pipeline.sizeIsFree) {
      fail([...path, 'size'], `${pipeline.id} has a size of its own; leave this field out.`);
    }
    const [width = 0, height = 0] = (given.size ?? '').split('x').map(Number);
    return {
      name: called,
      pipeline,
      size: given.size === undefined ? undefined : { width, height },
      search: given.search ?? false,
      verdicts: { ...verdicts, ...given.verdicts },
    };
  });
  const usual = pipelines.find(({ name: called }) => called === value.default) ?? null;
  if (value.default !== undefined && usual === null) {
    fail(['default'], `pipelines has no ${value.default}.`);
  }
  const { read, 'only-machine': onlyMachine, phrases, language, ...marks } = value.text ?? {};
  if (language !== undefined || read === true) {
    const path: JsonPath = ['text', language === undefined ? 'read' : 'language'];
    found(() => files.checkLanguage(language ?? DEFAULT_LANGUAGE), path);
  }
  return {
    policy: {
      verdicts,
      text: {
        isRead: read ?? DEFAULT_POLICY.text.isRead,
        onlyMachine: onlyMachine ?? DEFAULT_POLICY.text.onlyMachine,
        marks: { ...DEFAULT_POLICY.text.marks, ...marks },
      },
      prompts: { ...DEFAULT_POLICY.prompts, ...value.prompts },
      pipelines,
      usual,
      guardrail: {
        appliesImages:
          value.guardrail?.['applies-images'] ?? DEFAULT_POLICY.guardrail.appliesImages,
        storagesStay: value.guardrail?.['storages-stay'] ?? DEFAULT_POLICY.guardrail.storagesStay,
      },
    },
    phrases:
      phrases === undefined ? null : found(() => files.phrases(phrases), ['text', 'phrases']),
    language: language ?? null,
  };
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
