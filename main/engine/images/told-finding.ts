/**
 * What an engine tells of a file, checked: the engine may be in the hands of whoever made the file. Findings
 * name files, fill tables and pages, and are kept.
 */
import * as v from 'valibot';
import { UserError } from '../../../shared/base/errors.ts';
import { GEOMETRIES } from '../../../shared/detect/lattice/geometry.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { FINDING_FIELDS } from '../../../shared/finding/finding-shape.ts';
import { IMAGE_FORMATS } from '../../../shared/image/facts.ts';
import { JUDGED } from '../../../shared/verdict/judge.ts';
import { SHA256 } from '../../base/hash.ts';
import type { Survey } from './orders.ts';

/** Values, and characters of texts, that a finding may have: many times what the richest file makes. */
const MOST_VALUES = 500_000;
const MOST_CHARACTERS = 8_000_000;
const MOST_DEPTH = 64;

/** A thumbnail has 160 pixels a side. */
const MOST_SIDE = 512;
const MOST_BYTES = 1024 ** 2;

const whole = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const finite = v.pipe(v.number(), v.finite());
const texts = v.array(v.string());
const hash = v.pipe(v.string(), v.regex(SHA256));
const Size = v.looseObject({ width: whole(1), height: whole(1) });
const Region = v.looseObject({ x: finite, y: finite, width: finite, height: finite });
const Lattice = v.looseObject({
  geometry: v.picklist([...GEOMETRIES, 'align1', 'stepped']),
  taps: v.picklist([1, 2]),
  across: finite,
  down: finite,
});
const View = v.looseObject({ pipeline: v.string(), ...Size.entries });

const Told = v.looseObject({
  ...FINDING_FIELDS,
  sha256: v.nullable(hash),
  bytes: v.nullable(whole(0)),
  format: v.nullable(v.picklist(IMAGE_FORMATS)),
  width: v.nullable(whole(1)),
  height: v.nullable(whole(1)),
  targets: v.array(
    v.looseObject({
      ...Size.entries,
      samplers: texts,
      channels: texts,
      score: finite,
      region: v.nullable(Region),
      regions: v.array(Region),
      crop: Region,
      evidence: v.record(v.string(), v.number()),
      records: v.array(v.looseObject({ id: v.string(), title: v.string() })),
      views: v.array(View),
    }),
  ),
  judgements: v.array(
    v.looseObject({
      of: v.picklist(JUDGED),
      verdict: FINDING_FIELDS.verdict,
      score: finite,
      explanation: v.nullable(v.string()),
      reasons: texts,
    }),
  ),
  tested: v.nullable(
    v.looseObject({
      search: v.nullable(v.looseObject({ leastSide: finite, most: Size })),
      view: v.nullable(View),
    }),
  ),
  unexplained: v.optional(v.array(v.looseObject({ ...Size.entries, sigma: finite }))),
  skipped: v.optional(whole(0)),
  looked: v.optional(
    v.array(v.looseObject({ ...Size.entries, crop: Region, lattices: v.array(Lattice) })),
  ),
  facts: v.nullable(v.looseObject({ ...Size.entries, sha256: hash, orientation: whole(1) })),
  view: v.nullable(View),
  frames: v.optional(
    v.looseObject({ count: whole(1), examined: v.array(whole(1)), told: whole(1) }),
  ),
  items: v.optional(
    v.array(
      v.looseObject({
        id: v.string(),
        verdict: v.nullable(FINDING_FIELDS.verdict),
        reasons: texts,
      }),
    ),
  ),
});

const side = v.pipe(whole(1), v.maxValue(MOST_SIDE));

const Pictures = v.pipe(
  v.array(
    v.strictObject({
      kind: v.picklist(['human', 'machine']),
      view: v.string(),
      mediaType: v.literal('image/webp'),
      width: side,
      height: side,
      bytes: v.pipe(
        v.instance(Uint8Array),
        v.check(({ length }) => length <= MOST_BYTES),
      ),
      hash: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))),
    }),
  ),
  v.maxLength(2),
);

/**
 * `told` as the finding on the file called `name`. Throws UserError `internal` where it is none: of another
 * shape, with hashes that do not agree, or too large to be one.
 */
export function toldFinding(told: unknown, name: string): Finding {
  if (!isPlain(told) || !v.is(Told, told)) throw untold(name);
  // What lists say of the file is the host's to tell.
  if (told.known !== undefined || told.hashes !== undefined) throw untold(name);
  if (told.facts !== null && told.facts.sha256 !== told.sha256) throw untold(name);
  return told as unknown as Finding;
}

/** The same of a finding with its pictures. */
export function toldSurvey(told: { finding: unknown; pictures: unknown }, name: string): Survey {
  const finding = toldFinding(told?.finding, name);
  const { pictures } = told;
  if (!v.is(Pictures, pictures)) throw untold(name);
  return { finding, pictures };
}

function untold(name: string): UserError {
  const fact = `The engine told no valid finding of ${name}, which may have taken it over`;
  return new UserError('internal', fact);
}

/** Whether `value` is made of what JSON can hold, is no circle and is not too large to be looked through. */
function isPlain(value: unknown): boolean {
  let values = 0;
  let characters = 0;
  const visit = (one: unknown, depth: number): boolean => {
    if (++values > MOST_VALUES || depth > MOST_DEPTH) return false;
    if (typeof one === 'string') return (characters += one.length) <= MOST_CHARACTERS;
    if (typeof one !== 'object' || one === null) return typeof one !== 'bigint';
    if (Array.isArray(one)) {
      // An array of holes has a length that costs its sender nothing.
      return one.length <= MOST_VALUES - values && one.every((each) => visit(each, depth + 1));
    }
    if (Object.getPrototypeOf(one) !== Object.prototype) return false;
    return Object.entries(one).every(
      ([key, each]) => (characters += key.length) <= MOST_CHARACTERS && visit(each, depth + 1),
    );
  };
  return visit(value, 0);
}
