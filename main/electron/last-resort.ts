/** What nothing else has caught in the desktop app: a sentence for the person, the rest for a log. */
import { appendFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { printableText } from '../../shared/base/printable.ts';
import { sentenceOf } from '../terminal/last-resort.ts';

/** A log is begun again beyond this. */
const MOST_BYTES = 1024 ** 2;

/** Exit code of an app that could not go on. */
const FAILED = 1;

let isEnding = false;

/** From now on whatever nothing catches is told in a window, logged, and ends the app. */
export function catchTheRest(): void {
  const end = (error: unknown): void => endWith('Scalescope has to close', error);
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** Tells `error` under `title`, logs where it was, and ends the app. Of several errors the first is told. */
export function endWith(title: string, error: unknown): void {
  if (isEnding) return;
  isEnding = true;
  try {
    const log = logged(error);
    const where = log === null ? '' : `\n\nThe details are in ${log}.`;
    dialog.showErrorBox(title, sentenceOf(error) + where);
  } finally {
    app.exit(FAILED);
  }
}

/** The log that has `error` now; null where it cannot be written. */
function logged(error: unknown): string | null {
  try {
    const folder = app.getPath('userData');
    const log = join(folder, 'scalescope.log');
    mkdirSync(folder, { recursive: true });
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) rmSync(log);
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const line = `${new Date().toISOString()} ${printableText(details)}\n`;
    appendFileSync(log, line, { mode: 0o600 });
    return log;
  } catch {
    return null;
  }
}
