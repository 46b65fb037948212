/** What an engine says, held to its form: it may be in the hands of whoever made the image that it decoded. */
import * as v from 'valibot';
import type { EngineResponse } from './protocol.ts';

/** Longer sentences are nobody's. */
const MOST_CHARACTERS = 4000;

/** The name of a stage, shown beside its share. */
const MOST_OF_A_STAGE = 100;

const id = v.pipe(v.number(), v.safeInteger());
const text = v.pipe(
  v.string(),
  v.transform((said) => said.slice(0, MOST_CHARACTERS)),
);
const share = v.pipe(
  v.custom<number>((fraction) => typeof fraction === 'number'),
  v.transform((fraction) => Math.min(1, Math.max(0, fraction || 0))), // NaN is none
);

const Response = v.union([
  v.object({ ready: v.object({ hasPermissions: v.boolean() }) }),
  v.object({ asks: id, question: v.unknown() }),
  v.object({ id, budgetMs: v.pipe(v.number(), v.minValue(0)) }),
  v.object({
    id,
    progress: v.object({
      stage: v.pipe(v.string(), v.maxLength(MOST_OF_A_STAGE)),
      fraction: share,
      soFar: v.optional(v.unknown()),
    }),
  }),
  v.object({
    id,
    error: v.object({
      ...{ code: v.string(), message: text },
      ...{ fact: v.optional(text), remedy: v.optional(text) },
    }),
  }),
  v.object({ id, output: v.unknown() }),
]);

/** What `said` is. What is in a question, in an output and in what there is so far is not looked at. Throws TypeError where it is no answer. */
export function readResponse(said: unknown): EngineResponse {
  const parsed = v.safeParse(Response, said);
  if (!parsed.success) throw new TypeError('it has not the form of one');
  return parsed.output as EngineResponse;
}
