/** What a request to the gate may ask for, in its query, in the fields of a form or in JSON: texts, checked. */
import * as v from 'valibot';
import { MAX_PIPELINE_LENGTH } from '../queries.ts';

const YES = '"true" or "false"';
const flag = v.optional(v.picklist(['true', 'false'], YES), 'false');
const SIZE = 'a size such as "299x299"';

const FIELDS = {
  pipeline: v.optional(
    v.pipe(
      v.string('the name of a pipeline of the policy, or an id of the catalog'),
      v.minLength(1, 'a text that is not empty'),
      v.maxLength(MAX_PIPELINE_LENGTH, `at most ${MAX_PIPELINE_LENGTH} characters`),
    ),
  ),
  size: v.optional(v.pipe(v.string(SIZE), v.regex(/^[1-9]\d{0,4}(x[1-9]\d{0,4})?$/, SIZE))),
  name: v.optional(v.pipe(v.string('a text'), v.maxLength(255, 'at most 255 characters'))),
};

/** `pipeline` left out: that of the policy; `blind`: every size is searched. `view`, `text`, `clean` add to the answer. */
export const ExamineQuery = v.object({ ...FIELDS, view: flag, text: flag, clean: flag });
export type ExamineFields = v.InferOutput<typeof ExamineQuery>;

const bool = v.optional(v.boolean('true or false'));

const IMAGE = 'a data URL, or an address of an allowed storage';
/** The same as JSON, with the image in it. */
export const ExamineJson = v.object({
  image: v.pipe(v.string(IMAGE), v.minLength(1, IMAGE)),
  ...FIELDS,
  ...{ view: bool, text: bool, clean: bool },
});

/** The same as a form: the image is a file, or a text as in JSON. */
export const ExamineForm = v.object({ image: v.string(IMAGE), ...ExamineQuery.entries });

const texts = (most: number) =>
  v.optional(v.nullable(v.pipe(v.array(v.string()), v.maxLength(most))));

/** Images and texts of one request of a guardrail. */
const MOST_IMAGES = 100;
const MOST_TEXTS = 10_000;

/** LiteLLM's generic guardrail contract: what it sends. More fields may come, and are left alone. */
export const GuardrailRequest = v.looseObject({
  texts: texts(MOST_TEXTS),
  images: texts(MOST_IMAGES),
  request_data: v.optional(v.nullable(v.looseObject({}))),
  input_type: v.optional(
    v.nullable(v.picklist(['request', 'response'], '"request" or "response"')),
  ),
  litellm_call_id: v.optional(v.nullable(v.string('a text'))),
  litellm_trace_id: v.optional(v.nullable(v.string('a text'))),
  additional_provider_specific_params: v.optional(
    v.nullable(v.looseObject({ pipeline: FIELDS.pipeline, size: FIELDS.size })),
  ),
});
export type GuardrailOrder = v.InferOutput<typeof GuardrailRequest>;
