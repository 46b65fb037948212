/** What people stream in, bounded: it may have no end, or a line that has none. */
import { UserError } from '../../shared/base/errors.ts';
import { openRegularFile, type FileKind } from './regular-file.ts';

/** Of a line: far more than one with the pictures of an image has. */
const MOST_LINE_BYTES = 64 * 1024 ** 2;

export interface Line {
  text: string;
  /** Its bytes in the stream, with the newline. */
  start: number;
  length: number;
  /** False for a last one without a newline. */
  isWhole: boolean;
}

/** The lines of `chunks`; `name` is what they are of. Throws UserError `too-large`. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer | string>,
  name: string,
): AsyncGenerator<Line> {
  let start = 0;
  let rest: Buffer[] = [];
  let pending = 0;
  for await (const given of chunks) {
    const chunk = Buffer.from(given as Buffer);
    let from = 0;
    for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(from, to + 1)]);
      yield { text: bytes.toString('utf8'), start, length: bytes.length, isWhole: true };
      start += bytes.length;
      from = to + 1;
      rest = [];
      pending = 0;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    pending += chunk.length - from;
    if (pending > MOST_LINE_BYTES) {
      const where = `from byte ${start} on no line ends within ${MOST_LINE_BYTES} bytes`;
      throw new UserError('too-large', `${name} is not a list of lines: ${where}`);
    }
  }
  const bytes = Buffer.concat(rest);
  if (bytes.length > 0) {
    yield { text: bytes.toString('utf8'), start, length: bytes.length, isWhole: false };
  }
}

/** The lines of the file at `path`, shown as `name`. Throws what linesOf and openRegularFile do. */
export async function* linesOfFile(
  path: string,
  name: string,
  kind: FileKind,
): AsyncGenerator<Line> {
  const file = await openRegularFile(path, name, kind);
  try {
    const chunks = file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
    yield* linesOf(chunks, name);
  } finally {
    await file.close();
  }
}

/** `chunks` until they are more than `kind` may have: then UserError `too-large` of `name`. */
export async function* within(
  chunks: AsyncIterable<Buffer | string>,
  name: string,
  { maxBytes, help }: FileKind,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const given of chunks) {
    const chunk = Buffer.from(given as Buffer);
    bytes += chunk.length;
    if (bytes > maxBytes) {
      const more = `${name} has more bytes than the limit of ${maxBytes}`;
      throw new UserError('too-large', help === undefined ? more : `${more}; ${help}`);
    }
    yield chunk;
  }
}
