/** Which addresses the gate fetches images from: those that begin as one that was allowed, and no other. */
import { isIP } from 'node:net';
import { UserError } from '../../../shared/base/errors.ts';
import { isPublic } from './private-ranges.ts';

export interface AllowedAddress {
  /** `https://host:port`, as URLs have it. */
  origin: string;
  /** What the path begins with: a folder ends with a slash, anything else is one file. */
  path: string;
  /** Whether its host may be in a private network. */
  isPrivate: boolean;
}

/**
 * The storage that `text` allows: an address with the beginning of a path. `isPrivate`: its host may be in a private
 * network, as one may that is given by its private IP address. Throws UserError `invalid-argument`.
 */
export function parseAllowed(text: string, isPrivate = false): AllowedAddress {
  const refused = (why: string) =>
    new UserError('invalid-argument', `${text} cannot be allowed: ${why}`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw refused('expected an address such as https://storage.example/uploads/');
  }
  if (url.username !== '' || url.password !== '') throw refused('leave user and password out');
  if (url.search !== '' || url.hash !== '') throw refused('leave what follows the path out');
  if (isOddPath(url.pathname)) throw refused('its path has an encoded slash or backslash');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLiteral = isIP(host) !== 0 && !isPublic(host);
  return {
    origin: url.origin,
    path: url.pathname,
    isPrivate: isPrivate || isLiteral || host === 'localhost',
  };
}

/** The rule by which `address` may be fetched. Throws UserError `invalid-argument` where there is none. */
export function allowedBy(address: URL, allowed: readonly AllowedAddress[]): AllowedAddress {
  const refused = (why: string) =>
    new UserError('invalid-argument', `The address of the image is not fetched: ${why}`);
  if (allowed.length === 0) {
    throw refused('this gate fetches none. Send the image itself, as bytes or as a data URL');
  }
  if (address.username !== '' || address.password !== '') {
    throw refused('it has a user or a password');
  }
  if (isOddPath(address.pathname)) throw refused('its path has an encoded slash or backslash');
  const rule = allowed.find(
    ({ origin, path }) =>
      origin === address.origin &&
      (path === address.pathname || (path.endsWith('/') && address.pathname.startsWith(path))),
  );
  if (rule === undefined) throw refused('it is not in a storage that the gate is allowed to read');
  return rule;
}

/** Storages may decode what URLs leave encoded, and then walk up a folder. */
function isOddPath(path: string): boolean {
  return /%2f|%5c|\\/i.test(path);
}
