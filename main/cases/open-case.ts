/** Opens a case, in a file or in a database. */
import { resolve } from 'node:path';
import { openCaseFile } from './store/open-case-file.ts';
import type { CaseFile, OpenCaseOptions } from './store/case-file.ts';
import { isCaseAddress } from './team/case-address.ts';
import { openTeamCase } from './team/open-team-case.ts';

/** Opens the case at `path`, or the shared one at an address. Throws as openCaseFile and openTeamCase. */
export function openCase(path: string, options: OpenCaseOptions): CaseFile {
  return isCaseAddress(path) ? openTeamCase(path, options) : openCaseFile(path, options);
}

/** `path` from the folder of this process; an address is one everywhere. */
export function casePathOf(path: string): string {
  return isCaseAddress(path) ? path : resolve(path);
}
