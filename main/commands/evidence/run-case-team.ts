/** `scalescope case share` and `case reviewer …`: a case for several reviewers on several computers. */
import { printable, printableJson, printableLines } from '../../../shared/base/printable.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { version } from '../../base/package-root.ts';
import { shareCase } from '../../cases/share-case.ts';
import { parseCaseAddress } from '../../cases/team/case-address.ts';
import { connectToCase } from '../../cases/team/open-team-case.ts';
import {
  addReviewer,
  listReviewers,
  revokeReviewer,
  rotateToken,
  type TeamReviewer,
} from '../../cases/team/reviewers.ts';
import type { TeamDatabase } from '../../cases/team/team-database.ts';
import { upgradeCase } from '../../cases/team/upgrade-case.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { reading } from './run-case.ts';

export interface CaseShareOptions {
  /** Makes an empty case. */
  new?: true;
  /** The role of the database whose members are reviewers. */
  role?: string;
}

/** Puts the case in a file, or a new one, into a database. `given`: the file and the address, or the address. */
export async function caseShare(given: string[], options: CaseShareOptions, io: CommandIo) {
  const [first, second] = given;
  if (options.new ? second !== undefined : second === undefined) {
    throw new UserError(
      'invalid-argument',
      'Give a case file and the address postgres://…/database#NAME; or --new and only the address.',
    );
  }
  const address = options.new ? first! : second!;
  parseCaseAddress(address); // refused before a file is opened
  const shared = options.new
    ? await shareCase(address, null, version, options.role)
    : await reading(first!, (caseFile) => shareCase(address, caseFile, version, options.role));
  io.stdout.write(
    printableLines([
      `${shared.address}: ${shared.images} images, shared as ${shared.name}.`,
      `Add its reviewers with "scalescope case reviewer add ${shared.address} NAME".`,
    ]),
  );
  return 0;
}

/** Brings a shared case of an older version up to date. */
export function caseUpgrade(address: string, io: CommandIo) {
  const { name, from, to, images } = upgradeCase(address);
  const text =
    from === to
      ? `${name} is up to date: case version ${to}. Nothing was changed.`
      : `${name}: from case version ${from} to ${to}, ${images} images. Its reviewers open it again, with this version.`;
  io.stdout.write(printableLines([text]));
  return 0;
}

async function withReviewers<T>(address: string, work: (database: TeamDatabase) => T): Promise<T> {
  const { database } = connectToCase(address);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

export interface TokenOptions {
  /** Days until the token expires; default: it does not. */
  days?: number;
}

const DAY_MS = 86_400_000;

function expiryOf({ days }: TokenOptions): Date | null {
  return days === undefined ? null : new Date(Date.now() + days * DAY_MS);
}

/** Lets somebody open the case, and prints their token, once. */
export function reviewerAdd(address: string, name: string, options: TokenOptions, io: CommandIo) {
  return withReviewers(address, (database) => {
    tellToken(name, addReviewer(database, name, expiryOf(options)), io);
    return 0;
  });
}

/** Makes a new token for somebody, and prints it, once. */
export function reviewerRotate(
  address: string,
  name: string,
  options: TokenOptions,
  io: CommandIo,
) {
  return withReviewers(address, (database) => {
    tellToken(name, rotateToken(database, name, expiryOf(options)), io);
    return 0;
  });
}

/** The token alone goes to standard output, so that it can go into a file. */
function tellToken(name: string, token: string, { stdout, stderr }: CommandIo): void {
  stdout.write(`${token}\n`);
  stderr.write(
    `The token of ${printable(name)}, which nobody can read anywhere again. Hand it to them alone: whoever has ` +
      'it decides in their name.\n',
  );
}

/** Ends the token of somebody. */
export function reviewerRevoke(address: string, name: string, io: CommandIo) {
  return withReviewers(address, (database) => {
    revokeReviewer(database, name);
    io.stdout.write(`${printable(name)}: revoked. What they said stays in the case.\n`);
    return 0;
  });
}

/** Prints who may open the case. */
export function reviewerList(address: string, { json }: { json?: true }, io: CommandIo) {
  return withReviewers(address, (database) => {
    const reviewers = listReviewers(database);
    if (json) io.stdout.write(`${printableJson(reviewers, 2)}\n`);
    else io.stdout.write(printableLines(reviewers.map(reviewerText)));
    if (!json && reviewers.length === 0) io.stdout.write('The case has no reviewers yet.\n');
    return 0;
  });
}

function reviewerText({ name, addedAt, expiresAt, revokedAt, sessions }: TeamReviewer): string {
  const state =
    revokedAt !== null
      ? `revoked on ${revokedAt}`
      : expiresAt !== null && Date.parse(expiresAt) <= Date.now()
        ? `expired on ${expiresAt}`
        : `${expiresAt === null ? '' : `until ${expiresAt}, `}${sessions === 0 ? 'not signed in' : 'signed in'}`;
  return `${name}: added on ${addedAt}, ${state}`;
}
