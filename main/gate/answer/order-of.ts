/** From the fields of a request, and the policy, to the order for one image. */
import type { GatePipeline } from '../../../shared/api/gate/gate-answers.ts';
import type { ExamineFields } from '../../../shared/api/gate/gate-query.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { printable } from '../../../shared/base/printable.ts';
import { invalid, missing, refusal } from '../../../shared/base/invalid.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { allPipelines, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { BLIND, type PolicyPipeline } from '../../../shared/policy/policy.ts';
import { displayName } from '../../api/display-name.ts';
import { viewRequest } from '../../terminal/options.ts';
import { parseSize } from '../../terminal/values.ts';
import type { LoadedPolicy } from '../service/policy-store.ts';
import type { ImageOrder } from './examine-image.ts';

/** What is asked of the image of a request. Throws UserError `invalid-argument` and `unknown-pipeline`. */
export function orderOf(fields: ExamineFields, loaded: LoadedPolicy): ImageOrder {
  const { policy } = loaded;
  const asked = askedPipeline(fields, loaded);
  return {
    name: fields.name === undefined ? 'image' : displayName(fields.name),
    judged: asked && {
      name: asked.name,
      pipeline: asked.pipeline,
      view: viewRequest(asked.pipeline, asked.size),
      search: asked.search,
    },
    verdicts: asked?.verdicts ?? policy.verdicts,
    policy,
    text: fields.text === 'true' || policy.text.isRead ? loaded.text : null,
    wantsView: fields.view === 'true',
    wantsClean: fields.clean === 'true',
    noCopy: null,
  };
}

const NO_COPY =
  'It is blocked, because the policy does not say that the caller uses cleaned images (guardrail.applies-images).';

/**
 * What is asked of the images of a guardrail's request. Its parameters may come from whoever wrote the prompt, so that
 * they choose among the pipelines of the policy alone. Throws UserError `invalid-argument` and `unknown-pipeline`.
 */
export function orderOfGuardrail(
  { pipeline, size }: Pick<ExamineFields, 'pipeline' | 'size'>,
  loaded: LoadedPolicy,
): ImageOrder {
  const { pipelines, guardrail } = loaded.policy;
  if (size !== undefined) throw refusal('no size, which the policy has,', 'size', size);
  if (pipeline !== undefined && pipeline !== BLIND && !pipelines.some(isNamed(pipeline))) {
    throw new UserError('unknown-pipeline', `The policy has no pipeline ${printable(pipeline)}`);
  }
  const order = orderOf({ pipeline, view: 'false', text: 'false', clean: 'false' }, loaded);
  return { ...order, noCopy: guardrail.appliesImages ? null : NO_COPY };
}

const isNamed =
  (asked: string) =>
  ({ name }: PolicyPipeline): boolean =>
    name === asked;

function askedPipeline(
  { pipeline: named, size }: Pick<ExamineFields, 'pipeline' | 'size'>,
  { policy }: LoadedPolicy,
): PolicyPipeline | null {
  if (named === BLIND || (named === undefined && policy.usual === null)) {
    if (size === undefined) return null;
    throw named === BLIND ? refusal(`no size with ${BLIND}`, 'size', size) : missing('pipeline');
  }
  const ofPolicy = named === undefined ? policy.usual : policy.pipelines.find(isNamed(named));
  const found = ofPolicy ?? {
    name: named!,
    pipeline: findPipeline(named!),
    search: false,
    verdicts: policy.verdicts,
  };
  if (size === undefined) return found;
  if (!found.pipeline.sizeIsFree) {
    throw invalid(`no size, because ${found.name} has its own,`, 'size', size);
  }
  return { ...found, size: sizeOf(size) };
}

function sizeOf(text: string): Size {
  try {
    return parseSize(text);
  } catch (error) {
    throw refusal(`a size (${(error as Error).message})`, 'size', text);
  }
}

/** The pipelines that requests may name: those of the policy, then the catalog. */
export function listPipelines({ policy }: LoadedPolicy): GatePipeline[] {
  const own = policy.pipelines.map(
    ({ name, pipeline: { id, title, sizeIsFree, defaultSize }, size }) => ({
      ...{ name, id, title, sizeIsFree },
      size: size ?? defaultSize,
    }),
  );
  const catalog = allPipelines().map(({ id, title, sizeIsFree, defaultSize }) => ({
    ...{ name: id, id, title, sizeIsFree },
    size: defaultSize,
  }));
  return [...own, ...catalog];
}
