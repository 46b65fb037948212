/**
 * What is done with an image: an action for each verdict, and for text that only the machine reads. Pure data, by
 * which the gate decides; policy-file.ts reads it from JSON.
 */
import type { Pipeline } from '../pipelines/steps/format.ts';
import type { Size } from '../base/raster.ts';
import type { ListedVerdict } from '../verdict/words.ts';
import type { PhraseMark } from '../verdict/text-reading.ts';

/** The actions, each stronger than the one before: of several the strongest counts. */
export const ACTIONS = ['pass', 'flag', 'clean', 'block'] as const;
export type Action = (typeof ACTIONS)[number];

/** What each verdict leads to. */
export type VerdictRules = Record<ListedVerdict, Action>;

/** What text leads to that only the machine reads; `marks`: where a phrase of the list is in it. */
export interface TextRules {
  /** Whether images are read where a request does not ask for it. */
  isRead: boolean;
  onlyMachine: Action;
  marks: Record<PhraseMark['kind'], Action>;
}

/** A pipeline that requests name, with the rules for it. */
export interface PolicyPipeline {
  name: string;
  pipeline: Pipeline;
  /** Where the pipeline leaves it open; left out: the pipeline's own. */
  size?: Size | undefined;
  /** Whether every size is searched beside this view. */
  search: boolean;
  verdicts: VerdictRules;
}

/** What the policy knows of who asks as a guardrail, and passes images on itself. */
export interface GuardrailRules {
  /** Whether the caller gives the model the images of the answer; else what would be cleaned is blocked. */
  appliesImages: boolean;
  /** Whether an address shows the same image whenever it is fetched; else images by their address are blocked. */
  storagesStay: boolean;
}

export interface Policy {
  verdicts: VerdictRules;
  text: TextRules;
  /** What phrases lead to in texts that come as texts; `pass` leaves them alone. */
  prompts: Record<PhraseMark['kind'], Action>;
  pipelines: readonly PolicyPipeline[];
  /** The pipeline of requests that name none; null: every size is searched. */
  usual: PolicyPipeline | null;
  guardrail: GuardrailRules;
}

/** What a request names where it wants every size searched, whatever the usual pipeline is. */
export const BLIND = 'blind';

/** What holds where no policy says otherwise. What could not be examined is blocked. */
export const DEFAULT_VERDICTS: VerdictRules = {
  attack: 'block',
  suspicious: 'flag',
  clean: 'pass',
  'not-assessable': 'flag',
  error: 'block',
};

export const DEFAULT_POLICY: Policy = {
  verdicts: DEFAULT_VERDICTS,
  text: {
    isRead: false,
    onlyMachine: 'block',
    marks: { instruction: 'block', address: 'block', link: 'block' },
  },
  prompts: { instruction: 'pass', address: 'pass', link: 'pass' },
  pipelines: [],
  usual: null,
  guardrail: { appliesImages: false, storagesStay: false },
};

/** The stronger of two actions. */
export function stronger(one: Action, other: Action): Action {
  return ACTIONS.indexOf(one) >= ACTIONS.indexOf(other) ? one : other;
}
