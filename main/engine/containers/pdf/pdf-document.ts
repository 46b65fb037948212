/** What is known of a PDF document. */
import type { Dict, Value } from './pdf-lexer.ts';

/** A stream: its dictionary, and its bytes as they are stored. */
export interface Stream {
  /** Number of its object, and whether an earlier object of the document has the same. */
  number: number;
  dict: Dict;
  bytes: Buffer;
}

export interface Objects {
  streams: Stream[];
  /** Numbers of streams that are attached files, whatever they say themselves. */
  attached: ReadonlySet<number>;
  /** True where the document is encrypted. */
  isEncrypted: boolean;
  /** What `value` refers to; the last object of a number counts. */
  resolve(value: Value | undefined): Value | undefined;
  /** True where there were more objects than are read. */
  isCut: boolean;
  /** Streams of objects that could not be read to their end. */
  unread: number;
}
