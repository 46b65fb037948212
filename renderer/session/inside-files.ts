/** Archives, documents and mails that are opened: in their place, the pictures inside. */
import { endsAsContainer, TAIL_BYTES } from '../../shared/image/containers/appended.ts';
import { mayHoldPictures } from '../../shared/api/holding-files.ts';
import * as host from '../client/api-client.ts';
import * as state from './state.ts';

/** Pictures of one file that are listed. */
const MOST_PICTURES = 200;

/** `sources` with the pictures inside in place of files that hold any; what was left out becomes a notice. */
export async function withPicturesInside(
  sources: readonly host.OpenSource[],
): Promise<host.OpenSource[]> {
  const expanded = await Promise.all(sources.map(picturesOf));
  return expanded.flat();
}

async function picturesOf(source: host.OpenSource): Promise<host.OpenSource[]> {
  if ('sample' in source) return [source];
  try {
    if (!(await mayHold(source))) return [source];
    const { isImage, inside, left } = await host.fetchContents(source);
    if (inside.length === 0) return [source];
    const more =
      inside.length > MOST_PICTURES
        ? [`The first ${MOST_PICTURES} of ${inside.length} pictures are listed.`]
        : [];
    if (left.length + more.length > 0) state.notice.value = [...more, ...left].join(' ');
    const found = inside
      .slice(0, MOST_PICTURES)
      .map((way) =>
        'file' in source ? { ...source, inside: way } : { path: `${source.path}!/${way}` },
      );
    return isImage ? [source, ...found] : found;
  } catch {
    return [source]; // opening it tells why
  }
}

/** Whether it is worth asking: by the name, or by the end of the bytes, which costs nothing. The host reads paths itself. */
async function mayHold(source: Exclude<host.OpenSource, { sample: true }>): Promise<boolean> {
  if (!('file' in source)) return true;
  if (source.inside !== undefined) return false;
  if (mayHoldPictures(source.file.name)) return true;
  const tail = await source.file.slice(-TAIL_BYTES).arrayBuffer();
  return endsAsContainer(new Uint8Array(tail));
}
