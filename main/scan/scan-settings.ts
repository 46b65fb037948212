/** What the findings of a scan depend on beside the image and the engine. */
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import type { DecodeLimits, DecodePolicy } from '../../shared/image/facts.ts';
import type { Classifier } from '../../shared/pipelines/classifier.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import { ownThresholds, type Thresholds } from '../../shared/verdict/thresholds.ts';
import { MOST_FRAMES } from '../../shared/image/sample-frames.ts';
import type { ImageSource } from '../engine/images/orders.ts';
import type { TextSettings } from '../engine/text/read-image-text.ts';
import type { KnownList } from '../../shared/known/known.ts';
import { hashFile, sha256Of } from '../base/hash.ts';

/** As a case keeps them beside each finding. */
export interface ScanSettings {
  policy: DecodePolicy;
  /** Where the policy names no frame: how many of an animation are examined. */
  mostFrames?: number;
  limits: Pick<DecodeLimits, 'maxPixels' | 'maxBytes'>;
  /** With the whole of a person's own pipeline, so that another of the same id is not the same. */
  view: ViewRequest | null;
  /** Built-in classifiers by their id, others also by what their files hold. */
  labels?: (string | { id: string; sha256: string })[];
  /** Where text is read: by which data, which phrases, and for how long. */
  text?: { language: string; phrases: string; mostSizes: number; budgetMs: number };
  /** Where they are not the built-in ones. */
  thresholds?: Thresholds;
  /** True where the PDQ hashes of both scales are told. */
  pdq?: true;
  /** Of a list of findings: which lists of known files were asked, and whether MD5 and SHA-1 are told. */
  hashes?: KnownList[];
  /** True where every size is searched beside the view. */
  search?: true;
}

/** The settings of a scan; reads the models of classifiers, to know them again. */
export async function settingsOf(
  {
    policy,
    limits,
    thresholds,
    pdq,
  }: Pick<ImageSource, 'policy' | 'limits' | 'thresholds' | 'pdq'>,
  view: ViewRequest | null,
  classifiers: readonly Classifier[] = [],
  text: TextSettings | null = null,
): Promise<ScanSettings> {
  const { maxPixels, maxBytes } = limits;
  const own = ownThresholds(thresholds);
  return {
    policy,
    ...(policy.frame === null && { mostFrames: MOST_FRAMES }),
    limits: { maxPixels, maxBytes },
    view,
    ...(classifiers.length > 0 && { labels: await Promise.all(classifiers.map(contentOf)) }),
    ...(text !== null && { text: textContentOf(text) }),
    ...(own !== null && { thresholds: own }),
    ...(pdq === true && { pdq }),
  };
}

/**
 * What a journal knows its findings again by: a hash of `settings` but for the limits, under which a
 * file is examined or refused, but never found to be something else.
 */
export function fingerprintOf({ limits: _, ...settings }: ScanSettings): string {
  return sha256Of(canonicalJson(settings));
}

function textContentOf({ phrases, ...others }: TextSettings): NonNullable<ScanSettings['text']> {
  return { ...others, phrases: sha256Of(canonicalJson(phrases)) };
}

async function contentOf({
  id,
  view,
  model,
}: Classifier): Promise<string | { id: string; sha256: string }> {
  if (model.kind !== 'onnx') return id;
  const { path, ...described } = model;
  const weights = (await hashFile(path))?.sha256 ?? null; // loading it tells why
  return { id, sha256: sha256Of(canonicalJson({ view, described, weights })) };
}
