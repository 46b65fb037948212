/** How an archive is read from a file: in blocks, because its reader asks for a few bytes at a time. */
import { Readable } from 'node:stream';
import * as yauzl from 'yauzl';
import type { OpenedFile } from '../reading/files.ts';

/** Bytes that are read at once, and how many such blocks are kept. */
const BLOCK_BYTES = 256 * 1024;
const MOST_BLOCKS = 8;

/** What yauzl reads `file` through. */
export class ZipReader extends yauzl.RandomAccessReader {
  readonly #file: OpenedFile;
  readonly #blocks = new Map<number, Promise<Buffer>>();

  constructor(file: OpenedFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#copy(buffer, offset, length, position).then(
      (bytesRead) => {
        if (bytesRead < length) callback(new Error('unexpected end of file'));
        else callback(null, bytesRead);
      },
      (error: Error) => callback(error),
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#range(start, end), { objectMode: false });
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null); // whoever opened the file closes it
  }

  async *#range(start: number, end: number): AsyncGenerator<Buffer> {
    let at = start;
    while (at < end) {
      const block = await this.#block(Math.floor(at / BLOCK_BYTES));
      const from = at % BLOCK_BYTES;
      const piece = block.subarray(from, Math.min(block.length, from + end - at));
      if (piece.length === 0) return; // cut off: the reader counts, and says so
      at += piece.length;
      yield piece;
    }
  }

  async #copy(to: Buffer, offset: number, length: number, position: number): Promise<number> {
    let filled = 0;
    for await (const piece of this.#range(position, position + length)) {
      filled += piece.copy(to, offset + filled);
    }
    return filled;
  }

  #block(number: number): Promise<Buffer> {
    const kept = this.#blocks.get(number);
    if (kept !== undefined) return kept;
    const block = this.#file.read(number * BLOCK_BYTES, BLOCK_BYTES);
    this.#blocks.set(number, block);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > MOST_BLOCKS) this.#blocks.delete(oldest!);
    return block;
  }
}
