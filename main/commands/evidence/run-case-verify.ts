/** `scalescope case verify`: whether a case agrees with its log, and who vouches for the log. */
import { basename } from 'node:path';
import type { VerifyResult } from '../../../shared/case/case-contract.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import { readAnchors } from '../../cases/anchor/anchors-file.ts';
import { anchoringBeside, type Anchoring } from '../../cases/anchor/check-anchors.ts';
import type { CaseFile } from '../../cases/store/case-file.ts';
import { verifyCase } from '../../cases/verify-case.ts';
import { hasherOnDemand } from '../../engine/pool/hash-inside.ts';
import { readCertificates } from '../../stamp/certificates.ts';
import { readRevocationLists } from '../../stamp/revocation-lists.ts';
import { LINE_MS, progressLine, type CommandIo } from '../../terminal/io.ts';
import { trustFrom, type TrustOptions } from '../keys/run-trust.ts';
import { reading } from './run-case.ts';

/** Exit code of a gate that refuses: something does not agree, or nobody vouches for it. */
const REFUSED = 1;

export interface CaseVerifyOptions extends TrustOptions {
  originals: boolean;
  head?: string;
  /** Files of anchors in place of the one beside the case. */
  anchors: string[];
  /** Files of certificates of time-stamping authorities. */
  tsa: string[];
  /** Files of certificates that were revoked. */
  crl: string[];
  json?: true;
}

/** Prints what does not agree and who vouches; returns 1 where anything is wrong or open. */
export async function caseVerify(path: string, options: CaseVerifyOptions, io: CommandIo) {
  const anchoring = await anchoringOf(path, options);
  const check = async (caseFile: CaseFile) => {
    const progress = progressLine(io, { everyMs: LINE_MS });
    const { originals, head } = options;
    const inside = hasherOnDemand();
    const result = await verifyCase(caseFile, {
      originals,
      head,
      anchoring,
      progress: progress.show,
      signal: io.signal,
      hashInside: inside.hash,
    }).finally(async () => {
      progress.clear();
      await inside.close();
    });
    if (options.json) io.stdout.write(`${printableJson(result, 2)}\n`);
    else io.stdout.write(printableLines(linesOf(result)));
    return result.problems.length === 0 && result.anchor.state === 'vouched' ? 0 : REFUSED;
  };
  return reading(path, check, { evenForeign: true });
}

/** What the case at `path` is held against, as `options` say. Throws UserError where a file is not there. */
export async function anchoringOf(
  path: string,
  options: Pick<CaseVerifyOptions, 'anchors' | 'tsa' | 'crl' | 'trust'>,
): Promise<Omit<Anchoring, 'noted'>> {
  const trust = await trustFrom(options);
  const certificates = await readCertificates(options.tsa);
  const lists = await readRevocationLists(options.crl);
  const [first] = options.anchors;
  if (first === undefined) return anchoringBeside(path, trust, certificates, lists);
  const anchors = options.anchors.map((each) => {
    const read = readAnchors(each);
    if (read !== null) return read;
    throw new UserError('not-found', `${each} does not exist`);
  });
  return { trust, anchors, areGiven: true, expected: basename(first), certificates, lists };
}

/** Beside what does not agree, nothing is called vouched for. */
const NOT_SO = 'What is named above is not what was signed';

function linesOf({ problems, checked, anchor, head }: VerifyResult): string[] {
  const counts =
    `${checked.rows} rows, ${checked.auditEntries} audit entries and ` +
    `${checked.originals} originals checked`;
  const isAsSigned = problems.every(({ part }) => part === 'original');
  return [
    ...problems.map(({ part, message }) => `${part}: ${message}`),
    ...anchor.by.map((text) => (isAsSigned ? `vouched: ${text}` : `note: ${text}. ${NOT_SO}`)),
    ...anchor.open.map((text) => `${anchor.state === 'open' ? 'OPEN' : 'note'}: ${text}`),
    `${counts}: ${outcomeOf(problems.length, anchor)}.`,
    `head ${head}`,
  ];
}

/** What was shown, and no more. */
function outcomeOf(problems: number, { state, entries, of, asOf }: VerifyResult['anchor']): string {
  if (problems > 0) return problems === 1 ? '1 problem' : `${problems} problems`;
  const agrees = 'all agree with the log';
  if (state === 'vouched') {
    const when = asOf === null ? 'the hash that you gave' : asOf;
    return (
      `${agrees}, and all of it is vouched for as of ${when}: whether anything came later, only a later head ` +
      'or a copy shows'
    );
  }
  if (entries === 0) return `${agrees}, but OPEN: nobody who is trusted vouches for the log`;
  return entries < of
    ? `${agrees}, but OPEN: the log is vouched for up to entry ${entries} of ${of}`
    : `${agrees}, but OPEN: heads that the log tells of were removed. --anchors gives a copy of them`;
}
