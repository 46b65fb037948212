/** Cases that others made: opened, read, verified, exported, reported; and imported from lines. */
import { join } from 'node:path';
import { findCampaigns } from '../../../main/cases/campaigns.ts';
import { findChanges } from '../../../main/cases/changes.ts';
import { figuresOf, summaryOf } from '../../../main/cases/case-summary.ts';
import { csvLines, findingLines } from '../../../main/cases/finding-lines.ts';
import { countQueue, readFolders, readOrder, readRow } from '../../../main/cases/queue/queue.ts';
import { readCaseImage } from '../../../main/cases/review/image-page.ts';
import { decide } from '../../../main/cases/review/review.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import type { CaseFile } from '../../../main/cases/store/case-file.ts';
import { exportLines, importLines } from '../../../main/cases/transfer.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import { makeCaseReport } from '../../../main/report/make-case-report.ts';
import { renderCaseReport } from '../../../main/report/render-report.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { caseFileMutator, caseLinesMutator } from '../mutate/case-mutators.ts';
import { caseFileSeeds, caseLinesSeeds } from '../seeds/cases.ts';
import { QUICK_MS, type Target } from './target.ts';

const ORDER = { sort: 'score', order: 'desc' } as const;

const CREATED = '2026-03-01T12:30:45.678Z';

/** What a person may ask of a case; each is refused by itself. */
const QUESTIONS: ((caseFile: CaseFile) => unknown)[] = [
  (caseFile) => summaryOf(caseFile, 'id', null),
  (caseFile) => figuresOf(caseFile),
  (caseFile) => countQueue(caseFile, {}),
  (caseFile) => readFolders(caseFile),
  (caseFile) =>
    readOrder(caseFile, {}, ORDER).map((id) => [
      readRow(caseFile, id),
      readCaseImage(caseFile, id),
    ]),
  (caseFile) => findCampaigns(caseFile),
  (caseFile) => findChanges(caseFile),
  (caseFile) => [...findingLines(caseFile)],
  (caseFile) => [...csvLines(caseFile)],
];

/** Asks everything of `caseFile`; gives the sentences that came, of refusals too. */
async function askAll(caseFile: CaseFile): Promise<string[]> {
  const said: string[] = [];
  const ask = async (question: () => unknown): Promise<void> => {
    try {
      await question();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      said.push(error.message);
    }
  };
  for (const question of QUESTIONS) await ask(() => question(caseFile));
  await ask(async () => {
    const { problems } = await verifyCase(caseFile, { originals: false });
    said.push(...problems.map(({ message }) => message));
  });
  await ask(() => [...exportLines(caseFile, '0.1.0', (message) => said.push(message))]);
  await ask(async () => {
    const report = makeCaseReport(caseFile, CREATED);
    const page = (await renderCaseReport(report, '.html')).toString('utf8');
    if (/<img src=x|<script>x/.test(page)) throw new Error('The report holds markup of the case');
  });
  return said;
}

const caseFile: Target = {
  name: 'case',
  ending: '.case',
  seeds: caseFileSeeds,
  mutate: caseFileMutator,
  deadlineMs: QUICK_MS,
  async run({ path }) {
    const said: string[] = [];
    for (const options of [
      { mode: 'read', evenDamaged: true },
      { mode: 'read' },
      { mode: 'write' },
    ] as const) {
      let opened: CaseFile;
      try {
        opened = openCase(path, options);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        said.push(error.message);
        continue;
      }
      try {
        said.push(...(await askAll(opened)));
        if (options.mode === 'write') decide(opened, readOrder(opened, {}, ORDER), 'ok', 'Ada');
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        said.push(error.message);
      } finally {
        closeQuietly(opened);
      }
    }
    return said;
  },
};

/** A damaged case may not be put in order: that is told, and was tested by what came before. */
function closeQuietly(caseFile: CaseFile): void {
  try {
    caseFile.close();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

const caseImport: Target = {
  name: 'case-import',
  ending: '.jsonl',
  seeds: caseLinesSeeds,
  mutate: caseLinesMutator,
  deadlineMs: QUICK_MS,
  async run({ bytes }, { folder }) {
    const made = openCase(join(folder, 'imported.case'), { mode: 'write', create: true });
    try {
      await importLines(made, bytes.toString('utf8').split(/(?<=\n)/));
      return await askAll(made);
    } finally {
      closeQuietly(made);
    }
  },
};

/** The targets about cases. */
export const CASE_TARGETS: readonly Target[] = [caseFile, caseImport];
