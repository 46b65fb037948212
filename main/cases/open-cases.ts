/** The cases that a host has open: id → case, each opened once. */
import { createHash } from 'node:crypto';
import type { CaseSummary } from '../../shared/case-contract.ts';
import { UserError } from '../../shared/errors.ts';
import { openCase, type CaseFile } from './case-file.ts';
import { summaryOf } from './summary.ts';

interface Open {
  caseFile: CaseFile;
  /** Why it is open to read only, or null. */
  readOnly: string | null;
}

/** An empty set of open cases. */
export function createOpenCases() {
  const cases = new Map<string, Open>();

  function find(id: string): Open {
    const found = cases.get(id);
    if (found !== undefined) return found;
    throw new UserError('not-found', 'This case is not open; open it again');
  }
  function summary(id: string): CaseSummary {
    const { caseFile, readOnly } = find(id);
    return summaryOf(caseFile, id, readOnly);
  }

  return {
    /** Opens the case at `path`; where somebody else writes, or the disk refuses, to read. */
    open(path: string, create: boolean): CaseSummary {
      const id = createHash('sha256').update(path).digest('hex').slice(0, 32);
      if (!cases.has(id)) cases.set(id, openAsFar(path, create));
      return summary(id);
    },
    /** Throws UserError `not-found`. */
    get: (id: string): CaseFile => find(id).caseFile,
    summary,
    list: (): CaseSummary[] => [...cases.keys()].map(summary),
    close(id: string): void {
      find(id).caseFile.close();
      cases.delete(id);
    },
    closeAll(): void {
      const open = [...cases.values()];
      cases.clear();
      for (const { caseFile } of open) caseFile.close();
    },
  };
}

function openAsFar(path: string, create: boolean): Open {
  try {
    return { caseFile: openCase(path, { mode: 'write', create }), readOnly: null };
  } catch (error) {
    if (!(error instanceof UserError) || !['busy', 'write-failed'].includes(error.code))
      throw error;
    try {
      return { caseFile: openCase(path, { mode: 'read' }), readOnly: error.message };
    } catch {
      throw error; // why it cannot be written says more
    }
  }
}
