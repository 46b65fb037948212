/** What JavaScript hands to the library, checked: sentences name the option and what was expected. */
import * as v from 'valibot';
import { parse } from '../shared/api/queries.ts';
import { SANITIZE_METHODS } from '../shared/sanitize/sanitize.ts';

const POSITIVE = 'a number above 0';

const text = v.string('a text');
const flag = v.boolean('true or false');
const positive = v.pipe(
  v.number(POSITIVE),
  v.check((value) => value > 0, POSITIVE),
);
const object = <E extends v.ObjectEntries>(entries: E, expected = 'an object {…}') =>
  v.optional(v.looseObject(entries, expected));

const View = v.looseObject(
  {
    pipeline: v.string('the id of a pipeline'),
    width: v.optional(whole(1)),
    height: v.optional(whole(1)),
    part: v.optional(whole(0)),
    preset: object({ id: text, decode: v.looseObject({}, 'the decode rules {…}') }),
  },
  'a view {pipeline, width, height}',
);

const ofFiles = {
  name: v.optional(text),
  policy: object({
    orientation: v.optional(v.picklist(['stored', 'applied'], '"stored" or "applied"')),
    frame: v.optional(v.nullable(whole(0))),
    item: v.optional(v.nullable(text)),
  }),
  signal: v.optional(v.instance(AbortSignal, 'an AbortSignal')),
};

const Limits = object({
  maxPixels: v.optional(positive),
  maxBytes: v.optional(positive),
  timeoutMs: v.optional(positive),
  maxMemoryBytes: v.optional(positive),
});

const Method = object(
  {
    kind: v.picklist(SANITIZE_METHODS, `one of ${SANITIZE_METHODS.join(', ')}`),
    scope: v.optional(v.picklist(['departing', 'all'], '"departing" or "all"')),
    seed: v.optional(v.pipe(v.number('a number'), v.finite('a number'))),
    radius: v.optional(v.pipe(v.number('a number'), v.finite('a number'))),
    sigma: v.optional(v.pipe(v.number('a number'), v.finite('a number'))),
  },
  'a method {kind: …}',
);

const Created = v.object({ options: object({ engines: v.optional(whole(1)), limits: Limits }) });
const Analyzed = v.object({ options: object({ ...ofFiles, view: v.optional(View) }) });
const Sanitized = v.object({
  options: object({
    ...ofFiles,
    views: v.optional(v.array(View, 'a list of views [{pipeline, width, height}, …]')),
    method: Method,
    matrix: v.optional(flag),
  }),
});

/**
 * These throw UserError `invalid-argument` for what is not as it is declared: the options of each
 * function, the path and the bytes.
 */
export const checkCreated = (options: unknown): void => void parse(Created, { options });
export const checkAnalyzed = (options: unknown): void => void parse(Analyzed, { options });
export const checkSanitized = (options: unknown): void => void parse(Sanitized, { options });
export const checkPath = (path: unknown): void => void parse(v.object({ path: text }), { path });
export const checkBytes = (bytes: unknown): void =>
  void parse(v.object({ bytes: v.instance(Uint8Array, 'a Uint8Array') }), { bytes });

function whole(least: number) {
  const expected = `a whole number from ${least}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected));
}
