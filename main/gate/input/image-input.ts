/** The image of a request, however it comes: as the body, in a form, or in JSON. */
import * as v from 'valibot';
import {
  ExamineJson,
  ExamineQuery,
  type ExamineFields,
} from '../../../shared/api/gate/gate-query.ts';
import { parse } from '../../../shared/api/queries.ts';
import { missing, refusal } from '../../../shared/base/invalid.ts';
import { tooLarge } from '../../api/uploads.ts';
import { bytesOfBase64, bytesOfDataUrl, isAddress, isDataUrl } from './data-url.ts';
import { readBody, type HeldBytes } from './read-body.ts';

export interface ImageInput {
  bytes: Uint8Array;
  /** What the query says, and what the body says over it. */
  fields: ExamineFields;
}

export interface ImageLimits {
  /** Of one image. */
  mostBytes: number;
  held: HeldBytes;
  /** Fetches an image from an allowed storage; throws UserError for every other address. */
  fetchImage(address: string, signal: AbortSignal): Promise<Uint8Array>;
}

/** Characters that a text of `bytes` bytes has in JSON, with what is beside it. */
const asText = (bytes: number): number => Math.ceil((bytes * 4) / 3) + 100_000;

/**
 * The image of `request`, whose query is `fields`. Throws UserError `invalid-argument`, `too-large`, `busy`, and what
 * fetching throws.
 */
export async function readImage(
  request: Request,
  fields: ExamineFields,
  limits: ImageLimits,
): Promise<ImageInput> {
  const { mostBytes, held } = limits;
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'application/json') {
    const body = await readBody(request, asText(mostBytes), held);
    const { image, view, text, clean, ...named } = parse(ExamineJson, jsonOf(body));
    const asked = { view: wordOf(view), text: wordOf(text), clean: wordOf(clean) };
    const bytes = await bytesOf(image, limits, request.signal);
    return { bytes, fields: over(fields, { ...named, ...asked }) };
  }
  if (type === 'multipart/form-data') return readForm(request, fields, limits);
  const bytes = await readBody(request, mostBytes, held);
  if (bytes.length === 0) throw missing('The image in the body of the request');
  return { bytes, fields };
}

/** The image that a text names or holds. Throws UserError. */
export async function bytesOf(
  image: string,
  { mostBytes, fetchImage }: ImageLimits,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (isDataUrl(image) || !isAddress(image)) {
    const bytes = isDataUrl(image) ? bytesOfDataUrl(image) : bytesOfBase64(image);
    if (bytes.length > mostBytes) throw tooLarge('The image', mostBytes);
    return bytes;
  }
  return fetchImage(image, signal);
}

const FIELD_NAMES = Object.keys(ExamineQuery.entries);

async function readForm(
  request: Request,
  fields: ExamineFields,
  limits: ImageLimits,
): Promise<ImageInput> {
  const { mostBytes, held } = limits;
  const body = await readBody(request, asText(mostBytes), held);
  const type = request.headers.get('content-type')!;
  const form = await new Response(body, { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw refusal('a form (multipart/form-data)', 'the body', 'something else');
    });
  const given: Record<string, string> = {};
  let image: File | string | null = null;
  for (const [name, value] of form) {
    if (name === 'image' || name === 'file') {
      if (image !== null) throw refusal('one image', name, 'several');
      image = value;
    } else if (typeof value === 'string' && FIELD_NAMES.includes(name)) given[name] = value;
    else throw refusal(`one of image, ${FIELD_NAMES.join(', ')}`, 'a field of the form', name);
  }
  if (image === null || image === '') throw missing('The field image of the form');
  const named = over(fields, parse(v.partial(ExamineQuery), given));
  if (typeof image === 'string') {
    return { bytes: await bytesOf(image, limits, request.signal), fields: named };
  }
  if (image.size > mostBytes) throw tooLarge('The image', mostBytes);
  held.take(image.size);
  const bytes = new Uint8Array(await image.arrayBuffer());
  return { bytes, fields: { ...named, name: named.name ?? image.name } };
}

/** Fields as a body has them: what is left out is undefined. */
type Given = { [K in keyof ExamineFields]?: ExamineFields[K] | undefined };

function over(fields: ExamineFields, given: Given): ExamineFields {
  const said = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<ExamineFields>;
  return { ...fields, ...said };
}

function wordOf(flag: boolean | undefined): 'true' | 'false' | undefined {
  return flag === undefined ? undefined : flag ? 'true' : 'false';
}

/** The object in the JSON of `body`. Throws UserError `invalid-argument`. */
export function jsonOf(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // told below
  }
  throw refusal('JSON, an object {…}', 'the body', 'something else');
}
