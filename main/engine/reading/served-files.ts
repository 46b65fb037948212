/** The files that a host reads for an engine: those that its task names, and no others. */
import * as v from 'valibot';
import { UserError } from '../../../shared/base/errors.ts';
import { PIECE_BYTES, type FileAnswer, type FileQuestion } from './asked-files.ts';
import { toParts } from './error-parts.ts';
import { ownFiles, type OpenedFile } from './files.ts';

/** Files that an engine has open at a time: one archive that it keeps, and what it reads. */
const MOST_OPEN = 8;

/** Questions that wait for their turn: an engine that decodes asks for a few at once. */
export const MOST_WAITING = 64;

const path = v.pipe(v.string(), v.maxLength(100_000));

const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** An engine may be in the hands of whoever made the image that it decoded: what it asks is checked. */
const Question = v.variant('op', [
  v.object({ op: v.literal('stat'), path }),
  v.object({
    op: v.literal('open'),
    path,
    name: path,
    kind: v.object({
      what: v.optional(v.string()),
      maxBytes: v.pipe(v.number(), v.minValue(0)),
      help: v.optional(v.string()),
    }),
    isRead: v.boolean(),
  }),
  v.object({
    op: v.literal('read'),
    handle: offset,
    at: offset,
    length: v.pipe(offset, v.maxValue(PIECE_BYTES)),
  }),
  v.object({ op: v.literal('close'), handle: offset }),
]);

/** What one engine has open. */
export class ServedFiles {
  readonly #open = new Map<number, OpenedFile>();
  #lastHandle = 0;
  #waiting = 0;
  #last: Promise<undefined> = Promise.resolve(undefined);
  #isClosed = false;

  /** Questions that are not answered yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Answers what an engine asks whose task names `allowed`, as namedFiles gives them, and hands it to `reply`. One
   * question at a time, and none before the reply to the one before is gone. Never rejects.
   */
  async answer(
    asked: unknown,
    allowed: readonly string[],
    reply: (answer: FileAnswer) => Promise<void> = async () => undefined,
  ): Promise<FileAnswer> {
    if (this.#waiting >= MOST_WAITING) {
      return { error: toParts(new UserError('busy', 'Too many questions are open')) };
    }
    this.#waiting++;
    const before = this.#last;
    const turn = Promise.withResolvers<undefined>();
    this.#last = turn.promise;
    try {
      const question = v.parse(Question, asked) as FileQuestion;
      if ('path' in question) refuseOther(question.path, allowed);
      await before;
      return await replied(await this.#answer(question), reply);
    } catch (error) {
      await before;
      return await replied({ error: toParts(error) }, reply);
    } finally {
      this.#waiting--;
      turn.resolve(undefined);
    }
  }

  /** Closes whatever is open, and what is being opened. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const files = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(files.map((file) => file.close()));
  }

  async #answer(question: FileQuestion): Promise<FileAnswer> {
    switch (question.op) {
      case 'stat':
        return { stat: await ownFiles.stat(question.path) };
      case 'open':
        return this.#openFile(question);
      case 'read':
        return { bytes: await this.#handle(question.handle).read(question.at, question.length) };
      case 'close': {
        const file = this.#handle(question.handle);
        this.#open.delete(question.handle);
        await file.close();
        return { closed: true };
      }
    }
  }

  async #openFile({
    path,
    name,
    kind,
    isRead,
  }: Extract<FileQuestion, { op: 'open' }>): Promise<FileAnswer> {
    if (this.#isClosed) throw closed();
    if (this.#open.size >= MOST_OPEN) throw new UserError('busy', 'Too many files are open');
    const file = await ownFiles.open(path, name, kind);
    if (this.#isClosed) {
      await file.close();
      throw closed();
    }
    const { size } = file;
    let handle: number | null = ++this.#lastHandle;
    this.#open.set(handle, file);
    try {
      const bytes = await file.read(0, isRead ? Math.min(size, PIECE_BYTES) : 0);
      if (isRead && size <= PIECE_BYTES) {
        this.#open.delete(handle);
        await file.close();
        handle = null;
      }
      return { size, handle, bytes };
    } catch (error) {
      if (handle !== null) this.#open.delete(handle);
      await file.close();
      throw error;
    }
  }

  #handle(handle: number): OpenedFile {
    const file = this.#open.get(handle);
    if (file === undefined) throw new UserError('not-found', 'That file is not open');
    return file;
  }
}

const closed = (): UserError => new UserError('cancelled', 'The engine has ended');

async function replied(
  answer: FileAnswer,
  reply: (answer: FileAnswer) => Promise<void>,
): Promise<FileAnswer> {
  await reply(answer).catch(() => undefined); // whoever asked is gone
  return answer;
}

/** Throws UserError `unreadable` unless `path` is one of `allowed`, or holds one of them inside. */
function refuseOther(path: string, allowed: readonly string[]): void {
  const isNamed = allowed.some(
    (named) => named === path || named.startsWith(`${path}!/`) || named.startsWith(`${path}!\\`),
  );
  if (!isNamed) throw new UserError('unreadable', 'The task does not name that file');
}
