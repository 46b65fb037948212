/**
 * A reporter of `node --test` that names the tests that failed, with why: `npm test` prints it last, below
 * all that the suites print. A suite around a failed test is not named beside it.
 */
import { relative } from 'node:path';
import type { EventData } from 'node:test';
import { root } from './freshness.ts';

type Failed = { type: 'test:fail'; data: EventData.TestFail };
/** Lines of a cause that are shown. */
const LINES = 30;

/** Yields a paragraph for each test or file that failed. */
export default async function* failedTests(
  source: AsyncIterable<Failed | { type: 'other' }>,
): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== 'test:fail') continue;
    const { name, file, line, details } = event.data;
    const { cause, message, failureType } = details.error as Error & { failureType?: string };
    if (failureType === 'subtestsFailed') continue;
    const place = file === undefined ? '' : ` (${relative(root, file)}:${line ?? 1})`;
    const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? message);
    const lines = why.split('\n').slice(0, LINES);
    yield `${name}${place}\n${lines.map((text) => `    ${text}\n`).join('')}\n`;
  }
}
