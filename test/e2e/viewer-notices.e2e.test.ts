/** What the viewer tells: toasts that leave by themselves, failures that stay, and questions that are none. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import { makeFolder } from '../main/cases/make-case.ts';
import { assertAccessible } from '../support/accessible.ts';
import { makeAnimation, writeSampleImage } from '../support/sample-image.ts';
import { settled, startViewer, until, type RunningViewer } from '../support/viewer.ts';

let viewer: RunningViewer;
let page: Page;

before(async () => {
  const path = join(makeFolder(), 'harbor.png');
  await writeSampleImage(path);
  viewer = await startViewer([path]);
  page = await viewer.open();
  await settled(page);
  await page.clock.install();
});

after(() => viewer.close());

const toast = () => page.getByTestId('toast');
const isGone = async (): Promise<boolean> => (await toast().count()) === 0;
const noViolations = () => assertAccessible(page);

/** A report as the host sends it. */
const MADE = `${JSON.stringify({ type: 'result', mediaType: 'text/html', base64: btoa('<p>') })}\n`;

/** Saves a report, which the host answers with `status` and `body`. */
async function saveReport(status: number, body: string): Promise<void> {
  await page.unroute('**/report?*');
  await page.route('**/report?*', (route) => route.fulfill({ status, body }));
  await page.getByTestId('human-stage').focus();
  await page.keyboard.press('Control+s');
}

describe('toasts', () => {
  it('come as a status, over the page: nothing moves', async () => {
    const before = await page.getByTestId('human-stage').boundingBox();
    await saveReport(200, MADE);
    await toast().getByText('Saved harbor.report.html.').waitFor();
    assert.deepEqual(await page.getByTestId('human-stage').boundingBox(), before);
    assert.equal(await page.getByRole('status').filter({ has: toast() }).count(), 1);
    assert.equal(await page.getByTestId('notice').count(), 0);
    await noViolations();
  });

  it('stay while somebody points at them, and leave some time after', async () => {
    await toast().hover();
    await page.locator('[data-testid=toast][data-held]').waitFor();
    await page.clock.fastForward('10:00');
    assert.equal(await toast().count(), 1);
    await page.mouse.move(5, 300);
    await page.locator('[data-testid=toast]:not([data-held])').waitFor();
    await page.clock.fastForward(4_000);
    assert.equal(await toast().count(), 1, 'no time to read it');
    await page.clock.fastForward(10_000);
    await until(isGone, 'the toast leaves');
  });

  it('stay while their button has the focus, and go when it is pressed', async () => {
    await saveReport(200, MADE);
    await toast().getByText('Saved').waitFor();
    await toast().getByRole('button', { name: 'Dismiss' }).focus();
    await page.locator('[data-testid=toast][data-held]').waitFor();
    await page.clock.fastForward('10:00');
    assert.equal(await toast().count(), 1);
    await page.keyboard.press('Enter');
    await until(isGone, 'the toast leaves');
  });

  it('of what goes on stay until it is over', async () => {
    let finish = (): void => undefined;
    const isOver = new Promise<void>((resolve) => (finish = resolve));
    await page.unroute('**/report?*');
    await page.route('**/report?*', async (route) => {
      await isOver;
      await route.fulfill({ body: MADE });
    });
    await page.keyboard.press('Control+s');
    await toast().getByText('The report is being made').waitFor();
    await page.clock.fastForward('10:00');
    assert.equal(await toast().count(), 1);
    finish();
    await toast().getByText('Saved').waitFor();
    await page.clock.fastForward(20_000);
    await until(isGone, 'the toast leaves');
  });
});

describe('the making of a report', () => {
  it('tells how far it is, and ends when it is cancelled', async () => {
    await page.unroute('**/report?*');
    await page.keyboard.press('Control+s');
    await toast().getByText('comparing all pipelines').waitFor();
    const bar = toast().getByRole('progressbar');
    assert.ok(Number(await bar.getAttribute('value')) > 0.3, 'the search is done by then');
    await noViolations();
    await page.getByTestId('toast-cancel').click();
    await toast().getByText('The report was cancelled.').waitFor();
    assert.equal(await page.getByTestId('notice').count(), 0);
    await page.mouse.move(5, 300); // the toast stays while it is pointed at
    await page.locator('[data-testid=toast]:not([data-held])').waitFor();
    await page.clock.fastForward(20_000);
    await until(isGone, 'the toast leaves');
  });
});

describe('a failure', () => {
  it('is an alert, and stays until it is dismissed', async () => {
    const error = { code: 'internal', message: 'The report could not be made.' };
    await saveReport(500, JSON.stringify({ error }));
    const notice = page.getByTestId('notice');
    await notice.getByText('The report could not be made.').waitFor();
    assert.equal(await notice.getAttribute('role'), 'alert');
    await until(isGone, 'no toast of a report that is not made');
    await page.clock.fastForward('30:00');
    assert.equal(await notice.count(), 1);
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await notice.waitFor({ state: 'detached' });
  });

  it('of an animation that is opened is none: the frame is asked for, and asked again', async () => {
    const buffer = await makeAnimation();
    const file = { name: 'moves.gif', mimeType: 'image/gif', buffer };
    await page.getByTestId('file-input').setInputFiles(file);
    const question = page.getByTestId('frame-question');
    await question.getByText(/moves\.gif has \d frames?\. A machine receives one frame/).waitFor();
    assert.equal(await page.getByTestId('failure').count(), 0);
    const row = page.locator('.queue-item[aria-current]');
    await row.getByText('Which frame?').waitFor();
    await row.locator('canvas[data-drawn=true]').waitFor(); // its first frame
    assert.doesNotMatch((await page.locator('body').textContent()) ?? '', /--frame|not be opened/);
    await noViolations();
    await page.getByTestId('frame-choice').fill('9');
    await page.getByRole('button', { name: 'Show frame', exact: true }).click();
    await question.getByText('There is no frame 9.').waitFor();
    await page.getByTestId('frame-choice').fill('1');
    await page.getByRole('button', { name: 'Show frame', exact: true }).click();
    await page.getByText('40x30, the source').waitFor();
    await question.waitFor({ state: 'detached' });
  });
});
