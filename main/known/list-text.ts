/** A list of hashes as text in any of the encodings that tools write, a piece at a time. */
import { UserError } from '../../shared/base/errors.ts';

/** Of a line: far more than one of a list has. */
const MOST_LINE = 1_000_000;

/** Bytes by which the encoding is told. */
const HEAD = 64;

/** The encoding of a text that begins with `head`: by its mark, or by where its zeros are. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [at, byte] of head.subarray(0, HEAD).entries()) if (byte === 0) zeros[at % 2]++;
  const half = Math.min(head.length, HEAD) / 4;
  if (zeros[1] > half && zeros[0] === 0) return 'utf-16le';
  if (zeros[0] > half && zeros[1] === 0) return 'utf-16be';
  return 'utf-8';
}

/** The text of `chunks`, without a mark of byte order. */
export async function* textOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder !== null) yield decoder.decode();
}

/** Splits what comes in pieces into lines, whichever way they end. */
export class Lines {
  #rest = '';
  #number = 0;
  readonly #name: string;
  readonly #take: (line: string, number: number) => void;

  constructor(name: string, take: (line: string, number: number) => void) {
    this.#name = name;
    this.#take = take;
  }

  /** Takes the next piece. Throws UserError `invalid-argument` for a line that does not end. */
  push(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#take(line, ++this.#number);
    if (this.#rest.length <= MOST_LINE) return;
    throw new UserError(
      'invalid-argument',
      `${this.#name}, line ${this.#number + 1}: this line has more than ${MOST_LINE} characters, so it is no ` +
        'list of hashes',
    );
  }

  /** After the last piece. */
  end(): void {
    if (this.#rest !== '') this.#take(this.#rest, ++this.#number);
  }
}
