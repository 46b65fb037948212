/** What a scan is given: its paths, the view that it judges, and the list of findings it goes on with. */
import { UserError } from '../../../shared/base/errors.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { engineVersion } from '../../base/package-root.ts';
import { Journal } from '../../scan/journal.ts';
import { fingerprintOf, type ScanSettings } from '../../scan/scan-settings.ts';
import { decodePath } from '../../base/byte-path.ts';
import { within } from '../../base/streams.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { viewRequest } from '../../terminal/options.ts';

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
