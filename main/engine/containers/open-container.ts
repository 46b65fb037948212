/** Opens what holds other files, from the disk or from inside another. */
import { UserError } from '../../../shared/base/errors.ts';
import { files } from '../reading/files.ts';
import {
  CONTAINER_TITLES,
  HEAD_BYTES,
  type Container,
  type ContainerKind,
  type ContainerSource,
} from './container.ts';
import { sniffContainer } from './sniff-container.ts';

/** The container in `bytes`, called `name`; null where they are none. Throws UserError `decode-failed`. */
export async function openContainer(bytes: Buffer, name: string): Promise<Container | null> {
  const kind = sniffContainer(bytes.subarray(0, HEAD_BYTES));
  return kind === null ? null : openAs(kind, bytes, name);
}

/**
 * The container in the file at `path`; null where it is none. An archive is read bit by bit, so that it may
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
    const kind = sniffContainer(await file.read(0, HEAD_BYTES));
    if (kind === null) return null;
    if (kind === 'zip') {
      const container = await openAs(kind, file, name);
      isKept = true;
      return { ...container, close: () => file.close() };
    }
    if (size > maxBytes) {
      const fact = `${name} has ${size} bytes, more than the limit of ${maxBytes}`;
      throw new UserError('too-large', fact, 'raise it with --max-bytes');
    }
    return await openAs(kind, await file.read(0, size), name);
  } finally {
    if (!isKept) await file.close();
  }
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
