/** What a database refuses of a shared case, in words. */
import { UserError, type ErrorCode } from '../../../shared/base/errors.ts';
import { connectionFailure } from '../../postgres/failures.ts';

/** A failure as it comes from the thread that has the connection. */
export interface Failure {
  message: string;
  code: string | null;
  /** Set for a UserError: its code. */
  userCode: ErrorCode | null;
}

/** The codes that the functions of a case raise (guards.ts). */
export const REFUSED = {
  unknown: 'SC001',
  expired: 'SC002',
  revoked: 'SC003',
  missing: 'SC004',
  other: 'SC005',
} as const;

const SENTENCES: Record<string, readonly [ErrorCode, string]> = {
  [REFUSED.unknown]: [
    'unreadable',
    '%: this token is not one of its reviewers. Ask whoever shares the case for yours.',
  ],
  [REFUSED.expired]: [
    'unreadable',
    '%: your token has expired. Ask whoever shares the case for a new one.',
  ],
  [REFUSED.revoked]: [
    'unreadable',
    '%: your token was revoked. Nothing more can be read or changed with it.',
  ],
  [REFUSED.missing]: [
    'unreadable',
    '% asks for your token. Give --token-file FILE, or set SCALESCOPE_CASE_TOKEN.',
  ],
  [REFUSED.other]: ['invalid-argument', '%: a change in the name of somebody else was refused.'],
  '57014': ['busy', '%: the database did not answer in time. Nothing was changed. Try again.'],
  '55P03': ['busy', '% is being changed by others. Nothing was changed. Try again.'],
  '22021': ['invalid-argument', '%: a text holds a character that the database cannot keep'],
  '25006': ['write-failed', '% cannot be written: the database is read-only'],
  '53100': ['write-failed', '% cannot be written: the disk of the database is full'],
  '34000': ['busy', '%: the connection to the database was lost. Try again.'],
  '3F000': ['not-found', '% is no longer in its database'],
};

/** Classes of codes that say that what is there is not as Scalescope makes it. */
const DAMAGED = /^(22|23|42|P0|XX)/;

/** `failure` of the case called `name` at `address`. */
export function refusalOf(failure: Failure, name: string, address: string): unknown {
  const { code, message, userCode } = failure;
  if (userCode !== null) return new UserError(userCode, message);
  const told = code === null ? undefined : SENTENCES[code];
  if (told !== undefined) return new UserError(told[0], told[1].replace('%', name));
  const error = Object.assign(new Error(message), code !== null && { code });
  const known = connectionFailure(error, address);
  if (known instanceof UserError) return known;
  if (code !== null && DAMAGED.test(code)) {
    return new UserError(
      'damaged',
      `${name} is not as Scalescope makes a shared case (the words of the database: ${message}). Nothing was changed.`,
    );
  }
  return error;
}
