/** The one place that knows the client of S3: a bucket of Amazon's, or of any service that speaks alike. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { toErrorBody, UserError } from '../../../shared/base/errors.ts';
import { claimsToBeImage } from '../../base/image-name.ts';
import type { ReachedObject, S3Description, Source, SourceObject } from './source.ts';

/** Objects of one page of a list. */
const PAGE = 1000;

/** How often the client itself asks again. */
const ATTEMPTS = 4;

/** Where nothing says which region: what services that are not Amazon's take. */
const DEFAULT_REGION = 'us-east-1';

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

/** A client for the service of a source; credentials come from where the SDK usually has them. */
export function s3Client({ endpoint }: S3Description): S3Client {
  return new S3Client({
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    region: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? DEFAULT_REGION,
    maxAttempts: ATTEMPTS,
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
  const client = s3Client(description);
  const { bucket, prefix } = description;
  try {
    for (let last = after, more = true; more;) {
      const page = await client
        .send(
          new ListObjectsV2Command({
            ...{ Bucket: bucket, Prefix: prefix, MaxKeys: PAGE },
            ...(last !== null && { StartAfter: last }),
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
      last = page.Contents?.at(-1)?.Key ?? last;
      more = page.IsTruncated === true;
      if (objects.length > 0) yield objects;
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
      try {
        // Nothing is asked for but an answer: what is listed comes after all that there is.
        const StartAfter = `${description.prefix}\u{10ffff}`;
        await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: description.prefix, StartAfter }),
        );
        return null;
      } catch (error) {
        const failure = s3Failure(error, description);
        // A worker may be allowed to read without being allowed to list.
        return statusOf(error) === 403 && codeOf(error) === 'AccessDenied' ? null : failure.message;
      }
    },
    async reach(object, folder, signal): Promise<ReachedObject> {
      const { key, etag, bytes, isNamed } = object;
      if (bytes !== null && bytes > maxBytes) {
        if (!isNamed && !claimsToBeImage(key)) return { isSkipped: true };
        const message = `${basename(key)} has ${bytes} bytes; the limit is ${maxBytes}`;
        return { path: join(folder, basename(key)), error: { code: 'too-large', message } };
      }
      const path = join(folder, basename(key));
      try {
        const answer = await client.send(
          new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            ...(etag !== null && { IfMatch: etag }),
          }),
          { abortSignal: signal },
        );
        const body = answer.Body as Readable;
        // Not every service heeds the condition.
        if (etag !== null && answer.ETag !== undefined && answer.ETag !== etag) {
          body.destroy();
          return changed(key, { etag: answer.ETag, bytes: answer.ContentLength ?? null });
        }
        await mkdir(folder, { recursive: true });
        await pipeline(body, createWriteStream(path), { signal });
        return { path };
      } catch (error) {
        signal.throwIfAborted();
        if (statusOf(error) === 412) return changedObject(key, signal);
        const failure = s3Failure(error, description, key);
        if (failure.code === 'busy') throw failure;
        const body = toErrorBody(failure);
        return statusOf(error) === 403 ? { again: body } : { path, error: body };
      }
    },
  };

  async function changedObject(key: string, signal: AbortSignal): Promise<ReachedObject> {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const now = await client.send(command, { abortSignal: signal }).catch(() => null);
    return changed(key, now && { etag: now.ETag ?? null, bytes: now.ContentLength ?? null });
  }
}

function changed(
  key: string,
  now: { etag: string | null; bytes: number | null } | null,
): ReachedObject {
  const again = { code: 'changed', message: `${basename(key)} changed while it was read` } as const;
  return { again, ...(now !== null && { now }) };
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
  return new UserError(
    'busy',
    `${where} does not answer as it should (${code || 'connection lost'})`,
  );
}

function codeOf(error: unknown): string {
  return (error as Partial<S3ServiceException> | null)?.name ?? '';
}

function statusOf(error: unknown): number | null {
  return (error as Partial<S3ServiceException> | null)?.$metadata?.httpStatusCode ?? null;
}
