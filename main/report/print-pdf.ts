/** A page as PDF, printed by what there is: Electron, or the installed browser. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../../shared/base/errors.ts';
import { rootSwitches } from '../base/chromium-root.ts';
import { findBrowser } from '../base/browser-app.ts';
import { makeTemporaryFolder } from '../base/file-failure.ts';
import { archivePdf, type EmbeddedFile } from './archive-pdf.ts';
import type { PdfFacts } from './xmp.ts';

/** For any page, and more for each row of its tables: 4000 took 90 s on a busy machine. */
const TIMEOUT_MS = 120_000;
const TIMEOUT_MS_PER_ROW = 60;

/**
 * `html` as a PDF/A-3a file with `facts` in its metadata and `embedded` inside it. Throws UserError where nothing can
 * print.
 */
export async function printPdf(
  html: string,
  facts: PdfFacts,
  embedded: EmbeddedFile,
  signal?: AbortSignal,
): Promise<Buffer> {
  const folder = await makeTemporaryFolder(tmpdir(), 'scalescope-print-');
  try {
    const page = join(folder, 'report.html');
    await writeFile(page, html);
    const printed =
      process.versions['electron'] === undefined
        ? await printInBrowser(page, folder, timeoutOf(html), signal)
        : await (await import('./print-electron.ts')).printInElectron(page);
    return await archivePdf(printed, facts, embedded);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function printInBrowser(
  page: string,
  folder: string,
  timeout: number,
  signal?: AbortSignal,
): Promise<Buffer> {
  const browser = findBrowser();
  if (browser === null) {
    throw new UserError(
      'write-failed',
      'A PDF needs Chromium, Chrome or Edge, and none is installed. Write .html instead, and print that.',
    );
  }
  const output = join(folder, 'report.pdf');
  const args = [
    ...rootSwitches(true),
    '--headless',
    '--disable-gpu',
    '--disable-extensions',
    '--disable-background-networking',
    '--no-first-run',
    `--user-data-dir=${join(folder, 'profile')}`,
    '--no-pdf-header-footer',
    '--generate-pdf-document-outline',
    `--print-to-pdf=${output}`,
    pathToFileURL(page).href,
  ];
  try {
    const options = { timeout, ...(signal ? { signal } : {}) };
    await promisify(execFile)(browser, args, options);
    return await readFile(output);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UserError(
      'write-failed',
      `${browser} could not print the report. Write .html instead, and print that.`,
    );
  }
}

function timeoutOf(html: string): number {
  return TIMEOUT_MS + TIMEOUT_MS_PER_ROW * (html.split('</tr>').length - 1);
}
