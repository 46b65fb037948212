/** Secrets in the environment that are for this process alone, and not for those that it starts. */

/** The token of a reviewer of a shared case. */
export const CASE_TOKEN = 'SCALESCOPE_CASE_TOKEN';
/** The password of a database, as PostgreSQL's own programs take it. */
export const DATABASE_PASSWORD = 'PGPASSWORD';

/** `environment` without them: an engine that a hostile image takes over must not find them. */
export function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOwn = (name: string): boolean => name === CASE_TOKEN || name === DATABASE_PASSWORD;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOwn(name)));
}
