/**
 * Fetches an image from an allowed storage. The address that a name leads to is checked and then connected to, so that
 * no second answer of the name service takes its place.
 */
import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { UserError } from '../../../shared/base/errors.ts';
import { tooLarge } from '../../api/uploads.ts';
import type { HeldBytes } from '../input/read-body.ts';
import { allowedBy, type AllowedAddress } from './allowed-address.ts';
import { isPublic } from './private-ranges.ts';

export interface FetchOptions {
  allowed: readonly AllowedAddress[];
  mostBytes: number;
  /** For all of it: the name, the connection, every redirect and the bytes. */
  timeoutMs: number;
  /** What a host's name leads to; default: what the system says. */
  resolve?: (host: string) => Promise<readonly string[]>;
}

const MOST_REDIRECTS = 3;
const MOST_ADDRESS = 4096;

/**
 * The bytes at `address`. Redirects are followed to allowed storages only. Throws UserError `invalid-argument` for
 * addresses that are not allowed, `too-large`, `not-found`, `unreadable`, `busy`, and `cancelled` after `signal`.
 */
export async function fetchImage(
  address: string,
  options: FetchOptions,
  held: HeldBytes,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (address.length > MOST_ADDRESS || !URL.canParse(address)) {
    throw new UserError('invalid-argument', 'The address of the image is none');
  }
  const until = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
  try {
    let url = new URL(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await get(url, options, until);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400) {
        response.destroy();
        const { location } = headers;
        if (location === undefined || !URL.canParse(location, url.href)) break;
        url = new URL(location, url);
        continue;
      }
      if (statusCode !== 200) {
        response.destroy();
        throw refusedBy(url, statusCode);
      }
      return await bytesOfResponse(response, options.mostBytes, held);
    }
    throw new UserError('unreadable', `The storage ${new URL(address).host} redirects too often`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (signal.aborted) throw new UserError('cancelled', 'The request was cancelled');
    const { host } = new URL(address);
    if (until.aborted) {
      const seconds = options.timeoutMs / 1000;
      throw new UserError('unreadable', `The storage ${host} took longer than ${seconds} s`);
    }
    const { code = 'no answer' } = error as NodeJS.ErrnoException;
    throw new UserError('unreadable', `The storage ${host} cannot be read (${code})`);
  }
}

function refusedBy({ host }: URL, status: number): UserError {
  if (status === 404 || status === 410) {
    return new UserError('not-found', `The storage ${host} has no such image (${status})`);
  }
  return new UserError('unreadable', `The storage ${host} refuses the image (${status})`);
}

async function get(
  url: URL,
  { allowed, resolve = addressesOf }: FetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const rule = allowedBy(url, allowed);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  const usable = rule.isPrivate ? addresses : addresses.filter(isPublic);
  const [chosen] = usable;
  if (chosen === undefined || usable.length < addresses.length) {
    const fact = `The address of the image is not fetched: ${host} leads into a private network`;
    throw new UserError('invalid-argument', fact);
  }
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolved, rejected) => {
    const sent = request(
      url,
      {
        signal,
        agent: false,
        lookup: alwaysAt(chosen),
        headers: { accept: 'image/*', 'accept-encoding': 'identity' },
      },
      resolved,
    );
    sent.on('error', rejected);
    sent.end();
  });
}

/** A lookup that gives `address`, whatever the name service says by now. */
function alwaysAt(address: string): LookupFunction {
  const family = isIP(address);
  return (_, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

async function bytesOfResponse(
  response: IncomingMessage,
  mostBytes: number,
  held: HeldBytes,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    if (Number(response.headers['content-length'] ?? 0) > mostBytes) {
      throw tooLarge('The image at the address', mostBytes);
    }
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge('The image at the address', mostBytes);
      held.take(chunk.length);
      chunks.push(chunk);
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks, bytes);
}
