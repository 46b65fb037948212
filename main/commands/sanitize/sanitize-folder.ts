/**
 * `scalescope sanitize DIR`: every image below a folder, into a tree of the same shape. Outputs are
 * written whole or not at all, so a run that was ended goes on where it stopped: what an earlier run
 * wrote from the same bytes by the same method is left as it is.
 */
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { CERTIFICATE_SCHEMA, type Certificate } from '../../../shared/sanitize/certificate.ts';
import { fromErrorBody, toErrorBody, UserError } from '../../../shared/base/errors.ts';
import { printable, printableJson } from '../../../shared/base/printable.ts';
import { readPngText } from '../../engine/decode/png-text.ts';
import { readSource } from '../../engine/images/read-source.ts';
import { methodText } from '../../engine/write/sanitize-text.ts';
import type { ImageSource, SanitizeOrder } from '../../engine/images/orders.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { sniff } from '../../engine/decode/formats/sniff.ts';
import { decodePath, fsPath, shownPath } from '../../base/byte-path.ts';
import { makeFolder } from '../../base/file-failure.ts';
import { sha256Of } from '../../base/hash.ts';
import { readRegularFile } from '../../base/regular-file.ts';
import { certificateLine } from './certificate-text.ts';
import { listFiles, type ListedFile } from '../../scan/list-files.ts';
import { leftText } from '../../scan/scan-summary.ts';
import { progressLine, type CommandIo } from '../../terminal/io.ts';

/** What an earlier run wrote; larger ones are made anew. */
const OUTPUT = { maxBytes: 2 ** 31 - 1 };

type FolderOrder = Omit<SanitizeOrder, 'output' | 'certificate'>;

export interface FolderOptions {
  /** The folder to write into. */
  output: string;
  /** Anything: a certificate beside each output. */
  certificate?: string | true;
  failOn?: 'remains';
  /** Images at a time. */
  jobs?: number;
  /** Also follow links that lead out of the folder. */
  followLinks?: true;
  json?: true;
}

interface Tally {
  cleaned: number;
  remaining: number;
  upToDate: number;
  notImages: number;
  failed: number;
}

/** Cleans every image below `folder`; returns 0, 1 where the gate refuses one, 2 where any failed or there is none. */
export async function sanitizeFolder(
  folder: string,
  options: FolderOptions,
  order: FolderOrder,
  sourceOf: (path: string) => ImageSource,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const output = resolve(options.output);
  await refuseOutput(folder, output);
  const { followLinks } = options;
  const listing = await listFiles([folder], { followLinks, signal: io.signal });
  const files = listing.files.filter(({ path }) => !isInside(resolve(path), output));
  const whole = files.find(({ path, error }) => path === folder && error !== undefined);
  if (whole !== undefined) throw fromErrorBody(whole.error!);
  const listed = files.filter(({ error }) => error === undefined).map(({ path }) => path);
  const outputs = outputsOf(folder, listed, output);
  const progress = progressLine(io);
  const tally: Tally = { cleaned: 0, remaining: 0, upToDate: 0, notImages: 0, failed: 0 };
  let done = 0;
  const cleanOne = async ({ path, error }: ListedFile): Promise<void> => {
    try {
      if (error !== undefined) throw fromErrorBody(error);
      const target = outputs.get(path)!;
      const source = sourceOf(path);
      const certificate = options.certificate === undefined ? null : certificatePath(target);
      const state = await stateOf(source, target, order);
      const known = state === 'done' ? await knownVerdict(certificatePath(target), target) : null;
      const isKnown = known !== null || (certificate === null && options.failOn === undefined);
      if (state === 'no image') tally.notImages++;
      else if (state === 'done' && isKnown) {
        tally.upToDate++;
        if (known !== null && known !== 'clean') tally.remaining++;
      } else {
        await makeTree(output, target);
        await refuseLinks(certificate === null ? [target] : [target, certificate]);
        const whole = { ...order, output: target, certificate };
        const result = await engines.sanitize(source, whole, undefined, io.signal);
        tally.cleaned++;
        if (result.verdict !== 'clean') tally.remaining++;
        progress.clear();
        print(io, options, result, target);
      }
    } catch (failure) {
      if (io.signal?.aborted) throw failure;
      tally.failed++;
      progress.clear();
      const { message } = toErrorBody(failure);
      const where = printable(shownPath(relative(folder, path)));
      const told = printable(message);
      // Most sentences start with the file's name; below folders the name alone says too little.
      io.stderr.write(`scalescope: ${told.startsWith(`${where} `) ? '' : `${where}: `}${told}\n`);
    }
    progress.show(`${++done} of ${files.length}`, done / files.length);
  };
  await eachOf(files, options.jobs ?? 1, cleanOne, io.signal);
  progress.clear();
  const isNothing = tally.notImages === files.length;
  const left = leftText(listing.left);
  const told = isNothing ? nothingIn(folder, files.length) : `${summary(tally)}${left && '.'}`;
  io.stderr.write(`${told}${left}\n`);
  if (tally.failed > 0 || isNothing) return 2;
  return options.failOn === 'remains' && tally.remaining > 0 ? 1 : 0;
}

function print(
  io: CommandIo,
  { json }: FolderOptions,
  certificate: Certificate,
  target: string,
): void {
  io.stdout.write(
    json
      ? `${printableJson(certificate)}\n`
      : `${printable(certificateLine(certificate, relative(process.cwd(), target)))}\n`,
  );
}

