/** What is attached to mails, and shown inside of them. */
import PostalMime from 'postal-mime';
import { UserError } from '../../../shared/base/errors.ts';
import { distinctIds, entryIdOfName } from '../../base/inside-path.ts';
import { HEAD_BYTES, INSIDE_LIMITS, type Container, type Entry } from './container.ts';
import { tooLarge } from './zip-container.ts';

/** Parts in parts, and bytes of headers: far more than a mail has. */
const OPTIONS = {
  forceRfc822Attachments: true,
  maxNestingDepth: 32,
  maxHeadersSize: 2 * 1024 ** 2,
};

/** A picture that is written into the HTML itself. */
const DATA_PICTURE = /data:image\/([a-z0-9.+-]{1,20});base64,([a-z0-9+/=\s]{16,})/gi;

/** Names of attachments that have none. */
const EXTENSIONS: Record<string, string> = {
  'message/rfc822': '.eml',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
};

/** Opens a mail. Throws what its reader does. */
export async function openMail(bytes: Buffer): Promise<Container> {
  const { attachments, html = '' } = await PostalMime.parse(bytes, OPTIONS);
  const named = attachments.map(({ filename, mimeType, content }, at) => ({
    name: filename ?? `part-${at + 1}${EXTENSIONS[mimeType] ?? ''}`,
    bytes: bytesOf(content),
  }));
  for (const [at, [, type, data]] of [...html.matchAll(DATA_PICTURE)].entries()) {
    named.push({
      name: `html-${at + 1}.${type.split('+')[0]}`,
      bytes: Buffer.from(data, 'base64'),
    });
  }
  const left =
    named.length > INSIDE_LIMITS.entries
      ? [`Entries after the first ${INSIDE_LIMITS.entries} were left out.`]
      : [];
  const kept = named.slice(0, INSIDE_LIMITS.entries);
  const ids = distinctIds(kept.map(({ name }) => entryIdOfName(name)));
  const entries = kept.map((part, at) => entryInMemory(ids[at], part.bytes));
  return { kind: 'mail', entries, left, close: async () => undefined };
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof ArrayBuffer
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** An entry that is unpacked already. */
export function entryInMemory(id: string, bytes: Buffer): Entry {
  return {
    id,
    bytes: bytes.length,
    refusal: null,
    head: async () => bytes.subarray(0, HEAD_BYTES),
    read: async (maxBytes) => {
      if (bytes.length > maxBytes) throw tooLarge(id, bytes.length, maxBytes);
      return bytes;
    },
  };
}

const FROM = Buffer.from('\nFrom ');

/** Opens a mailbox (mbox): its mails, each a container of its own. */
export async function openMailbox(bytes: Buffer): Promise<Container> {
  const entries: Entry[] = [];
  const left: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    if (entries.length === INSIDE_LIMITS.entries) {
      left.push(`Mails after the first ${INSIDE_LIMITS.entries} were left out.`);
      break;
    }
    const next = nextMail(bytes, start);
    const mail = bytes.subarray(bytes.indexOf(10, start) + 1, next);
    entries.push(entryInMemory(`mail-${entries.length + 1}.eml`, mail));
    start = next;
  }
  if (entries.length === 0) throw new UserError('decode-failed', 'no mail in it');
  return { kind: 'mailbox', entries, left, close: async () => undefined };
}

/** Where the mail after the one at `start` begins: at a line `From ` with the header of a mail behind it. */
function nextMail(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(FROM, start); at !== -1; at = bytes.indexOf(FROM, at + 1)) {
    const line = bytes.subarray(at + 1, at + 200).toString('latin1');
    if (/^From \S+ [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n[!-9;-~]+:/.test(line)) return at + 1;
  }
  return bytes.length;
}
