/** Whether a time stamp holds: its signature, its signer's certificate, and the chain to a trusted one. */
import { constants, createHash, verify, type KeyObject } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Attribute } from '@peculiar/asn1-cms';
import { ExtendedKeyUsage, id_ce_extKeyUsage } from '@peculiar/asn1-x509';
import { UserError } from '../../shared/base/errors.ts';
import {
  chainTo,
  extensionOf,
  readCertificate,
  subjectOf,
  type Chain,
  type ReadCertificate,
} from './certificates.ts';
import { revocationOf, type Revocation, type RevocationList } from './revocation-lists.ts';
import { OID_SHA256, type TimeStamp } from './time-stamp.ts';
import { SigningCertificate, type RawSignerInfo } from './token-shapes.ts';

const OID_CONTENT_TYPE = '1.2.840.113549.1.9.3';
const OID_MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const OID_SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const OID_SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const OID_TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const OID_RSA_PSS = '1.2.840.113549.1.1.10';

/** Hashes by their ids. SHA-1 and MD5 are not among them: what they sign can be forged. */
const HASHES: Record<string, string> = {
  [OID_SHA256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Signature algorithms that name their hash: RSA and ECDSA with SHA-256, SHA-384 and SHA-512. */
const NAMED_HASHES: Record<string, string> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

/** Who stamped, and whether a chain leads to a certificate that is trusted. */
export interface CheckedStamp {
  authority: string;
  chain: Chain;
  /** What lists of revoked certificates say of that chain. */
  revocation: Revocation;
}

/**
 * Checks the signature of `stamp` and the chain of its signer to one of `trusted` at the time that it tells.
 * Throws UserError `damaged` with a sentence about `name` where the signature does not hold, or the certificate is
 * not one of a time-stamping authority. `lists` say which certificates were revoked; without them nobody knows. Sources: RFC 3161 (2.3, 2.4.2), RFC 5652 (5.4, 5.6), RFC 5816.
 */
export function checkTimeStamp(
  stamp: TimeStamp,
  trusted: readonly ReadCertificate[],
  name: string,
  lists: readonly RevocationList[] = [],
): CheckedStamp {
  try {
    return checkParts(stamp, trusted, name, lists);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw broken(name, 'its parts cannot be read'); // by the library, or by a key of no known kind
  }
}

function checkParts(
  { token, content, at }: TimeStamp,
  trusted: readonly ReadCertificate[],
  name: string,
  lists: readonly RevocationList[],
): CheckedStamp {
  const [signer, ...more] = token.signerInfos;
  if (signer === undefined || more.length > 0) {
    throw broken(name, `it has ${token.signerInfos.length} signatures, where a time stamp has one`);
  }
  const hash = HASHES[signer.digestAlgorithm.algorithm];
  if (hash === undefined)
    throw broken(name, 'it is signed with a hash that can be forged, or is unknown');
  const { signedAttrs = [] } = signer;
  const attributes = new Map(
    signedAttrs.map((raw) => {
      const { attrType, attrValues } = AsnConvert.parse(raw, Attribute);
      return [attrType, attrValues[0]];
    }),
  );
  if (attributes.size !== signedAttrs.length) throw broken(name, 'an attribute is there twice');
  checkContent(attributes, content, hash, name);
  const others = (token.certificates ?? [])
    .map((der) => readCertificate(new Uint8Array(der)))
    .filter((each) => each !== null);
  const certificate = signerOf(attributes, [...others, ...trusted], name);
  if (!isSignedBy(certificate.x509.publicKey, signer, signedAttrs, hash)) {
    throw broken(name, 'the signature is not of what it says: it was changed');
  }
  refuseOtherPurpose(certificate, name);
  const chain = chainTo(certificate, others, trusted, new Date(at));
  const revocation = revocationOf(chain.isTrusted ? chain.path : [], lists, new Date(at));
  return { authority: subjectOf(certificate), ...withoutRevoked(chain, revocation) };
}

/** A chain with a certificate that was revoked is none. */
function withoutRevoked(chain: Chain, revocation: Revocation): Omit<CheckedStamp, 'authority'> {
  if (!chain.isTrusted || revocation.state !== 'revoked') return { chain, revocation };
  return { chain: { isTrusted: false, why: revocation.why }, revocation };
}

/** The signed attributes have to be of this content. */
function checkContent(
  attributes: ReadonlyMap<string, ArrayBuffer>,
  content: Buffer,
  hash: string,
  name: string,
): void {
  const type = attributes.get(OID_CONTENT_TYPE);
  const digest = attributes.get(OID_MESSAGE_DIGEST);
  if (type === undefined || digest === undefined)
    throw broken(name, 'its signature lacks what it is of');
  const told = Buffer.from(AsnConvert.parse(digest, OctetString).buffer);
  if (
    !Buffer.from(type).equals(TST_INFO) ||
    !createHash(hash).update(content).digest().equals(told)
  ) {
    throw broken(name, 'the signature is of another content: it was changed');
  }
}

/** The id of TSTInfo in DER, which the attribute has to hold. */
const TST_INFO = Buffer.from('060b2a864886f70d0109100104', 'hex');

/** The certificate that the signature says is its signer's: told by its hash, so it is no other. */
function signerOf(
  attributes: ReadonlyMap<string, ArrayBuffer>,
  certificates: readonly ReadCertificate[],
  name: string,
): ReadCertificate {
  const second = attributes.get(OID_SIGNING_CERTIFICATE_V2);
  const told = second ?? attributes.get(OID_SIGNING_CERTIFICATE);
  if (told === undefined) throw broken(name, 'it does not say whose certificate it is signed with');
  const [first] = AsnConvert.parse(told, SigningCertificate).certs;
  const id = first?.hashAlgorithm?.algorithm ?? OID_SHA256;
  const hash = second === undefined ? 'sha1' : HASHES[id];
  if (first === undefined || hash === undefined) {
    throw broken(name, 'it does not say whose certificate it is signed with');
  }
  const due = Buffer.from(first.certHash.buffer);
  const found = certificates.find(({ x509 }) =>
    createHash(hash).update(x509.raw).digest().equals(due),
  );
  if (found !== undefined) return found;
  throw broken(
    name,
    'the certificate of its signer is neither in it nor among those that were given',
  );
}

/** The signature is of the attributes as a SET, whatever tag they have in the token. */
function isSignedBy(
  key: KeyObject,
  { signatureAlgorithm, signature }: RawSignerInfo,
  signedAttrs: readonly ArrayBuffer[],
  digestHash: string,
): boolean {
  const { algorithm } = signatureAlgorithm;
  const value = Buffer.from(signature.buffer);
  const signed = setOf(signedAttrs);
  const type = key.asymmetricKeyType;
  if (type === 'ed25519' || type === 'ed448') return verify(null, signed, key, value);
  const hash = NAMED_HASHES[algorithm] ?? digestHash;
  if (type === 'ec') return verify(hash, signed, key, value);
  if (type !== 'rsa' && type !== 'rsa-pss') return false;
  if (algorithm !== OID_RSA_PSS && type !== 'rsa-pss') return verify(hash, signed, key, value);
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_AUTO: saltLength } = constants;
  return verify(hash, signed, { key, padding, saltLength }, value);
}

/** A certificate for something else, such as a web server, stamps no time: RFC 3161, 2.3. */
function refuseOtherPurpose(certificate: ReadCertificate, name: string): void {
  const extension = extensionOf(certificate, id_ce_extKeyUsage);
  const purposes = extension && [...AsnConvert.parse(extension.extnValue.buffer, ExtendedKeyUsage)];
  const isOnly = purposes?.length === 1 && purposes[0] === OID_TIME_STAMPING;
  if (isOnly && extension?.critical === true) return;
  throw broken(
    name,
    `the certificate of ${subjectOf(certificate)} is not one for time stamps alone`,
  );
}

/** DER of a SET of what is in DER already. */
function setOf(parts: readonly ArrayBuffer[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const size = body.length;
  const long = [size >>> 16, (size >>> 8) & 255, size & 255].slice(
    size > 0xffff ? 0 : size > 255 ? 1 : 2,
  );
  const length = size < 128 ? [size] : [0x80 | long.length, ...long];
  return Buffer.concat([Buffer.from([0x31, ...length]), body]);
}

function broken(name: string, why: string): UserError {
  return new UserError('damaged', `The time stamp in ${name} does not hold: ${why}.`);
}
