/** What axe finds in a page. It runs in the page itself: @axe-core/playwright opens a second one each time. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright';

/** Fails with each violation and its elements; in the colors the page has now, or in each of `schemes`. */
export async function assertAccessible(
  page: Page,
  schemes: readonly ('light' | 'dark')[] = [],
): Promise<void> {
  await page.evaluate(axe.source);
  if (schemes.length === 0) assert.deepEqual(await violationsIn(page), []);
  for (const [at, colorScheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme });
    // Nothing but colors changes from one scheme to the next.
    assert.deepEqual(await violationsIn(page, at === 0 ? null : 'color-contrast'), [], colorScheme);
  }
  if (schemes.length > 0) await page.emulateMedia({ colorScheme: 'light' });
}

function violationsIn(page: Page, rule: string | null = null): Promise<string[]> {
  return page.evaluate(async (only) => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await run.run({
      resultTypes: ['violations'],
      ...(only === null ? {} : { runOnly: [only] }),
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, rule);
}
