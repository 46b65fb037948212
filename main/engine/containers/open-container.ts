/** Opens what holds other files, from the disk or from inside another. */
import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../../shared/base/errors.ts';
import { endsAsContainer, TAIL_BYTES } from '../../../shared/image/containers/appended.ts';
import { openRegularFile } from '../../base/regular-file.ts';
import { sniff } from '../decode/formats/sniff.ts';
import {
  CONTAINER_TITLES,
  HEAD_BYTES,
  type Container,
  type ContainerKind,
  type ContainerSource,
} from './container.ts';
import { sniffContainer } from './sniff-container.ts';

/**
 * The container in `bytes`, called `name`, or after the image in them; null where there is none. Throws UserError
 * `decode-failed`.
 */
export async function openContainer(bytes: Buffer, name: string): Promise<Container | null> {
  const kind = sniffContainer(bytes.subarray(0, HEAD_BYTES));
  if (kind !== null) return openAs(kind, bytes, name);
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
  const file = await openRegularFile(path, name, { maxBytes: Infinity });
  let isKept = false;
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    const kind = sniffContainer(head);
    if (kind === null && !('format' in sniff(head) && (await tailTells(file)))) return null;
    if (kind === 'zip') {
      const container = await openAs(kind, { fd: file.fd, size }, name);
      isKept = true;
      return { ...container, close: () => file.close() };
    }
    if (size > maxBytes) {
      const fact = `${name} has ${size} bytes, more than the limit of ${maxBytes}`;
      throw new UserError('too-large', fact, 'raise it with --max-bytes');
    }
    const bytes = Buffer.allocUnsafeSlow(size);
    const whole = await file.read(bytes, 0, size, 0);
    return await openContainer(bytes.subarray(0, whole.bytesRead), name);
  } finally {
    if (!isKept) await file.close();
  }
}

/** Whether the end of `file` is that of an archive or a document. */
export async function tailTells(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  const from = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  return endsAsContainer(buffer.subarray(0, bytesRead));
}

async function openAs(
  kind: ContainerKind,
  source: ContainerSource,
  name: string,
): Promise<Container> {
  try {
    if (kind === 'zip') return await (await import('./zip-container.ts')).openZip(source);
    const bytes = source as Buffer;
    if (kind === 'pdf') return (await import('./pdf-container.ts')).openPdf(bytes);
    const mails = await import('./mail-container.ts');
    return await (kind === 'mail' ? mails.openMail(bytes) : mails.openMailbox(bytes));
  } catch {
    const what = CONTAINER_TITLES[kind];
    const why = kind === 'mail' ? 'damaged or nested too deeply' : 'damaged or cut off';
    throw new UserError(
      'decode-failed',
      `${name} is ${what} that could not be read: the data are ${why}`,
    );
  }
}
