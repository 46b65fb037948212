/** The policy that holds now, read from its file with the pipelines and lists that it names. */
import { dirname, resolve } from 'node:path';
import { findPipeline } from '../../../shared/pipelines/pipeline.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';
import { DEFAULT_POLICY, type Policy } from '../../../shared/policy/policy.ts';
import { parsePolicy } from '../../../shared/policy/policy-file.ts';
import { BUILT_IN_PHRASES, parsePhrases, type Phrase } from '../../../shared/text/phrases.ts';
import { readRegularFileSync } from '../../base/regular-file.ts';
import { SCAN_TEXT, type TextSettings } from '../../engine/text/read-image-text.ts';
import { checkLanguage } from '../../engine/text/tesseract.ts';

/** A policy, and how text is read under it. */
export interface LoadedPolicy {
  policy: Policy;
  phrases: readonly Phrase[];
  text: TextSettings;
}

const MAX_BYTES = 4 * 1024 ** 2;

/** The policy in the file at `path`; null: the built-in one. Throws UserError that names the field and its line. */
export function loadPolicy(path: string | null): LoadedPolicy {
  if (path === null) {
    return { policy: DEFAULT_POLICY, phrases: BUILT_IN_PHRASES, text: SCAN_TEXT };
  }
  const folder = dirname(resolve(path));
  const read = (name: string, what: string): string =>
    readRegularFileSync(resolve(folder, name), name, { what, maxBytes: MAX_BYTES }).toString(
      'utf8',
    );
  const policyText = readRegularFileSync(path, path, { what: 'a policy', maxBytes: MAX_BYTES });
  const { policy, phrases, language } = parsePolicy(policyText.toString('utf8'), path, {
    pipeline: (name): Pipeline =>
      name.toLowerCase().endsWith('.json')
        ? parsePipeline(read(name, 'a pipeline'), name)
        : findPipeline(name),
    phrases: (name) => parsePhrases(read(name, 'a list of phrases'), name),
    checkLanguage,
  });
  const used = phrases ?? BUILT_IN_PHRASES;
  return {
    policy,
    phrases: used,
    text: { ...SCAN_TEXT, phrases: used, ...(language && { language }) },
  };
}
