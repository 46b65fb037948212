/** Who may open a shared case: their names, and their tokens, of which the case knows only hashes. */
import { randomBytes } from 'node:crypto';
import { sameReviewer } from '../../../shared/case/case-people.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { sha256Of } from '../../base/hash.ts';
import type { TeamDatabase } from './team-database.ts';

/** Says what a text is that is found somewhere. */
const TOKEN_PREFIX = 'scalescope-reviewer-';
const TOKEN_BYTES = 32;
const MOST_NAME_CHARACTERS = 200;

export interface TeamReviewer {
  name: string;
  addedAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  /** How many connections are signed in with the token now. */
  sessions: number;
}

/**
 * Lets `name` open the case, until `expires` (null: until that is revoked); returns the token, which nobody can read
 * anywhere again. Throws UserError `invalid-argument` where somebody is called so already.
 */
export function addReviewer(database: TeamDatabase, name: string, expires: Date | null): string {
  const given = name.normalize('NFC').trim();
  if (given === '' || given.length > MOST_NAME_CHARACTERS) {
    throw new UserError(
      'invalid-argument',
      `A reviewer has a name of 1 to ${MOST_NAME_CHARACTERS} characters.`,
    );
  }
  const known = listReviewers(database).find((each) => sameReviewer(each.name, given));
  if (known !== undefined) {
    throw new UserError(
      'invalid-argument',
      `${known.name} is a reviewer already. "case reviewer rotate" makes a new token for them`,
    );
  }
  const token = newToken();
  database.run(
    'INSERT INTO reviewers (name, token_hash, expires_at) VALUES (?, ?, ?)',
    ...[given, sha256Of(token), expires?.toISOString() ?? null],
  );
  return token;
}

/** Everybody who was ever added, by name. */
export function listReviewers(database: TeamDatabase): TeamReviewer[] {
  return database.all<TeamReviewer>(
    `SELECT name, ${time('added_at')} AS "addedAt", ${time('expires_at')} AS "expiresAt", ` +
      `${time('revoked_at')} AS "revokedAt", (SELECT count(*) FROM sessions AS s ` +
      'JOIN pg_stat_activity AS a ON a.pid = s.pid AND a.datname = current_database() ' +
      // Who has no special right sees of the connections of others when they began as null.
      'AND a.backend_start <= s.started IS NOT FALSE ' +
      'WHERE s.reviewer_id = r.id) AS sessions FROM reviewers AS r ORDER BY name',
  );
}

/** Ends the token of `name`, also where it is in use. Throws UserError `not-found`. */
export function revokeReviewer(database: TeamDatabase, name: string): void {
  changeReviewer(database, name, 'revoked_at = clock_timestamp()', []);
}

/** Makes a new token for `name`, with which the one before, or its revocation, ends. Throws UserError `not-found`. */
export function rotateToken(database: TeamDatabase, name: string, expires: Date | null): string {
  const token = newToken();
  const values = [sha256Of(token), expires?.toISOString() ?? null];
  changeReviewer(database, name, 'token_hash = ?, expires_at = ?, revoked_at = NULL', values);
  return token;
}

function changeReviewer(
  database: TeamDatabase,
  name: string,
  change: string,
  values: (string | null)[],
): void {
  const known = listReviewers(database).find((each) => sameReviewer(each.name, name));
  if (known === undefined) {
    throw new UserError('not-found', `The case has no reviewer called "${name}"`);
  }
  database.run(`UPDATE reviewers SET ${change} WHERE name = ?`, ...values, known.name);
  // Whoever is signed in with the token of before is so no more, and is told when they ask next.
  database.run(
    'DELETE FROM sessions WHERE reviewer_id = (SELECT id FROM reviewers WHERE name = ? AND revoked_at IS NULL)',
    known.name,
  );
  database.all('SELECT pg_notify(?, ?)', database.schema, '');
}

function newToken(): string {
  return TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
}

/** A time as cases write it: ISO 8601, UTC. */
function time(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
