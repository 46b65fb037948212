/** Time stamps of the log of a case: the request that goes out as a file, and the answer that comes in. */
import { basename } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import type { ReadCertificate } from '../../stamp/certificates.ts';
import { checkTimeStamp } from '../../stamp/check-time-stamp.ts';
import type { RevocationList } from '../../stamp/revocation-lists.ts';
import { makeRequest, readResponse, type TimeStamp } from '../../stamp/time-stamp.ts';
import type { CaseFile } from '../store/case-file.ts';
import {
  addAnchors,
  anchorsPath,
  readAnchors,
  REQUEST_SCHEMA,
  STAMP_SCHEMA,
  type StampRequest,
} from './anchors-file.ts';
import { placeOf } from './sign-case.ts';
import { digestOf } from './signed-head.ts';

/**
 * The request to stamp the end of the log of `caseFile`, in DER; it is kept beside the case, for its answer. Where
 * that end is signed, its head is stamped: then the stamp also shows that the key signed by then, which stays true
 * when the key is revoked later.
 */
export function requestStamp(caseFile: CaseFile): { der: Buffer; request: StampRequest } {
  const place = placeOf(caseFile);
  const signed = readAnchors(anchorsPath(caseFile.path))?.heads.findLast(
    ({ hash }) => hash === place.hash,
  );
  const head = signed && digestOf(signed);
  const { der, nonce } = makeRequest(head ?? place.hash);
  const request: StampRequest = {
    ...({ schema: REQUEST_SCHEMA, ...place } as const),
    ...(head !== undefined && { head }),
    ...{ nonce, at: caseFile.now() },
  };
  addAnchors(caseFile.path, [request]);
  return { der, request };
}

/**
 * Takes the answer in `der`, called `name`, to a request that was made for `caseFile`, and keeps it beside the case.
 * Throws UserError where it answers none, or does not hold by the certificates that are `trusted`.
 */
export function takeStamp(
  caseFile: CaseFile,
  der: Buffer,
  trusted: readonly ReadCertificate[],
  lists: readonly RevocationList[],
  name: string,
): { stamp: TimeStamp; authority: string; request: StampRequest } {
  const stamp = readResponse(der, name);
  const anchors = readAnchors(anchorsPath(caseFile.path));
  const isOfStamp = ({ hash, head }: StampRequest) => (head ?? hash) === stamp.imprint;
  const request = anchors?.requests.find(isOfStamp);
  if (request === undefined) {
    throw new UserError(
      'invalid-argument',
      `${name} stamps ${stamp.imprint}, for which ${basename(anchorsPath(caseFile.path))} has no request. ` +
        'It answers a request of another case, or of an earlier file of anchors.',
    );
  }
  const answered = anchors!.requests.find((each) => isOfStamp(each) && each.nonce === stamp.nonce);
  if (answered === undefined) {
    throw new UserError(
      'invalid-argument',
      `${name} does not repeat the number (nonce) of a request that was made here, so it may be an old answer.`,
    );
  }
  const { authority, chain } = checkTimeStamp(stamp, trusted, name, lists);
  if (!chain.isTrusted) {
    throw new UserError('invalid-argument', `${name} is not trusted: ${chain.why}`, 'give --tsa');
  }
  const { case: id, entry, hash, head, nonce } = answered;
  const response = der.toString('base64');
  addAnchors(caseFile.path, [
    {
      ...({ schema: STAMP_SCHEMA, case: id, entry, hash } as const),
      ...(head !== undefined && { head }),
      ...{ nonce, response },
    },
  ]);
  return { stamp, authority, request: answered };
}
