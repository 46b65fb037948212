/** `scalescope case sign` and `case stamp`: what vouches for the log of a case, kept apart from it. */
import { basename } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { printable, printableJson, printableLines } from '../../../shared/base/printable.ts';
import { anchorsPath } from '../../cases/anchor/anchors-file.ts';
import { signCase } from '../../cases/anchor/sign-case.ts';
import { headText } from '../../cases/anchor/signed-head.ts';
import { requestStamp, takeStamp } from '../../cases/anchor/stamp-case.ts';
import { openCase } from '../../cases/open-case.ts';
import { isCaseAddress } from '../../cases/team/case-address.ts';
import type { CaseFile } from '../../cases/store/case-file.ts';
import { readRegularFile } from '../../base/regular-file.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { ownStatements, readOrMakeKey } from '../../keys/key-store.ts';
import { readCertificates } from '../../stamp/certificates.ts';
import { readRevocationLists } from '../../stamp/revocation-lists.ts';
import { MOST_RESPONSE_BYTES } from '../../stamp/time-stamp.ts';
import { refuseOverwrite } from '../../terminal/files.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { passphraseOfKey, type PassphraseOptions } from '../../terminal/passphrase.ts';

export interface CaseSignOptions extends PassphraseOptions {
  /** Also prints the head as a text. */
  print?: true;
  name?: string;
  json?: true;
}

/** Signs the log of the case at `path` as it is now. */
export async function caseSign(path: string, options: CaseSignOptions, io: CommandIo) {
  refuseShared(path);
  const key = await readOrMakeKey(undefined, await passphraseOfKey(io, options));
  const statements = await ownStatements();
  const caseFile = openAsFar(path, io);
  try {
    const name = options.name ?? caseFile.actor;
    const head = signCase(caseFile, { key, name, statements });
    if (options.json) io.stdout.write(`${printableJson(head, 2)}\n`);
    else if (options.print) io.stdout.write(printableLines(headText(head).trimEnd().split('\n')));
    else {
      const beside = basename(anchorsPath(path));
      io.stdout.write(
        printableLines([
          `${path}: signed up to entry ${head.entry} by the key ${head.signature.keyId}, in ${beside}.`,
          `Keep a copy of ${beside} where nobody can change it who can change the case.`,
        ]),
      );
    }
    return 0;
  } finally {
    caseFile.close();
  }
}

/**
 * To write, so that the log tells of the head and it is missed where somebody takes it away; where the file cannot be
 * written at all, to read. Throws UserError `busy` while another program writes the case.
 */
function openAsFar(path: string, io: CommandIo): CaseFile {
  try {
    return openCase(path, { mode: 'write' });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code === 'busy') {
      throw new UserError(
        'busy',
        `${error.fact} The log could not tell of this signature, and nobody would miss it if it were taken away`,
        'sign when that program has ended. It signs by itself, every ten minutes and at its end, if you signed before',
      );
    }
    if (error.code !== 'write-failed') throw error;
    io.stderr.write(
      `${printable(path)} cannot be written, so its log does not tell of this head: keep the head where it is safe.\n`,
    );
    return openCase(path, { mode: 'read' });
  }
}

export interface CaseStampOptions {
  /** Where the request goes. */
  request?: string;
  /** The answer of an authority. */
  response?: string;
  /** Files of certificates that are trusted for the answer. */
  tsa: string[];
  /** Files of certificates that were revoked. */
  crl: string[];
}

/** Writes a request for a time stamp, or takes the answer to one. */
export async function caseStamp(path: string, options: CaseStampOptions, io: CommandIo) {
  refuseShared(path);
  const { request, response, tsa, crl } = options;
  if ((request === undefined) === (response === undefined)) {
    throw new UserError(
      'invalid-argument',
      'Give either --request FILE.tsq, to write a request, or --response FILE.tsr, to take its answer.',
    );
  }
  const certificates = await readCertificates(tsa);
  const lists = await readRevocationLists(crl);
  const caseFile = openCase(path, { mode: 'read' });
  try {
    if (request !== undefined) {
      await refuseOverwrite(request, [path]);
      const { der, request: made } = requestStamp(caseFile);
      await writeAllWhole([{ path: request, bytes: der }]);
      io.stdout.write(
        printableLines([
          `Wrote ${request}: a request to stamp entry ${made.entry}, by its hash alone.`,
          `Send it to a time-stamping authority (RFC 3161), and give its answer back with --response.`,
        ]),
      );
      return 0;
    }
    if (tsa.length === 0) {
      throw new UserError(
        'invalid-argument',
        'Give --tsa FILE: the certificates (PEM) of the authority that you trust.',
      );
    }
    const kind = { what: 'the answer of a time-stamping authority', maxBytes: MOST_RESPONSE_BYTES };
    const name = basename(response!);
    const der = await readRegularFile(response!, name, kind);
    const taken = takeStamp(caseFile, der, certificates, lists, name);
    const { authority, stamp } = taken;
    io.stdout.write(
      `${printable(path)}: entry ${taken.request.entry} was there on ${stamp.at}, by ${printable(authority)} ` +
        `(number ${stamp.serial}). It is kept in ${printable(basename(anchorsPath(path)))}.\n`,
    );
    return 0;
  } finally {
    caseFile.close();
  }
}

/** Heads are kept beside a file: of a shared case the export is signed, whose log is the same. */
function refuseShared(path: string): void {
  if (!isCaseAddress(path)) return;
  throw new UserError(
    'invalid-argument',
    'A shared case is signed and stamped as a file: "scalescope case export ADDRESS -o FILE.case" makes one, and ' +
      'its log is the same.',
  );
}
