/** Opens a case, wherever it is. */
import { openCaseFile } from './store/open-case-file.ts';
import type { CaseFile, OpenCaseOptions } from './store/case-file.ts';

/** Opens the case at `path`. Throws as openCaseFile. */
export function openCase(path: string, options: OpenCaseOptions): CaseFile {
  return openCaseFile(path, options);
}
