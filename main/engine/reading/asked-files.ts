/** Files that an engine asks its host for, piece by piece. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FileKind } from '../../base/regular-file.ts';
import { fromParts, type ErrorParts } from './error-parts.ts';
import type { FileStat, Files, OpenedFile } from './files.ts';

/** Bytes that one answer holds at most. */
export const PIECE_BYTES = 2 * 1024 ** 2;

/** What an engine asks its host about files. Infinity is no number in every form of message. */
export type FileQuestion =
  | { op: 'stat'; path: string }
  /** Answered with the first bytes; its handle is null where `isRead` and these are all. */
  | { op: 'open'; path: string; name: string; kind: FileKind; isRead: boolean }
  | { op: 'read'; handle: number; at: number; length: number }
  | { op: 'close'; handle: number };

/** What is answered: to each question its own, or why not. */
export type FileAnswer =
  | { error: ErrorParts }
  | { stat: FileStat | null }
  | { size: number; handle: number | null; bytes: Uint8Array }
  | { bytes: Uint8Array }
  | { closed: true };

/** Puts a question to the host. */
export type Ask = (question: FileQuestion) => Promise<FileAnswer>;

/**
 * The files of an engine whose host answers `ask`. `scratch` is a folder of the engine's own for what
 * native code reads by its path; null: it reads the person's files by itself.
 */
export function askedFiles(ask: Ask, scratch: string | null, direct: Files): Files {
  const put = async <K extends string>(question: FileQuestion, key: K) => {
    const answer = await ask(question);
    if ('error' in answer) throw fromParts(answer.error);
    if (!(key in answer)) throw new TypeError(`The host answered another question than ${key}`);
    return answer as Extract<FileAnswer, Record<K, unknown>>;
  };
  const pieceOf = async (handle: number, at: number, length: number): Promise<Buffer> => {
    const { bytes } = await put({ op: 'read', handle, at, length }, 'bytes');
    return asBuffer(bytes);
  };

  async function readRange(handle: number, at: number, length: number): Promise<Buffer> {
    if (length <= PIECE_BYTES) return pieceOf(handle, at, length);
    const whole = Buffer.allocUnsafeSlow(length);
    return whole.subarray(0, await fill(handle, at, whole, 0));
  }

  /** Fills `whole` from `filled` on with what lies from `at` on; returns how much of it is filled. */
  async function fill(handle: number, at: number, whole: Buffer, filled: number): Promise<number> {
    while (filled < whole.length) {
      const length = Math.min(PIECE_BYTES, whole.length - filled);
      const piece = await pieceOf(handle, at + filled, length);
      if (piece.length === 0) break;
      filled += piece.copy(whole, filled);
    }
    return filled;
  }

  async function read(path: string, name: string, kind: FileKind): Promise<Buffer> {
    const opened = await put({ op: 'open', path, name, kind, isRead: true }, 'size');
    const first = asBuffer(opened.bytes);
    const { handle, size } = opened;
    if (handle === null) return first;
    try {
      const whole = Buffer.allocUnsafeSlow(size);
      return whole.subarray(0, await fill(handle, 0, whole, first.copy(whole)));
    } finally {
      await put({ op: 'close', handle }, 'closed');
    }
  }

  return {
    stat: async (path) => (await put({ op: 'stat', path }, 'stat')).stat,
    read,
    async open(path, name, kind): Promise<OpenedFile> {
      const { handle, size } = await put({ op: 'open', path, name, kind, isRead: false }, 'size');
      return {
        size,
        read: (at, length) => readRange(handle!, at, length),
        close: async () => void (await put({ op: 'close', handle: handle! }, 'closed')),
      };
    },
    async nativePath(path, name, kind) {
      if (scratch === null) return direct.nativePath(path, name, kind);
      const bytes = await read(path, name, kind);
      const hash = createHash('sha256').update(bytes).digest('hex');
      const copy = join(scratch, `${hash}${extname(path)}`);
      await writeFile(copy, bytes);
      return copy;
    },
  };
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
