/** The one place that knows the client of S3: a bucket of Amazon's, or of any service that speaks alike. */
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { toErrorBody, UserError } from '../../../shared/base/errors.ts';
import { claimsToBeImage } from '../../base/image-name.ts';
import { HEAD_BYTES } from '../../engine/containers/container.ts';
import { beginsAsExamined } from '../../scan/list-inside.ts';
import { fetchTo, headOf } from './fetch-to.ts';
import { localName } from './local-name.ts';
import {
  SourceLost,
  type ReachedObject,
  type S3Description,
  type Source,
  type SourceObject,
} from './source.ts';

/** Objects of one page of a list. */
const PAGE = 1000;

/** How often the client itself asks again, later each time; a list that is broken off is begun again by a person. */
const ATTEMPTS = 4;
const LIST_ATTEMPTS = 10;

/** Where nothing says which region: what services that are not Amazon's take. */
const DEFAULT_REGION = 'us-east-1';

/** What is answered where the credentials of this worker are none, or none any more. */
const LOST = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
]);

/** What is answered to those that ask too often, whatever they ask for. */
const SLOW_DOWN = new Set([
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Whether `text` names a bucket. */
export function isS3Address(text: string): boolean {
  return text.startsWith('s3://');
}

/** The source that `s3://bucket/prefix` names. Throws UserError `invalid-argument`. */
export function parseS3(text: string, endpoint?: string): S3Description {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(text);
  if (match === null) {
    throw new UserError('invalid-argument', `${text} names no bucket. Write s3://bucket/prefix`);
  }
  const [, bucket, prefix = ''] = match;
  return { kind: 's3', name: text, bucket, prefix, ...(endpoint !== undefined && { endpoint }) };
}

/**
 * A client for the service of a source, which asks up to `attempts` times; credentials come from where the SDK usually
 * has them.
 */
export function s3Client({ endpoint }: S3Description, attempts = ATTEMPTS): S3Client {
  return new S3Client({
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    region: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? DEFAULT_REGION,
    maxAttempts: attempts,
    // Services that are not Amazon's know no other checksums than they have to.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** The objects of a source in pages, in the order of their keys, from after the key `after` on. */
export async function* listS3(
  description: S3Description,
  after: string | null,
  signal?: AbortSignal,
): AsyncGenerator<SourceObject[]> {
  const client = s3Client(description, LIST_ATTEMPTS);
  const { bucket, prefix } = description;
  try {
    for (let token: string | undefined, more = true; more;) {
      const page = await client
        .send(
          new ListObjectsV2Command({
            ...{ Bucket: bucket, Prefix: prefix, MaxKeys: PAGE },
            ...(after !== null && { StartAfter: after }),
            ...(token !== undefined && { ContinuationToken: token }),
          }),
          signal === undefined ? {} : { abortSignal: signal },
        )
        .catch((error: unknown) => {
          throw s3Failure(error, description);
        });
      const objects = (page.Contents ?? []).flatMap(({ Key: key, Size, ETag }) =>
        key === undefined || key.endsWith('/')
          ? []
          : [{ key, bytes: Size ?? null, etag: ETag ?? null }],
      );
      if (objects.length > 0) yield objects;
      more = page.IsTruncated === true;
      const before = token;
      token = page.NextContinuationToken;
      if (more && (token === undefined || token === before)) {
        throw new UserError(
          'unreadable',
          `${description.name} cannot be listed: the service says that there is more, but not how to go on`,
        );
      }
    }
  } finally {
    client.destroy();
  }
}

/** The bucket as a worker reaches it; `maxBytes` is what an image may have. */
export function s3Source(description: S3Description, maxBytes: number): Source {
  const client = s3Client(description);
  const { bucket } = description;
  return {
    async refusal() {
      const error = await ask();
      if (error === null) return null;
      // A worker may be allowed to read without being allowed to list.
      if (statusOf(error) === 403 && codeOf(error) === 'AccessDenied') return null;
      return s3Failure(error, description).message;
    },
    async reach(object, folder, signal): Promise<ReachedObject> {
      const { key, bytes, isNamed } = object;
      const path = join(folder, localName(key));
      try {
        if (bytes !== null && bytes > maxBytes) {
          if (!isNamed && !claimsToBeImage(key)) {
            const head = await get(object, signal, HEAD_BYTES);
            if ('again' in head) return head;
            if (!beginsAsExamined(await headOf(head.body, HEAD_BYTES))) return { isSkipped: true };
          }
          const message = `${nameOf(key)} has ${bytes} bytes; the limit is ${maxBytes}`;
          return { path, error: { code: 'too-large', message } };
        }
        const whole = await get(object, signal);
        if ('again' in whole) return whole;
        await fetchTo(whole.body, path);
        return { path };
      } catch (error) {
        signal.throwIfAborted();
        return troubleOf(error, key, path);
      }
    },
  };

  /** What the bucket answers when it is asked for nothing: null, or the failure. */
  async function ask(): Promise<unknown> {
    try {
      // What is listed comes after all that there is.
      const StartAfter = `${description.prefix}\u{10ffff}`;
      await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: description.prefix, StartAfter }),
      );
      return null;
    } catch (error) {
      return error;
    }
  }

  /** The bytes of an object, or the first `count`, as long as it is what was listed. */
  async function get(
    { key, etag }: SourceObject,
    signal: AbortSignal,
    count?: number,
  ): Promise<{ body: Readable } | Extract<ReachedObject, { again: unknown }>> {
    const command = new GetObjectCommand({
      ...{ Bucket: bucket, Key: key },
      ...(etag !== null && { IfMatch: etag }),
      ...(count !== undefined && { Range: `bytes=0-${count - 1}` }),
    });
    const answer = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
      if (statusOf(error) === 412) return null;
      throw error;
    });
    if (answer === null) return changedObject(key, signal);
    const body = answer.Body as Readable;
    // Not every service heeds the condition.
    if (etag !== null && answer.ETag !== undefined && answer.ETag !== etag) {
      body.destroy();
      return changedObject(key, signal);
    }
    return { body: addAbortSignal(signal, body) };
  }

  /** What the failure to fetch one object means: only where the bucket is at fault it is thrown. */
  async function troubleOf(error: unknown, key: string, path: string): Promise<ReachedObject> {
    if (error instanceof UserError) throw error;
    const failure = s3Failure(error, description, key);
    if (isThrottled(error)) return { later: toErrorBody(failure) };
    if (LOST.has(codeOf(error))) throw new SourceLost(failure.message);
    if (failure.code !== 'busy') {
      const body = toErrorBody(failure);
      return statusOf(error) === 403 ? { again: body } : { path, error: body };
    }
    const answer = await ask();
    if (answer !== null && s3Failure(answer, description).code === 'busy') throw failure;
    const what = `s3://${bucket}/${key} cannot be fetched`;
    return { again: { code: 'unreadable', message: `${what}: ${failure.message}` } };
  }

  async function changedObject(
    key: string,
    signal: AbortSignal,
  ): Promise<Extract<ReachedObject, { again: unknown }>> {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const now = await client.send(command, { abortSignal: signal }).catch(() => null);
    const again = { code: 'changed', message: `${nameOf(key)} changed while it was read` } as const;
    const { ETag = null, ContentLength = null } = now ?? {};
    return { again, ...(now !== null && { now: { etag: ETag, bytes: ContentLength } }) };
  }
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** `error` as a sentence; `busy` for what passes. */
function s3Failure(
  error: unknown,
  { name, bucket, endpoint }: S3Description,
  key?: string,
): UserError {
  const what = key === undefined ? name : `s3://${bucket}/${key}`;
  const code = codeOf(error);
  const status = statusOf(error);
  if (code === 'NoSuchBucket') return new UserError('not-found', `There is no bucket ${bucket}`);
  if (code === 'NoSuchKey' || (status === 404 && key !== undefined)) {
    return new UserError('not-found', `${what} does not exist`);
  }
  if (code === 'CredentialsProviderError') {
    return new UserError(
      'unreadable',
      `${name} needs credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE`,
    );
  }
  if (status === 403 || status === 401) {
    const because = code === '' ? '' : ` (${code})`;
    return new UserError(
      'unreadable',
      `${what} denies access${because}. Check the credentials and their rights`,
    );
  }
  if (status !== null && status >= 300 && status < 500 && status !== 429 && status !== 408) {
    return new UserError(
      'unreadable',
      `${what} cannot be read: the service answers ${status} ${code}`.trimEnd(),
    );
  }
  const where = endpoint ?? 'S3';
  if (isThrottled(error))
    return new UserError('busy', `${where} asks for fewer requests (${code})`);
  return new UserError(
    'busy',
    `${where} does not answer as it should (${code || 'connection lost'})`,
  );
}

function isThrottled(error: unknown): boolean {
  return statusOf(error) === 429 || SLOW_DOWN.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return (error as Partial<S3ServiceException> | null)?.name ?? '';
}

function statusOf(error: unknown): number | null {
  return (error as Partial<S3ServiceException> | null)?.$metadata?.httpStatusCode ?? null;
}
