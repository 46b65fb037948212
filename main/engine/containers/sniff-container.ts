/** Which files may hold other files, by their first bytes and never by their names. */
/* eslint-disable no-control-regex -- magic bytes are control characters */
import type { ContainerKind } from './container.ts';
import { isTarHeader } from './tar-headers.ts';

/** Fields that mails begin with. */
const MAIL_FIELD =
  /^(return-path|delivered-to|received|dkim-signature|message-id|mime-version|from|to|cc|subject|date|reply-to|sender|x-[a-z-]+|content-type|content-transfer-encoding|authentication-results|arc-[a-z-]+|list-[a-z-]+|user-agent|in-reply-to|references|thread-(topic|index)|importance|priority): ?/i;

/** Fields that only mails have: one of them has to be there. */
const OWN_FIELD = /^(return-path|delivered-to|received|message-id|mime-version|from|reply-to): ?/i;

const FEWEST_FIELDS = 3;

/** Images, whose comments may hold anything. */
const IMAGE = /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF|II[*+]|MM\0[*+])/;

/** The kind of container that begins with `head` (a few kB), or null. */
export function sniffContainer(head: Uint8Array): ContainerKind | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (/^PK\x03\x04|^PK\x05\x06/.test(text)) return 'zip';
  if (isTarHeader(head)) return 'tar';
  if (/^\x1f\x8b\x08/.test(text)) return 'gzip';
  // Readers take it anywhere in the first bytes; a text that only speaks of it has no objects.
  if (/^%PDF-\d/.test(text)) return 'pdf';
  if (/^[^]{0,1023}%PDF-\d[^]*\d\s\d+\sobj/.test(text) && !IMAGE.test(text)) return 'pdf';
  if (/^From \S+ [^\r\n]*\d\d:\d\d/.test(text) && isMail(text.slice(text.indexOf('\n') + 1))) {
    return 'mailbox';
  }
  return isMail(text) ? 'mail' : null;
}

/** Whether `text` begins with lines that only the header of a mail has. */
function isMail(text: string): boolean {
  const fields = new Set<string>();
  let hasOwn = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t]/.test(line) && fields.size > 0) continue; // a field goes on
    const field = MAIL_FIELD.exec(line);
    if (field === null) {
      if (/^[!-9;-~]+:/.test(line) && fields.size > 0) continue; // a field that we do not know
      break;
    }
    fields.add(field[1].toLowerCase());
    hasOwn ||= OWN_FIELD.test(line);
  }
  return hasOwn && fields.size >= FEWEST_FIELDS;
}
