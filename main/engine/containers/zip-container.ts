/** What lies in a ZIP archive, which documents of office programs are too. */
import type { Readable } from 'node:stream';
import * as yauzl from 'yauzl';
import { UserError } from '../../../shared/base/errors.ts';
import { decodePath } from '../../base/byte-path.ts';
import { distinctIds, entryId } from '../../base/inside-path.ts';
import {
  HEAD_BYTES,
  INSIDE_LIMITS,
  type Container,
  type ContainerSource,
  type Entry,
} from './container.ts';
import { ZipReader } from './zip-reader.ts';

const OPTIONS = { autoClose: false, decodeStrings: false, validateEntrySizes: true } as const;

/** Names are UTF-8 where this bit says so. */
const UTF8_FLAG = 0x800;

const UNIX = 3;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/** Opens an archive. Throws what its reader does where it is none, or damaged. */
export async function openZip(source: ContainerSource): Promise<Container> {
  const zip = Buffer.isBuffer(source)
    ? await yauzl.fromBufferPromise(source, OPTIONS)
    : await yauzl.fromRandomAccessReaderPromise(new ZipReader(source), source.size, OPTIONS);
  const found: { name: string; entry: yauzl.Entry }[] = [];
  const left: string[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (found.length === INSIDE_LIMITS.entries) {
        left.push(`Entries after the first ${INSIDE_LIMITS.entries} were left out.`);
        break;
      }
      const name = nameOf(entry);
      // A folder has no bytes; with some, readers may show it as a file.
      if (!name.endsWith('/') || entry.uncompressedSize > 0) found.push({ name, entry });
    }
    if (await goesOn(zip, source))
      left.push('It has more entries than it says; those were left out.');
  } catch (error) {
    if (found.length === 0) throw error;
    left.push('Its list of entries is damaged; those before the damage were read.');
  }
  const ids = distinctIds(found.map(({ name }) => entryId(name)));
  const entries = found.map(({ entry }, at) => entryOf(zip, entry, ids[at]));
  return { kind: 'zip', entries, left, close: async () => undefined };
}

/** Whether after the entries that \`zip\` counts its list goes on, which other readers follow. */
async function goesOn(zip: yauzl.ZipFile, source: ContainerSource): Promise<boolean> {
  if (zip.entriesRead < zip.entryCount) return false;
  const at = Number(zip.readEntryCursor); // its type is wrong
  const next = Buffer.isBuffer(source) ? source.subarray(at, at + 4) : await source.read(at, 4);
  return next.toString('latin1') === 'PK\x01\x02';
}

function nameOf({ fileNameRaw, generalPurposeBitFlag, extraFields }: yauzl.Entry): string {
  const isUtf8 = (generalPurposeBitFlag & UTF8_FLAG) !== 0;
  const decoded = decodePath(fileNameRaw);
  // Many programs write UTF-8 and do not say so.
  if (isUtf8 || !/[\u{dc80}-\u{dcff}]/u.test(decoded)) return decoded.replaceAll('\\', '/');
  return yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

/** False of links and devices. Many readers ignore the mark, and read the bytes as those of any file. */
function isRegular({ versionMadeBy, externalFileAttributes }: yauzl.Entry): boolean {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE;
  return versionMadeBy >> 8 !== UNIX || type === 0 || type === REGULAR;
}

function entryOf(zip: yauzl.ZipFile, entry: yauzl.Entry, id: string): Entry {
  const bytes = entry.uncompressedSize;
  const damaged = () =>
    new UserError('decode-failed', `${id} could not be unpacked: it is damaged or cut off`);
  const readUpTo = async (most: number): Promise<{ chunk: Buffer; isWhole: boolean }> => {
    try {
      return await collect(await zip.openReadStreamPromise(entry), most);
    } catch {
      throw damaged();
    }
  };
  return {
    id,
    bytes,
    refusal: refusalOf(entry),
    ...(!isRegular(entry) && { isLink: true as const }),
    head: async () => (await readUpTo(HEAD_BYTES)).chunk,
    async read(maxBytes) {
      if (bytes > maxBytes) throw tooLarge(id, bytes, maxBytes);
      const { chunk, isWhole } = await readUpTo(maxBytes);
      if (!isWhole) throw tooLarge(id, chunk.length, maxBytes);
      return chunk;
    },
  };
}

/** The refusal of an entry that has too many bytes. */
export function tooLarge(id: string, bytes: number, maxBytes: number): UserError {
  const fact = `${id} has ${bytes} bytes unpacked, more than the limit of ${maxBytes}`;
  return new UserError('too-large', fact, 'raise it with --max-bytes');
}

function refusalOf(entry: yauzl.Entry): string | null {
  if (entry.isEncrypted()) return 'is encrypted';
  if (entry.canDecodeFileData()) return null;
  return `is compressed by a method that is not read (${entry.compressionMethod})`;
}

/** The first `most` bytes of `stream`, and whether that is all. */
async function collect(
  stream: Readable,
  most: number,
): Promise<{ chunk: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  let isWhole = true;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= most) continue;
    isWhole = false;
    break; // which destroys the stream
  }
  return { chunk: Buffer.concat(chunks).subarray(0, most), isWhole };
}
