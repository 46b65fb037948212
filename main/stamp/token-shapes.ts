/**
 * The parts of a time-stamp token that the library has no shapes for: SignedData with certificates and signed
 * attributes as the bytes they are (a signature is of bytes, so nothing may be written again before it is
 * checked), and which certificate the signer says is his. Sources: RFC 5652 (5.1), RFC 5035 (3, 4).
 */
import { AsnProp, AsnPropTypes, AsnType, AsnTypeTypes, OctetString } from '@peculiar/asn1-schema';
import { EncapsulatedContentInfo, SignerIdentifier } from '@peculiar/asn1-cms';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

const { Any, Integer } = AsnPropTypes;
const SET = 'set' as const;

/** SignerInfo, with its signed attributes as the bytes they are. */
export class RawSignerInfo {
  version = 1;
  sid = new SignerIdentifier();
  digestAlgorithm = new AlgorithmIdentifier();
  /** Each in DER. */
  signedAttrs?: ArrayBuffer[];
  signatureAlgorithm = new AlgorithmIdentifier();
  signature = new OctetString();
  unsignedAttrs?: ArrayBuffer[];
}

sequence(RawSignerInfo, [
  ['version', { type: Integer }],
  ['sid', { type: SignerIdentifier }],
  ['digestAlgorithm', { type: AlgorithmIdentifier }],
  ['signedAttrs', { type: Any, context: 0, implicit: true, optional: true, repeated: SET }],
  ['signatureAlgorithm', { type: AlgorithmIdentifier }],
  ['signature', { type: OctetString }],
  ['unsignedAttrs', { type: Any, context: 1, implicit: true, optional: true, repeated: SET }],
]);

/** SignedData, of which only what a time stamp needs is taken apart. */
export class RawSignedData {
  version = 3;
  digestAlgorithms: ArrayBuffer = new ArrayBuffer(0);
  encapContentInfo = new EncapsulatedContentInfo();
  /** Each in DER. */
  certificates?: ArrayBuffer[];
  crls?: ArrayBuffer[];
  signerInfos: RawSignerInfo[] = [];
}

sequence(RawSignedData, [
  ['version', { type: Integer }],
  ['digestAlgorithms', { type: Any }],
  ['encapContentInfo', { type: EncapsulatedContentInfo }],
  ['certificates', { type: Any, context: 0, implicit: true, optional: true, repeated: SET }],
  ['crls', { type: Any, context: 1, implicit: true, optional: true, repeated: SET }],
  ['signerInfos', { type: RawSignerInfo, repeated: SET }],
]);

/** ESSCertID, and ESSCertIDv2: the hash of a certificate. */
export class EssCertificate {
  /** Left out: SHA-256 in the second version, SHA-1 in the first, which knows no other. */
  hashAlgorithm?: AlgorithmIdentifier;
  certHash = new OctetString();
  issuerSerial?: ArrayBuffer;
}

sequence(EssCertificate, [
  ['hashAlgorithm', { type: AlgorithmIdentifier, optional: true }],
  ['certHash', { type: OctetString }],
  ['issuerSerial', { type: Any, optional: true }],
]);

/** SigningCertificate, and SigningCertificateV2: the signer's own certificate comes first. */
export class SigningCertificate {
  certs: EssCertificate[] = [];
  policies?: ArrayBuffer;
}

sequence(SigningCertificate, [
  ['certs', { type: EssCertificate, repeated: 'sequence' as const }],
  ['policies', { type: Any, optional: true }],
]);

/** Decorators as calls: Node runs the types away, and decorators are none. */
function sequence<T extends object>(
  shape: new () => T,
  fields: [name: string & keyof T, options: Parameters<typeof AsnProp>[0]][],
): void {
  for (const [name, options] of fields) AsnProp(options)(shape.prototype, name);
  AsnType({ type: AsnTypeTypes.Sequence })(shape);
}
