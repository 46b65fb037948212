/** Which files a task names: those that its engine may read, and those that its host writes. */
import type { CraftOrder, ImageSource } from '../images/orders.ts';
import type { Task } from './protocol.ts';
import { manifestPath } from '../write/manifest-path.ts';

/** The paths that `task` reads, some of them into files. */
export function readFilesOf({ kind, input }: Task): string[] {
  if (kind === 'craft') return craftReads(input.order);
  if (kind === 'classify')
    return input.classifier.model.kind === 'onnx' ? [input.classifier.model.path] : [];
  if ('image' in input) return [input.image.source.path];
  if ('source' in input && 'path' in input.source) return [input.source.path];
  return [];
}

function craftReads({ decoy, mask, payloads }: CraftOrder): string[] {
  const sources: (ImageSource | null)[] = [decoy, mask];
  const fonts: string[] = [];
  for (const payload of payloads) {
    if ('image' in payload) sources.push(payload.image);
    else if (payload.text.font !== null) fonts.push(payload.text.font);
  }
  return [...sources.flatMap((source) => source?.path ?? []), ...fonts];
}

/** The paths that `task` is to write. */
export function writtenFilesOf({ kind, input }: Task): string[] {
  if (kind === 'craft') return [manifestPath(input.order.output), input.order.output];
  if (kind === 'sanitize') {
    const { output, certificate } = input.order;
    return certificate === null ? [output] : [certificate, output];
  }
  return 'output' in input ? [input.output] : [];
}
