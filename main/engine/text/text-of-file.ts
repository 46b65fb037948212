/** What is read in a file on which there is a finding: it is opened again only where there is something to read. */
import type { Finding } from '../../../shared/finding/finding.ts';
import { withText } from '../../../shared/finding/with-text.ts';
import { hasTextOrders } from '../../../shared/text/text-orders.ts';
import type { ImageSource, OpenedImage } from '../images/orders.ts';
import { readImageText, type TextEngines, type TextSettings } from './read-image-text.ts';

/** What is asked of engines. */
interface Opening extends TextEngines {
  open(source: ImageSource, signal?: AbortSignal): Promise<OpenedImage>;
}

/** `source` with the picture and the frame that `finding` is of. */
export function toldFrame(source: ImageSource, { frames, item }: Finding): ImageSource {
  const frame = frames === undefined ? source.policy.frame : frames.told - 1;
  return { ...source, policy: { ...source.policy, frame, ...(item !== undefined && { item }) } };
}

/** `finding` with what is read in `source`; as it is where the file failed. Throws what opening it does. */
export async function findingWithText(
  source: ImageSource,
  finding: Finding,
  engines: Opening,
  settings: TextSettings,
  signal: AbortSignal,
): Promise<Finding> {
  if (finding.verdict === 'error') return finding;
  const image = hasTextOrders(finding)
    ? await engines.open(toldFrame(source, finding), signal)
    : null;
  return withText(finding, await readImageText(image, finding, engines, settings, { signal }));
}
