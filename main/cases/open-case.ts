/** Opens a case, in a file or in a database. */
import { resolve } from 'node:path';
import { openCaseFile } from './store/open-case-file.ts';
import type { CaseFile, OpenCaseOptions } from './store/case-file.ts';
import { isCaseAddress, parseCaseAddress } from './team/case-address.ts';
import { keepConnection } from './team/credentials.ts';
import { openTeamCase } from './team/open-team-case.ts';

/** Opens the case at `path`, or the shared one at an address. Throws as openCaseFile and openTeamCase. */
export function openCase(path: string, options: OpenCaseOptions): CaseFile {
  return isCaseAddress(path) ? openTeamCase(path, options) : openCaseFile(path, options);
}

/**
 * What `path` is remembered and shown as: whole, from the folder of this process; the address of a shared case without
 * its password, which this process keeps for itself.
 */
export function rememberedPathOf(path: string): string {
  if (!isCaseAddress(path)) return resolve(path);
  const { connection, shown } = parseCaseAddress(path);
  keepConnection(shown, connection);
  return shown;
}
