/**
 * Pipelines of pipelines: what one program makes of a picture is sent to the next, which loads it by its own rules. A
 * chain is a pipeline like any other, its links' steps with a hand-over between them, so its tables, its exposure and
 * what is found behind it follow from the same composition.
 *
 * An id names a chain by its links: `client/fit~jpeg85~model/openai-high`. A link of free size that is not the last
 * says it: `pillow/bilinear@1024x768~tensorflow/bilinear`. `jpeg85` between two links says that the first sends JPEG
 * of that quality with halved chroma, `jpeg85-444` with whole chroma; without it PNG is sent, which loses nothing.
 */
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';
import {
  allSteps,
  PIPELINE_SCHEMA,
  type HandOverStep,
  type Pipeline,
  type Step,
} from './format.ts';

/** Between the links of a chain in an id. */
export const LINK = '~';

/** The most links of a chain: one resize after the other leaves nothing to see. */
export const MAX_LINKS = 8;

/** The id of a pipeline that is no chain. */
export const LINK_NAME = /^[a-z0-9][\w.+@-]*\/[\w.+@-]+$/i;

export interface Link {
  pipeline: Pipeline;
  /** The size of a pipeline of free size; the last link may leave it to who asks. */
  size?: Size | undefined;
  /** How it sends its picture to the next; default: PNG. */
  sends?: HandOverStep['as'] | undefined;
}

type Named = Pick<Pipeline, 'id' | 'title'> & { source?: string | undefined };

/**
 * The chain of `links` under its own id and title. Throws UserError `invalid-argument` that says what of the links
 * does not go together.
 */
export function chained(links: readonly Link[], named: Named): Pipeline {
  if (links.length < 2 || links.length > MAX_LINKS) {
    throw refusal(named.id, `it has ${links.length} links, and a chain has 2 to ${MAX_LINKS}`);
  }
  const bound = links.map((link, i) => boundLink(link, i === links.length - 1, named.id));
  const first = bound[0];
  const last = bound[bound.length - 1];
  const steps = bound.flatMap(({ steps: own, decode, title }, i): Step[] => {
    if (i === 0) return own;
    const as = links[i - 1].sends ?? 'png';
    const handOver: HandOverStep = { op: 'hand-over', to: title, as, decode };
    return [handOver, ...loadedWhole(own, as, named.id)];
  });
  const inexact = links.some(({ sends }) => sends !== undefined && sends !== 'png');
  return {
    schema: PIPELINE_SCHEMA,
    ...named,
    library: 'chain',
    versions: bound.map(({ id, versions }) => `${id}: ${versions}`).join('; '),
    source: named.source ?? bound.map(({ id, source }) => `${id}: ${source}`).join('; '),
    exactness: exactnessOf(bound, inexact),
    call: bound.map(({ call }) => call).join('  →  '),
    decode: first.decode,
    steps,
    defaultSize: last.defaultSize,
    sizeIsFree: last.sizeIsFree,
  };
}

function exactnessOf(links: readonly Pipeline[], sendsJpeg: boolean): string {
  const parts = links
    .filter(({ exactness }) => exactness !== 'exact')
    .map(({ id, exactness }) => `${id}: ${exactness}`);
  if (sendsJpeg) parts.push('JPEG between links as libjpeg-turbo writes it, other encoders differ');
  return parts.length === 0 ? 'exact' : parts.join('; ');
}

/** A link with its size in its steps, its samples cut to 8 bits. */
function boundLink({ pipeline, size, sends }: Link, isLast: boolean, chain: string): Pipeline {
  const { id, sizeIsFree } = pipeline;
  if (isLast && sends !== undefined) throw refusal(chain, `its last link, ${id}, sends to nobody`);
  const decode = { ...pipeline.decode, depth: 8 as const };
  if (!sizeIsFree) {
    if (size !== undefined) throw refusal(chain, `${id} fixes its own size, so it takes none`);
    return { ...pipeline, decode };
  }
  if (size === undefined) {
    if (isLast) return { ...pipeline, decode };
    throw refusal(
      chain,
      `${id} takes any size, so the chain has to say which (${id}@1024x768 in an id)`,
    );
  }
  const steps = pipeline.steps.map((step) => boundStep(step, size, id, chain));
  return { ...pipeline, decode, steps, defaultSize: size, sizeIsFree: false };
}

function boundStep(step: Step, size: Size, id: string, chain: string): Step {
  const exact = { rule: 'exact', width: size.width, height: size.height } as const;
  if (step.op === 'resize' && step.size.rule === 'target') return { ...step, size: exact };
  if (step.op === 'shrink-on-load') return { ...step, size: exact };
  const usesTarget = allSteps([step]).some(
    (inner) =>
      (inner.op === 'crop' && inner.size === 'target-aspect') ||
      (inner.op === 'resize' && inner.size.rule === 'target'),
  );
  if (!usesTarget) return step;
  throw refusal(chain, `${id} crops by the size that is asked for, and can only be the last link`);
}

/** The steps of a link that loads what was sent: PNG is not shrunken while it is decoded. */
function loadedWhole(steps: Step[], as: HandOverStep['as'], chain: string): Step[] {
  if (steps[0]?.op !== 'shrink-on-load') return steps;
  if (as === 'png') return steps.slice(1);
  throw refusal(
    chain,
    'a link that shrinks JPEG while decoding it comes after one that sends JPEG, which is not modelled',
  );
}

function refusal(chain: string, reason: string): UserError {
  return new UserError('invalid-argument', `The chain ${chain} cannot be: ${reason}.`);
}

/**
 * The chain that `id` names; `find` gives its links. Throws UserError `invalid-argument`, and what `find` throws.
 */
export function chainOfId(id: string, find: (id: string) => Pipeline): Pipeline {
  const links: Link[] = [];
  for (const part of id.split(LINK)) {
    const jpeg = /^jpeg(\d{1,3})(-444)?$/.exec(part);
    if (jpeg === null) {
      links.push(linkOf(part, find));
      continue;
    }
    const before = links.at(-1);
    const quality = Number(jpeg[1]);
    if (before === undefined || before.sends !== undefined || quality < 1 || quality > 100) {
      throw refusal(id, `${part} stands between two links, and its quality is 1 to 100`);
    }
    before.sends = { jpeg: quality, chroma: jpeg[2] === undefined ? '4:2:0' : '4:4:4' };
  }
  const title = links.map(({ pipeline }) => pipeline.title).join(', then ');
  return chained(links, { id, title });
}

function linkOf(part: string, find: (id: string) => Pipeline): Link {
  const sized = /^(.*)@(\d{1,5})x(\d{1,5})$/.exec(part);
  if (sized === null) return { pipeline: find(part) };
  const [, id, width, height] = sized;
  return { pipeline: find(id), size: { width: Number(width), height: Number(height) } };
}
