/**
 * Lists of revoked certificates (CRL) that a person gives: whether a certificate of a chain was revoked when it
 * stamped. Nothing is fetched; a list is signed by the authority whose certificates it is of. Sources: RFC 5280
 * (5, 6.3), RFC 3161 (4, on which reasons leave earlier stamps good).
 */
import { verify } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  CertificateList,
  CRLReason,
  CRLReasons,
  id_ce_cRLReasons,
  id_ce_deltaCRLIndicator,
  id_ce_issuingDistributionPoint,
  type RevokedCertificate,
} from '@peculiar/asn1-x509';
import { UserError } from '../../shared/base/errors.ts';
import { readRegularFile } from '../base/regular-file.ts';
import { subjectOf, type ReadCertificate } from './certificates.ts';

/** Lists of large authorities have some megabytes. */
const FILE = { what: 'a list of revoked certificates (CRL)', maxBytes: 64 * 1024 ** 2 };

/** Hashes of signature algorithms; a list signed with SHA-1 or MD5 could be forged. */
const HASHES: Record<string, string> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
const PURE = ['ed25519', 'ed448'];

/** Reasons for which what was stamped before the revocation stays good: the key was not in other hands. */
const HARMLESS: readonly (CRLReasons | undefined)[] = [
  CRLReasons.unspecified,
  CRLReasons.affiliationChanged,
  CRLReasons.superseded,
  CRLReasons.cessationOfOperation,
];

/** A list as it was read: whose it is, is not known before it is checked. */
export interface RevocationList {
  /** What the file is called in sentences. */
  name: string;
  parts: CertificateList;
  /** From when it is: ISO 8601. */
  from: string;
  /** Revoked ones, by their serial numbers in hexadecimal. */
  revoked: ReadonlyMap<string, RevokedCertificate>;
}

/** What lists say of a chain: nothing of some certificate, that one was revoked, or that none was. */
export type Revocation =
  | { state: 'unknown'; why: string }
  | { state: 'revoked'; why: string }
  | { state: 'good'; why: string };

/** The lists in the files at `paths` (PEM or DER). Throws UserError where one is none. */
export async function readRevocationLists(paths: readonly string[]): Promise<RevocationList[]> {
  const all: RevocationList[] = [];
  for (const path of paths) {
    const bytes = await readRegularFile(path, path, FILE);
    const blocks = /-----BEGIN X509 CRL-----[^-]*-----END X509 CRL-----/g;
    const found = bytes.toString('latin1').match(blocks)?.map(derOf) ?? [bytes];
    for (const der of found) {
      const list = readList(der, path);
      if (list !== null) all.push(list);
      else {
        throw new UserError(
          'unsupported-format',
          `${path} is no list of revoked certificates (CRL) in PEM or DER`,
        );
      }
    }
  }
  return all;
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
}

function readList(der: Buffer, path: string): RevocationList | null {
  try {
    const parts = AsnConvert.parse(der, CertificateList);
    const { thisUpdate, revokedCertificates = [] } = parts.tbsCertList;
    return {
      ...{ name: path, parts, from: thisUpdate.getTime().toISOString() },
      revoked: new Map(revokedCertificates.map((each) => [serialOf(each.userCertificate), each])),
    };
  } catch {
    return null; // whatever the library makes of bytes of others
  }
}

function serialOf(integer: ArrayBuffer): string {
  return Buffer.from(integer)
    .toString('hex')
    .replace(/^(00)+(?=..)/, '');
}

/**
 * Whether `lists` say of each certificate of `path` (the signer first, the trusted one last, which no list is of)
 * that it was good when it stamped, at `at`.
 */
export function revocationOf(
  path: readonly ReadCertificate[],
  lists: readonly RevocationList[],
  at: Date,
): Revocation {
  if (lists.length === 0) {
    return { state: 'unknown', why: 'whether a certificate was revoked was not checked' };
  }
  const used = new Set<string>();
  let unknown: string | null = null;
  for (const [i, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[i + 1];
    const its = lists.filter((list) => isOf(list, issuer));
    for (const list of its) {
      const entry = list.revoked.get(serialOf(certificate.parts.tbsCertificate.serialNumber));
      const why = entry && revokedBy(entry, certificate, list, at);
      if (why) return { state: 'revoked', why };
    }
    // A list from before the stamp does not know what was revoked by then.
    const newest = its.find(({ from }) => Date.parse(from) >= at.getTime());
    if (newest !== undefined) used.add(`${newest.name} of ${newest.from}`);
    else unknown ??= subjectOf(certificate);
  }
  if (unknown !== null) {
    const why =
      `whether ${unknown} was revoked is not known: no --crl is a list by its authority that is newer than the ` +
      'stamp, and whole';
    return { state: 'unknown', why };
  }
  if (used.size === 0) {
    return { state: 'unknown', why: 'you trust its own certificate, of which no list tells' };
  }
  return {
    state: 'good',
    why: `no certificate was revoked by then, as ${[...used].join(' and ')} says`,
  };
}

/** Whether `list` is whole, of certificates of `issuer`, and signed by it. */
function isOf({ parts }: RevocationList, issuer: ReadCertificate): boolean {
  const { tbsCertList, tbsCertListRaw, signatureAlgorithm, signature } = parts;
  const name = Buffer.from(AsnConvert.serialize(tbsCertList.issuer));
  const subject = Buffer.from(AsnConvert.serialize(issuer.parts.tbsCertificate.subject));
  const isPart = (tbsCertList.crlExtensions ?? []).some(
    ({ extnID }) => extnID === id_ce_deltaCRLIndicator || extnID === id_ce_issuingDistributionPoint,
  );
  if (!name.equals(subject) || isPart || tbsCertListRaw === undefined) return false;
  const key = issuer.x509.publicKey;
  const isPure = PURE.includes(key.asymmetricKeyType ?? '');
  const hash = HASHES[signatureAlgorithm.algorithm];
  if (hash === undefined && !isPure) return false;
  try {
    const signed = Buffer.from(tbsCertListRaw);
    return verify(isPure ? null : hash, signed, key, Buffer.from(signature));
  } catch {
    return false; // a key of a kind that is not known
  }
}

/** Why the stamp is not good by `entry`; null where it was made before, and the reason leaves it good. */
function revokedBy(
  { revocationDate, crlEntryExtensions = [] }: RevokedCertificate,
  certificate: ReadCertificate,
  list: RevocationList,
  at: Date,
): string | null {
  const since = revocationDate.getTime();
  const extension = crlEntryExtensions.find(({ extnID }) => extnID === id_ce_cRLReasons);
  const reason = extension && AsnConvert.parse(extension.extnValue.buffer, CRLReason).reason;
  if (at < since && reason !== undefined && HARMLESS.includes(reason)) return null;
  const named = reason === undefined ? 'without a reason' : `for the reason ${CRLReasons[reason]}`;
  return (
    `the certificate of ${subjectOf(certificate)} was revoked on ${since.toISOString()}, ${named}, as ` +
    `${list.name} says`
  );
}