function nothingIn(folder: string, others: number): string {
  const passedOver = others === 0 ? '' : ` (${otherFiles(others)})`;
  return `No image was found in ${printable(shownPath(folder))}, so nothing was cleaned${passedOver}.`;
}

function otherFiles(count: number): string {
  return count === 1 ? '1 other file' : `${count} other files`;
}

function summary({ cleaned, remaining, upToDate, notImages, failed }: Tally): string {
  const more = [
    upToDate > 0 ? `${upToDate} already done` : '',
    remaining > 0 ? `in ${remaining} of them something remains or was not measured` : '',
    notImages > 0 ? `${otherFiles(notImages)} passed over` : '',
    failed > 0 ? `${failed} failed` : '',
  ].filter((part) => part !== '');
  return [`${cleaned} written`, ...more].join(', ');
}

/** Runs `work` on every item, `jobs` at a time; stops at the first throw or at `signal`. */
async function eachOf<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      if (signal?.aborted) throw new UserError('cancelled', 'The cleaning was cancelled');
      await work(items[next++]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, lane));
}

/**
 * `photo.png` keeps its name, `photo.jpg` becomes `photo.jpg.png`; a name that is no text is written out.
 * Throws where two would collide.
 */
function outputsOf(folder: string, paths: readonly string[], output: string): Map<string, string> {
  const outputs = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const path of paths) {
    const raw = relative(folder, path);
    const name = typeof fsPath(raw) === 'string' ? raw : shownPath(raw);
    const target = join(output, extname(name).toLowerCase() === '.png' ? name : `${name}.png`);
    const key = target.toLowerCase(); // many disks take names for the same in either case
    const other = taken.get(key);
    if (other !== undefined) {
      throw new UserError(
        'invalid-argument',
        `${other} and ${name} would both become ${relative(output, target)}. Rename one.`,
      );
    }
    taken.set(key, name);
    outputs.set(path, target);
  }
  return outputs;
}

function certificatePath(target: string): string {
  return target.replace(/\.png$/i, '.certificate.json');
}

/** Whether the file is an image, and whether `target` was already made of it in the same way. */
async function stateOf(
  { path, name, limits }: ImageSource,
  target: string,
  { method, views }: FolderOrder,
): Promise<'to clean' | 'done' | 'no image'> {
  const bytes = await readSource(path, name, limits);
  const found = sniff(bytes);
  // An image of a format that is not read is a failure to tell of, anything else is passed by.
  if ('kind' in found && !found.kind.endsWith('image')) return 'no image';
  const written = await readRegularFile(target, target, OUTPUT).catch(() => null);
  if (written === null) return 'to clean';
  const text = textOf(written);
  const isSame =
    text['Source']?.endsWith(`sha256 ${sha256Of(bytes)}`) &&
    text['Method'] === methodText(method, views);
  return isSame ? 'done' : 'to clean';
}

function textOf(png: Buffer): Record<string, string> {
  try {
    return readPngText(png);
  } catch {
    return {}; // something else has that name: it is replaced
  }
}

/**
 * The verdict of the certificate at `path` where it is of the bytes that are at `target` now, else
 * null: a gate lets nothing pass that an earlier run did not judge.
 */
async function knownVerdict(path: string, target: string): Promise<Certificate['verdict'] | null> {
  try {
    const { schema, output, verdict } = JSON.parse(
      (await readRegularFile(path, path, OUTPUT)).toString('utf8'),
    ) as Certificate;
    const isOfIt =
      schema === CERTIFICATE_SCHEMA &&
      output.sha256 === sha256Of(await readRegularFile(target, target, OUTPUT));
    return isOfIt && ['clean', 'remains', 'unmeasured'].includes(verdict) ? verdict : null;
  } catch {
    return null; // none, or something else: it is made anew
  }
}

/** Makes the folders from `output` down to that of `target`, none through a link. */
async function makeTree(output: string, target: string): Promise<void> {
  await makeFolder(output);
  const root = await realpath(output);
  const names = relative(output, dirname(target)).split(sep);
  let folder = output;
  for (const name of names.filter((one) => one !== '')) {
    folder = join(folder, name);
    await makeFolder(folder);
    if (isInside(await realpath(folder), root)) continue;
    throw new UserError(
      'write-failed',
      `the folder of its output ${target} is a link. Remove the link.`,
    );
  }
}

/** A link in the output tree may lead to an original. */
async function refuseLinks(targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    const found = await lstat(target).catch(() => null);
    if (found?.isSymbolicLink()) {
      throw new UserError('write-failed', `its output ${target} is a link. Remove the link.`);
    }
  }
}

async function refuseOutput(folder: string, output: string): Promise<void> {
  const found = await stat(output).catch(() => null);
  if (found !== null && !found.isDirectory()) {
    throw new UserError(
      'invalid-argument',
      `The output for a folder is a folder, but ${output} is a file. Choose another.`,
    );
  }
  const from = decodePath(await realpath(fsPath(folder), { encoding: 'buffer' }));
  const to = await realpath(output).catch(() => output);
  if (from !== to) return;
  throw new UserError(
    'invalid-argument',
    'The output folder is the input folder itself. Originals are never overwritten. Choose another.',
  );
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
