/**
 * Time stamps by RFC 3161, as files: the request that a person sends to a time-stamping authority, and what it
 * answers. Nothing is sent from here. Whether an answer holds is another question: check-time-stamp.ts.
 */
import { randomBytes } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { UserError } from '../../shared/base/errors.ts';
import { printable } from '../../shared/base/printable.ts';
import { RawSignedData } from './token-shapes.ts';

/** Far more than any answer has, its certificates included. */
export const MOST_RESPONSE_BYTES = 128 * 1024;

export const OID_SHA256 = '2.16.840.1.101.3.4.2.1';
const OID_SIGNED_DATA = '1.2.840.113549.1.7.2';
const OID_TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** PKIStatus: granted, and granted with changes (RFC 3161, 2.4.2). */
const GRANTED = [0, 1];
const STATUS_WORDS: Record<number, string> = {
  2: 'it was rejected',
  3: 'it waits to be answered',
  4: 'a revocation is near',
  5: 'a certificate was revoked',
};

/** An answer, taken apart. */
export interface TimeStamp {
  /** What was stamped: a SHA-256, in hexadecimal. */
  imprint: string;
  /** The number of the request, in hexadecimal without leading zeros; null where the answer has none. */
  nonce: string | null;
  /** When, by the clock of the authority: ISO 8601. */
  at: string;
  /** The authority's own number of the stamp, in hexadecimal. */
  serial: string;
  token: RawSignedData;
  /** What is signed: TSTInfo in DER. */
  content: Buffer;
}

/** A request to stamp `sha256` (hexadecimal), in DER, with certificates asked for; and its nonce. */
export function makeRequest(sha256: string): { der: Buffer; nonce: string } {
  const nonce = randomBytes(8);
  nonce[0] = (nonce[0] & 0x3f) | 0x40; // positive, and in its shortest form
  const request = new TimeStampReq({
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: OID_SHA256, parameters: null }),
      hashedMessage: new OctetString(Buffer.from(sha256, 'hex')),
    }),
    nonce: new Uint8Array(nonce).buffer,
    certReq: true,
  });
  return { der: Buffer.from(AsnConvert.serialize(request)), nonce: nonce.toString('hex') };
}

/**
 * The answer in `der`, called `name` in sentences. Throws UserError `unsupported-format` where it is none,
 * and `invalid-argument` where the authority refused, or stamped something other than a SHA-256.
 */
export function readResponse(der: Uint8Array, name: string): TimeStamp {
  const { status, timeStampToken } = parsed(name, () => AsnConvert.parse(der, TimeStampResp));
  if (!GRANTED.includes(status.status)) {
    const said = [...(status.statusString ?? [])].join(' ');
    const reason = STATUS_WORDS[status.status] ?? `status ${status.status}`;
    throw new UserError(
      'invalid-argument',
      `${name} holds no time stamp: ${reason}${said === '' ? '' : ` (${printable(said)})`}.`,
    );
  }
  if (timeStampToken?.contentType !== OID_SIGNED_DATA) throw isNone(name);
  const token = parsed(name, () => AsnConvert.parse(timeStampToken.content, RawSignedData));
  const { eContentType, eContent } = token.encapContentInfo;
  if (eContentType !== OID_TST_INFO || eContent?.single === undefined) throw isNone(name);
  const content = Buffer.from(eContent.single.buffer);
  const info = parsed(name, () => AsnConvert.parse(content, TSTInfo));
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (hashAlgorithm.algorithm !== OID_SHA256 || hashedMessage.byteLength !== 32) {
    throw new UserError(
      'invalid-argument',
      `${name} is a time stamp of something that is no SHA-256.`,
    );
  }
  if (Number.isNaN(info.genTime.getTime())) throw isNone(name);
  return {
    imprint: Buffer.from(hashedMessage.buffer).toString('hex'),
    nonce: info.nonce === undefined ? null : numberOf(info.nonce),
    at: info.genTime.toISOString(),
    serial: numberOf(info.serialNumber),
    token,
    content,
  };
}

function numberOf(integer: ArrayBuffer): string {
  const hex = Buffer.from(integer).toString('hex');
  return hex.replace(/^(00)+(?=..)/, '');
}

/** What the library makes of bytes of others: whatever it throws, they are no answer. */
function parsed<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw isNone(name);
  }
}

function isNone(name: string): UserError {
  return new UserError(
    'unsupported-format',
    `${name} is not the answer of a time-stamping authority (RFC 3161, .tsr)`,
  );
}
