/** The finding that a case shows of an image; anybody may have written the case. */
import * as v from 'valibot';
import type { CaseImage } from '../../shared/case/case-contract.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import type { DecodePolicy } from '../../shared/image/facts.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import { parsePipeline } from '../../shared/pipelines/user-pipeline.ts';
import { damaged } from '../cases/store/database.ts';
import { StoredView, texts, whole } from './report-shapes.ts';

const size = { width: whole(1), height: whole(1) };

const Settings = v.looseObject({
  policy: v.optional(v.looseObject({ orientation: v.picklist(['stored', 'applied']) })),
  view: v.optional(v.nullable(StoredView), null),
});

/** What a report takes out of a finding. */
const StoredShape = v.looseObject({
  reasons: texts,
  width: v.nullable(whole(1)),
  height: v.nullable(whole(1)),
  targets: v.array(v.looseObject({ ...size, samplers: texts, crop: v.looseObject(size) })),
  unexplained: v.optional(
    v.array(v.looseObject({ ...size, sigma: v.pipe(v.number(), v.finite()) })),
  ),
  skipped: v.optional(whole(0)),
  facts: v.nullable(v.looseObject({ ...size, orientation: whole(1) })),
});

export interface StoredFinding {
  finding: Finding;
  /** How the image was decoded, where that is told. */
  policy: Pick<DecodePolicy, 'orientation'> | undefined;
  /** The view that it was judged by; null where none was asked for. */
  view: ViewRequest | null;
}

/** The newest finding in `image` of the case called `name`. Throws UserError `damaged`. */
export function storedFinding(name: string, { row, findings }: CaseImage): StoredFinding {
  const fail = (): never => {
    throw damaged(name, `the stored finding of ${row.name} is not valid`);
  };
  const [newest] = findings;
  if (newest === undefined || !v.is(StoredShape, newest.finding)) return fail();
  const settings = v.safeParse(Settings, newest.settings);
  if (!settings.success) return fail();
  const { policy, view } = settings.output;
  return { finding: newest.finding as Finding, policy, view: view && withPreset(view, fail) };
}

function withPreset(
  { preset, ...view }: v.InferOutput<typeof StoredView>,
  fail: () => never,
): ViewRequest {
  if (preset === undefined) return view;
  try {
    return { ...view, preset: parsePipeline(JSON.stringify(preset), 'The pipeline') };
  } catch (error) {
    if (error instanceof UserError) return fail();
    throw error;
  }
}
