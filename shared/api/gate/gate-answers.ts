/** What the gate answers, as checks that the compiler holds to their types. */
import * as v from 'valibot';
import type { Finding } from '../../finding/finding.ts';
import { ACTIONS, type Action } from '../../policy/policy.ts';
import type { Certificate } from '../../sanitize/certificate.ts';
import type { TextReading } from '../../verdict/text-reading.ts';
import type { ErrorBody } from '../../base/errors.ts';
import { FINDING, TEXT_READING } from '../routes/answers.ts';
import { ERROR_BODY } from '../routes/route.ts';

export const EXAMINED_SCHEMA = 'scalescope/examined@1';

/** A picture as a data URL, with its size. */
export interface ShownPicture {
  mediaType: 'image/png';
  width: number;
  height: number;
  sha256: string;
  dataUrl: string;
}

/** What was found in an image, and what is to be done with it. */
export interface Examined {
  schema: typeof EXAMINED_SCHEMA;
  action: Action;
  /** Sentences; what decides comes first. */
  because: string[];
  /** The pipeline whose view was judged; null: every size was searched. */
  pipeline: string | null;
  finding: Finding;
  /** With `view`: the machine view; null where no view is asked for and none is found. */
  view?: (ShownPicture & { pipeline: string }) | null;
  /** With `text`: what was read, also in the finding. */
  text?: TextReading;
  /** With `clean`, or where the action is `clean`: a copy without what is hidden; null where none could be made. */
  cleaned?: (ShownPicture & { certificate: Certificate }) | null;
  /** Why the image could not be examined. */
  error?: ErrorBody;
}

/** The answer of a guardrail to LiteLLM. */
export interface GuardrailAnswer {
  action: 'BLOCKED' | 'NONE' | 'GUARDRAIL_INTERVENED';
  blocked_reason?: string;
  texts?: string[];
  images?: string[];
}

/** How the service is; `ready` is false while it ends. */
export interface GateHealth {
  status: 'ok' | 'ending';
  version: string;
}

/** A pipeline that a request may name. */
export interface GatePipeline {
  name: string;
  id: string;
  title: string;
  size: { width: number; height: number } | null;
  sizeIsFree: boolean;
}

const COUNT = v.pipe(v.number(), v.finite());
const PICTURE = {
  mediaType: v.literal('image/png'),
  width: COUNT,
  height: COUNT,
  sha256: v.string(),
  dataUrl: v.string(),
};

export const EXAMINED: v.GenericSchema<unknown, Examined> = v.object({
  schema: v.literal(EXAMINED_SCHEMA),
  action: v.picklist(ACTIONS),
  because: v.array(v.string()),
  pipeline: v.nullable(v.string()),
  finding: FINDING,
  view: v.exactOptional(v.nullable(v.object({ ...PICTURE, pipeline: v.string() }))),
  text: v.exactOptional(TEXT_READING),
  cleaned: v.exactOptional(v.nullable(v.object({ ...PICTURE, certificate: v.any() }))),
  error: v.exactOptional(ERROR_BODY as v.GenericSchema<unknown, ErrorBody>),
});

export const GUARDRAIL_ANSWER: v.GenericSchema<unknown, GuardrailAnswer> = v.object({
  action: v.picklist(['BLOCKED', 'NONE', 'GUARDRAIL_INTERVENED']),
  blocked_reason: v.exactOptional(v.string()),
  texts: v.exactOptional(v.array(v.string())),
  images: v.exactOptional(v.array(v.string())),
});

export const HEALTH: v.GenericSchema<unknown, GateHealth> = v.object({
  status: v.picklist(['ok', 'ending']),
  version: v.string(),
});

export const GATE_PIPELINES: v.GenericSchema<unknown, GatePipeline[]> = v.array(
  v.object({
    name: v.string(),
    id: v.string(),
    title: v.string(),
    size: v.nullable(v.object({ width: COUNT, height: COUNT })),
    sizeIsFree: v.boolean(),
  }),
);
