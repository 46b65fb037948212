/** What a scan is given: its paths, the view that it judges, and the list of findings it goes on with. */
import { UserError } from '../../../shared/base/errors.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { engineVersion } from '../../base/package-root.ts';
import type { ImageSource } from '../../engine/images/orders.ts';
import { SCAN_TEXT, type TextSettings } from '../../engine/text/read-image-text.ts';
import { Journal } from '../../scan/journal.ts';
import { fingerprintOf, settingsOf, type ScanSettings } from '../../scan/scan-settings.ts';
import { decodePath } from '../../base/byte-path.ts';
import { within } from '../../base/streams.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { imageSource, viewRequest, type DecodeOptions } from '../../terminal/options.ts';
import { textSettings, type TextOptions } from '../../terminal/text-options.ts';

/** What a scan is asked for that its findings depend on. */
export interface ExaminationOptions extends DecodeOptions, TextOptions {
  /** With `size`: the one view that is judged, instead of searching every size. */
  pipeline?: Pipeline;
  size?: Size;
  /** Whether the PDQ hashes of both scales are told; lists of such hashes ask for them too. */
  pdq?: true;
  /** What else is asked of every image: what these say of it at both scales. */
  labels: Classifier[];
}

/** How every image of a scan is examined, and the settings that its findings are kept with. */
export interface Examination {
  decode: Pick<ImageSource, 'policy' | 'limits' | 'thresholds' | 'pdq'>;
  view: ViewRequest | null;
  text: TextSettings | null;
  settings: ScanSettings;
}

/** What `options` ask for; `needsPdq` where lists do. Throws UserError for options that make no sense. */
export async function examinationOf(
  options: ExaminationOptions,
  needsPdq = false,
): Promise<Examination> {
  const view = viewOf(options);
  const { policy, limits, thresholds } = imageSource('', options, options.pipeline);
  const pdq = options.pdq ?? (needsPdq || undefined);
  const decode = { policy, limits, thresholds, ...(pdq && { pdq }) };
  const text = textSettings(options, SCAN_TEXT);
  return { decode, view, text, settings: await settingsOf(decode, view, options.labels, text) };
}

/** Of paths on standard input: far more than one has. */
const LIST = { maxBytes: 256 * 1024 ** 2 };

/** The view that `--pipeline` and `--size` name; null where neither is given. */
export function viewOf({
  pipeline,
  size,
}: {
  pipeline?: Pipeline;
  size?: Size;
}): ViewRequest | null {
  if (pipeline === undefined && size === undefined) return null;
  return viewRequest(pipeline ?? findPipeline(DEFAULT_PIPELINE), size);
}

/** `paths` with `-` replaced by those on standard input. */
export async function expandList(
  paths: readonly string[],
  options: { null?: true },
  { stdin }: CommandIo,
): Promise<string[]> {
  if (!paths.includes('-')) {
    if (options.null) throw new UserError('invalid-argument', '-0 needs - for standard input.');
    return [...paths];
  }
  const given = within(stdin, 'The list of paths', LIST);
  const chunks: Buffer[] = [];
  for await (const chunk of given) chunks.push(chunk);
  const text = decodePath(Buffer.concat(chunks));
  const listed = options.null ? text.split('\0') : text.split(/\r?\n/);
  const named = listed.filter((path) => path !== '');
  return paths.flatMap((path) => (path === '-' ? named : [path]));
}

/** The list of findings at `--jsonl`, new or to go on with; null where none is asked for. */
export async function openJournal(
  { jsonl, resume }: { jsonl?: string; resume?: true },
  settings: ScanSettings,
): Promise<Journal | null> {
  if (jsonl === undefined) return null;
  const making = { version: engineVersion, settings: fingerprintOf(settings) };
  return resume ? Journal.resume(jsonl, making) : Journal.create(jsonl, making);
}
