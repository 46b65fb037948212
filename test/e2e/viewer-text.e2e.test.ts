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

it('has its view a press away', async () => {
  await page.getByTestId('text-read').getByRole('button', { name: 'Look at 480x320' }).click();
  await settled(page);
  assert.match(await page.getByTestId('text-read').innerText(), /LANTERN/);
});
