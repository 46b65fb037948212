/** Which picture of an archive, document or mail is inspected; where there are several, what is inside. */
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import { shownName } from '../../base/byte-path.ts';
import { insidePath } from '../../base/inside-path.ts';
import { CONTAINER_TITLES } from '../../engine/containers/container.ts';
import type { Contents } from '../../engine/containers/list-contents.ts';
import type { ImageSource } from '../../engine/images/orders.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { mayHoldFiles } from '../../scan/list-inside.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** Pictures that a refusal names. */
const MOST_NAMED = 10;

/**
 * `source` itself where it is no file that holds others, or an image without `inside`, of which what follows it is
 * told; else the picture `inside` of it, or the only one.
 * Null where there are several: then they are printed. Throws UserError where there is none, or not that.
 */
export async function chooseInside(
  source: ImageSource,
  { inside, json }: { inside?: string; json?: true },
  engines: Engines,
  { stdout, stderr, signal }: CommandIo,
): Promise<ImageSource | null> {
  const { path, name } = source;
  const contents = (await mayHoldFiles(path))
    ? await engines.run('contents', { source }, { signal })
    : null;
  if (contents === null) {
    if (inside === undefined) return source;
    const fact = `${name} holds no other files, so that nothing is --inside of it`;
    throw new UserError('invalid-argument', fact);
  }
  const { pictures, left, isImage } = contents;
  if (isImage && inside === undefined) {
    if (pictures.length + left.length > 0) stderr.write(afterText(name, contents));
    return source;
  }
  const chosen =
    inside === undefined
      ? pictures.length === 1
        ? pictures[0]
        : undefined
      : pictures.find((picture) => picture.inside === inside);
  if (chosen !== undefined) {
    if (left.length > 0) stderr.write(printableLines([`${name}: ${left.join(' ')}`]));
    const at = insidePath(path, chosen.inside);
    return { ...source, path: at, name: shownName(at) };
  }
  if (inside !== undefined || pictures.length === 0) throw refusal(source, contents, inside);
  stdout.write(json ? contentsJson(name, contents) : contentsText(name, contents));
  return null;
}

/**
 * `source` itself where it is an image or holds no other files, else the only picture inside of it. Throws UserError
 * where there is none, or several: then it names them by their paths.
 */
export async function onlyInside(
  source: ImageSource,
  engines: Engines,
  signal?: AbortSignal,
): Promise<ImageSource> {
  const { path, name } = source;
  const contents = (await mayHoldFiles(path))
    ? await engines.run('contents', { source }, { signal })
    : null;
  if (contents === null || contents.isImage) return source;
  const { pictures } = contents;
  if (pictures.length === 0) throw refusal(source, contents, undefined);
  if (pictures.length === 1) return { ...source, path: pictures[0].path };
  const named = pictures.slice(0, MOST_NAMED).map(({ inside }) => insidePath(name, inside));
  const more = pictures.length > named.length ? ', \u2026' : '';
  const fact = `${name} holds ${pictures.length} pictures`;
  throw new UserError('invalid-argument', fact, `name one: ${named.join(', ')}${more}`);
}

/** What an image holds after its end, for people who inspect the image. */
function afterText(name: string, { kind, pictures, left }: Contents): string {
  const { length } = pictures;
  const count = length === 1 ? 'a picture' : `${length} pictures`;
  const named = pictures.slice(0, MOST_NAMED).map((picture) => picture.inside);
  const more = length > named.length ? ', \u2026' : '';
  return printableLines([
    `${name} is also ${CONTAINER_TITLES[kind]}` +
      (length === 0
        ? '.'
        : ` that holds ${count}. Inspect with --inside, scan examines all: ${named.join(', ')}${more}`),
    ...left,
  ]);
}

function refusal({ name }: ImageSource, contents: Contents, inside: string | undefined): UserError {
  const { kind, pictures, left } = contents;
  if (pictures.length === 0) {
    const more = left.length === 0 ? '' : `. ${left.join(' ').replace(/\.$/, '')}`;
    const fact = `${name} is ${CONTAINER_TITLES[kind]} without a picture that could be examined${more}`;
    return new UserError('unsupported-format', fact);
  }
  const named = pictures.slice(0, MOST_NAMED).map((picture) => picture.inside);
  const more = pictures.length - named.length;
  const those = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return new UserError('not-found', `${name} has no picture ${inside}; it has ${those}`);
}

function contentsText(name: string, { pictures, left }: Contents): string {
  return printableLines([
    `${name} holds ${pictures.length} pictures. Name the one to inspect with --inside; scan examines all:`,
    ...pictures.map(
      ({ inside, bytes }) => `  ${inside}${bytes === null ? '' : ` (${bytes} bytes)`}`,
    ),
    ...left,
  ]);
}

function contentsJson(name: string, { kind, pictures, left }: Contents): string {
  const told = pictures.map(({ inside, bytes }) => ({ inside, bytes }));
  const contents = { schema: 'scalescope/contents@1', file: name, kind, pictures: told, left };
  return `${printableJson(contents, 2)}\n`;
}
