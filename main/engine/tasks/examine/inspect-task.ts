/** The finding of the search of every size, kept per image, and of a view where there is one. */
import { setImmediate } from 'node:timers/promises';
import { analyze, findingOf } from '../../../../shared/analyze/analyze.ts';
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import { blankReason } from '../../../../shared/verdict/blank.ts';
import { heedingUnseen, withItems } from '../../../../shared/finding/with-items.ts';
import { engineVersion } from '../../../base/package-root.ts';
import { refuseMemory } from '../../decode/formats/declared-cost.ts';
import { rasterShape } from '../../images/images.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';
import { atItem, examineItems } from './examine-items.ts';

/** The finding. Throws UserError `cancelled` soon after the signal fires. */
export async function run(
  { image, view }: { image: OpenedImage; view: ViewRequest | null },
  { images, progress, signal }: TaskContext,
): Promise<Finding> {
  const started = performance.now();
  /** Says what comes next, and stops where nobody waits for it any more. */
  const heed = async (stage: string, fraction: number): Promise<void> => {
    progress(stage, fraction);
    await setImmediate();
    if (signal?.aborted) throw new UserError('cancelled', 'The inspection was cancelled');
  };
  await heed('decode', 0);
  const { facts, raster } = await images.raster(image);
  const searched = await images.search(image, ({ stage, fraction }) =>
    heed(stage, 0.1 + 0.8 * fraction),
  );
  await heed('verdict', 0.9);
  const viewed = view === null ? null : (await images.view(image, view)).evidence;
  const blank = blankReason(raster);
  const examined = { facts, source: rasterShape(raster), blank, searched, viewed };
  const { thresholds } = image.source;
  const finding = findingOf(examined, engineVersion, 0, thresholds);
  const items = await examineItems(facts, image.source, started, async (id) => {
    const source = atItem(image.source, id);
    await heed('second pictures', 0.9);
    const first = { ...source, policy: { ...source.policy, frame: 0 } };
    const opened = await images.open(first, ({ searchBytes }) =>
      refuseMemory(source.name, 'search', searchBytes, source.limits),
    );
    const version = engineVersion;
    return analyze(opened.raster, opened.facts, { version, thresholds });
  });
  const told =
    items.length === 0 ? finding : withItems(finding, items, facts.itemCount ?? items.length);
  return { ...heedingUnseen(told, items), elapsedMs: performance.now() - started };
}
