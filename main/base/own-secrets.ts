/** Variables of the environment with secrets of a person. Engines get none of them (main/engine/sandbox). */

/** The token of a reviewer of a shared case. */
export const CASE_TOKEN = 'SCALESCOPE_CASE_TOKEN';
/** The password of a database, as PostgreSQL's own programs take it. */
export const DATABASE_PASSWORD = 'PGPASSWORD';
