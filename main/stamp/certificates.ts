/** Certificates that a person trusts, and the chain from a signer's to one of them (RFC 5280, 6). */
import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  KeyUsage,
  KeyUsageFlags,
  type Extension,
} from '@peculiar/asn1-x509';
import { UserError } from '../../shared/base/errors.ts';
import { printable } from '../../shared/base/printable.ts';
import { readRegularFile } from '../base/regular-file.ts';

/** A file with the certificates of every authority there is has less. */
const FILE = { what: 'a file of certificates', maxBytes: 4 * 1024 ** 2 };

/** Links of a chain, and certificates that are looked at on the way. */
const MOST_LINKS = 8;
const MOST_LOOKS = 200;

/** What a critical extension may be: the others would restrict in a way that is not checked here. */
const UNDERSTOOD = [
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
];

/** Signatures by MD5 and SHA-1, which can be forged: RSA, DSA and ECDSA with these. */
const WEAK = [
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
];

/** A certificate for cryptography, and taken apart. */
export interface ReadCertificate {
  x509: X509Certificate;
  parts: Certificate;
}

/** The certificates of the PEM files at `paths`. Throws UserError where one has none, or a broken one. */
export async function readCertificates(paths: readonly string[]): Promise<ReadCertificate[]> {
  const all: ReadCertificate[] = [];
  for (const path of paths) {
    const text = (await readRegularFile(path, path, FILE)).toString('latin1');
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
    const read = blocks.map((block) => readCertificate(block));
    const broken = read.indexOf(null);
    if (blocks.length === 0) {
      throw new UserError(
        'unsupported-format',
        `${path} holds no certificate. Give certificates in PEM (BEGIN CERTIFICATE).`,
      );
    }
    if (broken >= 0) {
      const which = `Certificate ${broken + 1} in ${path}`;
      throw new UserError('unsupported-format', `${which} cannot be read`);
    }
    all.push(...read.filter((each) => each !== null));
  }
  return all;
}

/** The certificate in `bytes` (DER or PEM), or null where it is none. */
export function readCertificate(bytes: string | Uint8Array): ReadCertificate | null {
  try {
    const x509 = new X509Certificate(bytes);
    return { x509, parts: AsnConvert.parse(x509.raw, Certificate) };
  } catch {
    return null;
  }
}

/** What a certificate says of itself: who, for people. */
export function subjectOf({ x509 }: ReadCertificate): string {
  const lines = (x509.subject ?? '').split('\n');
  const named = lines.find((line) => line.startsWith('CN=')) ?? lines.join(', ');
  return printable(named.replace(/^CN=/, '')) || 'an authority without a name';
}

/** The extension with `oid`, or undefined. */
export function extensionOf({ parts }: ReadCertificate, oid: string): Extension | undefined {
  return parts.tbsCertificate.extensions?.find(({ extnID }) => extnID === oid);
}

/** What a chain of certificates comes to: one that is trusted, or a sentence that says why not. */
export type Chain =
  /** `path`: from the signer's certificate to the one that is trusted. */
  { isTrusted: true; path: readonly ReadCertificate[] } | { isTrusted: false; why: string };

/**
 * Whether a chain leads from `signer` over `others` to one of `trusted`, in which every certificate was valid
 * at `at`. Whether one was revoked is another question: revocation-lists.ts.
 */
export function chainTo(
  signer: ReadCertificate,
  others: readonly ReadCertificate[],
  trusted: readonly ReadCertificate[],
  at: Date,
): Chain {
  let looks = 0;
  let path: readonly ReadCertificate[] = [];
  let why = `no certificate that was given vouches for ${subjectOf(signer)}`;
  const climb = (certificate: ReadCertificate, below: readonly ReadCertificate[]): boolean => {
    const fault = faultOf(certificate, below.length, at);
    if (fault !== null) {
      why = fault;
      return false;
    }
    if (trusted.some((each) => isSame(each, certificate))) {
      path = [...below.toReversed(), certificate];
      return true;
    }
    if (isWeak(certificate)) {
      why = `${subjectOf(certificate)} was certified by a signature that can be forged (SHA-1 or MD5)`;
      return false;
    }
    if (below.length >= MOST_LINKS) return false;
    return [...trusted, ...others].some((issuer) => {
      if (looks++ > MOST_LOOKS || [certificate, ...below].some((each) => isSame(each, issuer))) {
        return false;
      }
      return isIssuedBy(certificate, issuer) && climb(issuer, [certificate, ...below]);
    });
  };
  return climb(signer, []) ? { isTrusted: true, path } : { isTrusted: false, why };
}

function isSame(a: ReadCertificate, b: ReadCertificate): boolean {
  return a.x509.raw.equals(b.x509.raw);
}

function isIssuedBy({ x509 }: ReadCertificate, issuer: ReadCertificate): boolean {
  try {
    return x509.checkIssued(issuer.x509) && x509.verify(issuer.x509.publicKey);
  } catch {
    return false; // a key of a kind that is not known
  }
}

/** Why `certificate`, with `below` others under it, may stand in no chain at that time; null: it may. */
function faultOf(certificate: ReadCertificate, below: number, at: Date): string | null {
  const { x509, parts } = certificate;
  const name = subjectOf(certificate);
  if (at < x509.validFromDate || at > x509.validToDate) {
    return `the certificate of ${name} was valid from ${x509.validFromDate.toISOString()} to ${x509.validToDate.toISOString()} only`;
  }
  const strange = parts.tbsCertificate.extensions?.find(
    ({ critical, extnID }) => critical && !UNDERSTOOD.includes(extnID),
  );
  if (strange)
    return `the certificate of ${name} is restricted in a way that is not understood (${strange.extnID})`;
  if (below === 0) return null;
  if (!x509.ca) return `${name} certifies others, but its certificate does not allow that`;
  const usage = extensionOf(certificate, id_ce_keyUsage);
  if (usage !== undefined) {
    const flags = AsnConvert.parse(usage.extnValue.buffer, KeyUsage).toNumber();
    if ((flags & KeyUsageFlags.keyCertSign) === 0) {
      return `${name} certifies others, but its key may not be used for that`;
    }
  }
  const basic = extensionOf(certificate, id_ce_basicConstraints);
  const most =
    basic && AsnConvert.parse(basic.extnValue.buffer, BasicConstraints).pathLenConstraint;
  // The lowest is no authority, so it does not count.
  if (most !== undefined && below - 1 > most) return `${name} may not certify so long a chain`;
  return null;
}

function isWeak({ parts }: ReadCertificate): boolean {
  return WEAK.includes(parts.signatureAlgorithm.algorithm);
}
