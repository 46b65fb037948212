/** Opens what holds other files, from the disk or from inside another. */
import { UserError } from '../../../shared/base/errors.ts';
import { endsAsContainer, TAIL_BYTES } from '../../../shared/image/containers/appended.ts';
import { sniff } from '../decode/formats/sniff.ts';
import { files, type OpenedFile } from '../reading/files.ts';
import {
  CONTAINER_TITLES,
  HEAD_BYTES,
  unopenedKind,
  type Container,
  type ContainerKind,
  type ContainerSource,
} from './container.ts';
import { packedKind } from './gzip-container.ts';
import { sniffContainer } from './sniff-container.ts';
import type { ReadAt } from './tar-headers.ts';

/**
 * The container in `bytes`, called `name`, or after the image in them; null where there is none. What is packed in
 * them as a whole is at most `maxBytes`. Throws UserError `decode-failed`, `too-large`, and `unsupported-format` for
 * archives that are not opened.
 */
export async function openContainer(
  bytes: Buffer,
  name: string,
  maxBytes: number,
): Promise<Container | null> {
  const head = bytes.subarray(0, HEAD_BYTES);
  refuseUnopened(head, name);
  const kind = sniffContainer(head);
  if (kind !== null) return openAs(kind, bytes, name, maxBytes);
  if (!('format' in sniff(bytes)) || !endsAsContainer(bytes.subarray(-TAIL_BYTES))) return null;
  return (await import('./appended-container.ts')).openAppended(bytes);
}

/**
 * The container in the file at `path`, or after the image in it; null where there is none. An archive is read bit by bit, so that it may
 * be large; others are read whole. Throws UserError as reading does, and `decode-failed`.
 */
export async function openContainerFile(
  path: string,
  name: string,
  maxBytes: number,
): Promise<Container | null> {
  const file = await files().open(path, name, { maxBytes: Infinity });
  let isKept = false;
  try {
    const { size } = file;
    const head = await file.read(0, HEAD_BYTES);
    refuseUnopened(head, name);
    const kind = sniffContainer(head);
    if (kind === null && !('format' in sniff(head) && (await tailTells(file)))) return null;
    if (kind === 'gzip') {
      const read: ReadAt = (at, length) => file.read(at, length);
      if ((await packedKind(read, size)) === 'none') return null;
    }
    if (kind === 'zip' || kind === 'tar') {
      const container = await openAs(kind, file, name, maxBytes);
      if (container === null) return null;
      isKept = true;
      return { ...container, close: () => file.close() };
    }
    if (size > maxBytes) {
      const fact = `${name} has ${size} bytes, more than the limit of ${maxBytes}`;
      throw new UserError('too-large', fact, 'raise it with --max-bytes');
    }
    return await openContainer(await file.read(0, size), name, maxBytes);
  } finally {
    if (!isKept) await file.close();
  }
}

/** Whether the end of `file` is that of an archive or a document. */
export async function tailTells(file: OpenedFile): Promise<boolean> {
  const from = Math.max(0, file.size - TAIL_BYTES);
  return endsAsContainer(await file.read(from, file.size - from));
}

function refuseUnopened(head: Uint8Array, name: string): void {
  const kind = unopenedKind(head);
  if (kind === null) return;
  const fact = `${name} is an archive of the kind ${kind}, which Scalescope does not open`;
  throw new UserError('unsupported-format', fact, 'unpack it and scan its folder');
}

async function openAs(
  kind: ContainerKind,
  source: ContainerSource,
  name: string,
  maxBytes: number,
): Promise<Container | null> {
  try {
    if (kind === 'zip') return await (await import('./zip-container.ts')).openZip(source);
    if (kind === 'tar') return await (await import('./tar-container.ts')).openTar(source);
    const bytes = source as Buffer;
    if (kind === 'gzip') {
      return await (await import('./gzip-container.ts')).openGzip(bytes, maxBytes);
    }
    if (kind === 'pdf') return (await import('./pdf-container.ts')).openPdf(bytes);
    const mails = await import('./mail-container.ts');
    return await (kind === 'mail' ? mails.openMail(bytes) : mails.openMailbox(bytes));
  } catch (error) {
    if (error instanceof UserError && error.code === 'too-large') {
      throw new UserError('too-large', `${name} ${error.message}`, 'raise it with --max-bytes');
    }
    const what = CONTAINER_TITLES[kind];
    const why = kind === 'mail' ? 'damaged or nested too deeply' : 'damaged or cut off';
    throw new UserError(
      'decode-failed',
      `${name} is ${what} that could not be read: the data are ${why}`,
    );
  }
}
