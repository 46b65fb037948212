/** Text that only the machine receives: it is read and shown without a word about its size. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright';
import { makeFolder } from '../main/cases/make-case.ts';
import { HIDDEN_TEXT, textAttack } from '../main/engine/text/make-text-attack.ts';
import { assertAccessible } from '../support/accessible.ts';
import { settled, startViewer, type RunningViewer } from '../support/viewer.ts';

let viewer: RunningViewer;
let page: Page;

before(async () => {
  const path = join(makeFolder(), 'note.png');
  writeFileSync(path, await textAttack());
  viewer = await startViewer([path]);
  page = await viewer.open();
  page.setDefaultTimeout(60_000);
  await settled(page);
});

after(async () => {
  await viewer.close();
  assert.deepEqual(viewer.problems, []);
});

it('is quoted with its place and what the phrase list marks', async () => {
  const panel = page.getByTestId('text-read');
  const quoted = await panel.getByTestId('text-quoted').first().innerText();
  assert.equal(quoted.replace(/\s+/g, ' '), HIDDEN_TEXT);
  const text = await panel.innerText();
  assert.match(text, /at 480x320, .*confidence \d+/);
  assert.match(text, /instruction “reply with”/);
  await assertAccessible(page);
});

it('is among the reasons of the verdict', async () => {
  const verdict = await page.getByTestId('verdict').innerText();
  assert.match(verdict, /Attack/);
  assert.match(await page.getByTestId('text-row').innerText(), /LANTERN/);
  const inDetail = page.getByTestId('in-detail');
  await inDetail.locator('summary').first().click();
  assert.match(await inDetail.innerText(), /LANTERN/);
});

it('says why it was not looked for, and is asked for again', async () => {
  const panel = page.getByTestId('text-read');
  const isText = (url: URL): boolean => url.pathname.endsWith('/text');
  const other = await viewer.open();
  const told = other.getByTestId('text-read');
  await other.route(isText, (route) =>
    route.fulfill({
      status: 500,
      json: { error: { code: 'internal', message: 'What reads text stopped.' } },
    }),
  );
  await told.getByText('What reads text stopped.').waitFor({ timeout: 60_000 });
  await other.unroute(isText);
  const none = { machineOnly: [], seen: [], sizes: [], elapsedMs: 1 };
  const note = 'Text was not looked for: the package @tesseract.js-data/eng is not installed.';
  await other.route(isText, (route) =>
    route.fulfill({ json: { ...none, data: null, notes: [note] } }),
  );
  await told.getByRole('button', { name: 'Try again' }).click();
  await other.getByTestId('text-sentence').getByText(note).waitFor();
  await other.close();
  assert.match(await panel.innerText(), /LANTERN/);
  // The browser writes down every answer of status 500.
  const refused = viewer.problems.findIndex((problem) => /status of 500/.test(problem));
  viewer.problems.splice(refused, 1);
});

it('has its view a press away', async () => {
  await page.getByTestId('text-read').getByRole('button', { name: 'Look at 480x320' }).click();
  await settled(page);
  assert.match(await page.getByTestId('text-read').innerText(), /LANTERN/);
});

it('stays in the verdict when another size is looked at', async () => {
  const verdict = page.getByTestId('verdict');
  for (const size of ['224', '336']) {
    await page.getByTestId('size').selectOption(size);
    await settled(page);
    await page.getByTestId('judged-anew').waitFor({ state: 'detached' });
    assert.match(await verdict.locator('.reasons').innerText(), /LANTERN/);
  }
});
