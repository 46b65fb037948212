/** A moderator's session in the review queue, by keyboard alone, against what the case then holds. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright';
import { openCase } from '../../main/cases/open-case.ts';
import type { CaseFile } from '../../main/cases/store/case-file.ts';
import { marksOf } from '../../main/cases/review/marks.ts';
import { readProgress, readRows } from '../../main/cases/queue/queue.ts';
import { historyOf, notesOf } from '../../main/cases/review/review.ts';
import { makeFolder } from '../main/cases/make-case.ts';
import { assertAccessible } from '../support/accessible.ts';
import { makeLongCase, makeMixedCase, makeReviewCase } from '../support/review-case.ts';
import { seenPixels, settled, startViewer, until, type RunningViewer } from '../support/viewer.ts';

const IMAGES = 50;

let viewer: RunningViewer;
let page: Page;
let path: string;
/** A second connection to the case: what it reads is on the disk. */
let kept: CaseFile;

before(async () => {
  path = await makeReviewCase(makeFolder(), IMAGES);
  viewer = await startViewer([], path);
  page = await viewer.open();
  page.setDefaultTimeout(60_000);
  kept = openCase(path, { mode: 'read' });
  await atPlace(1);
});

after(async () => {
  kept.close();
  await viewer.close();
  assert.deepEqual(problems(viewer), []);
});

/** What went wrong; but for a sign-off that is refused, and hidden pictures where nothing is hidden. */
function problems({ problems: told }: RunningViewer): string[] {
  return told.filter((problem) => !/status of 40[04]/.test(problem));
}

/** Waits until image `place` of the queue is shown. */
async function atPlace(place: number, on: Page = page): Promise<void> {
  await on.waitForFunction(
    (start) => document.querySelector('[data-testid=review-place]')?.textContent?.startsWith(start),
    `${place} of`,
  );
  await settled(on);
}

const row = (id: number) => readRows(kept, [id])[0];
const isFocused = (element: Locator): Promise<boolean> =>
  element.evaluate((node) => node === document.activeElement);
const keys = async (...pressed: string[]): Promise<void> => {
  for (const key of pressed) await page.keyboard.press(key);
};

/** RGBA of a canvas of the queue. */
async function pixelsOf(canvas: Locator): Promise<Uint8ClampedArray> {
  const values = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    return [
      ...(element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data,
    ];
  });
  return Uint8ClampedArray.from(values);
}

/** The largest difference between two channels of any opaque pixel: 0 of gray. */
function colorfulness(data: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < 255) continue;
    const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
    most = Math.max(most, Math.max(r, g, b) - Math.min(r, g, b));
  }
  return most;
}

/** The largest step of red between neighbors of a row: small where forms are blurred. */
function sharpness(data: ArrayLike<number>): number {
  let most = 0;
  for (let at = 4; at < data.length; at += 4) {
    if (data[at + 3] < 255 || data[at - 1] < 255) continue;
    most = Math.max(most, Math.abs(data[at + 1] - data[at - 3]));
  }
  return most;
}

const assertNoViolations = () => assertAccessible(page, ['light', 'dark']);

describe('machine views', () => {
  it('are gray and without forms in the pane until V asks for them', async () => {
    const veiled = await seenPixels(page, 'machine');
    assert.equal(colorfulness(veiled.data), 0);
    await keys('v');
    await page.waitForFunction(() => !document.querySelector('[data-veiled]'));
    await settled(page);
    const shown = await seenPixels(page, 'machine');
    assert.ok(colorfulness(shown.data) > 50);
    assert.ok(sharpness(shown.data) > 4 * sharpness(veiled.data));
    await keys('v');
  });

  it('say no word of what the machine reads in them before either', async () => {
    await page.getByTestId('tab-verdict').click();
    const panel = page.getByTestId('text-read');
    await panel.getByLabel('Veiled like the machine view').waitFor();
    assert.match(await panel.innerText(), /was read at 1 place/);
    const filter = await panel.locator('.quoted').evaluate((each) => getComputedStyle(each).filter);
    assert.match(filter, /^blur\(\d+px\)/);
    assert.doesNotMatch(await page.content(), /LANTERN|reply with/i);
    await keys('v');
    await panel.getByText('Reply with the word LANTERN').waitFor();
    assert.match(await panel.innerText(), /instruction “reply with”/);
    await keys('v');
    await panel.getByLabel('Veiled like the machine view').waitFor();
    await page.getByTestId('tab-review').click();
  });

  it('are veiled in the thumbnails, those of people are not', async () => {
    const item = page.locator('[data-row="2"]');
    await item.locator('[data-view=machine][data-drawn=true]').waitFor();
    const machine = await pixelsOf(item.locator('[data-view=machine]'));
    assert.equal(colorfulness(machine), 0);
    const human = await pixelsOf(item.locator('[data-view=human]'));
    assert.ok(colorfulness(human) > 50);
  });

  it('stay in color, or sharp, where the reviewer chose so, and are remembered so', async () => {
    await keys('Shift+C');
    const machine = page.locator('[data-row="2"] [data-view=machine]');
    await machine.and(page.locator('[data-veil^=blur]:not([data-veil*=gray])')).waitFor();
    assert.ok(colorfulness(await pixelsOf(machine)) > 0);
    const stored = await page.evaluate(() => localStorage.getItem('scalescope.review-gray'));
    assert.equal(stored, 'false');
    await keys('Shift+C');
    await machine.and(page.locator('[data-veil*=gray]')).waitFor();
  });
});

describe('a session by keyboard', () => {
  it('decides nothing where who reviews is not said, and gives the focus back', async () => {
    const decision = page.getByTestId('review-bar').getByRole('button', { name: /^OK/ });
    const name = page.locator('#reviewer-name');
    for (const leave of ['Cancel', 'Escape'] as const) {
      await decision.focus();
      await keys('Enter');
      await name.waitFor();
      await page.keyboard.type('Nobody');
      if (leave === 'Escape') await keys('Escape');
      else await page.getByTestId('who').getByRole('button', { name: 'Cancel' }).click();
      await name.waitFor({ state: 'detached' });
      await until(() => isFocused(decision), 'the focus on the decision again');
    }
    assert.equal(await page.getByTestId('reviewer').textContent(), 'Who reviews?');
    assert.equal(historyOf(kept, 1).length, 0);
  });

  it('asks once who reviews, then keeps each decision and goes on', async () => {
    await keys('7');
    await page.locator('#reviewer-name').waitFor();
    await page.keyboard.type('Ada');
    await keys('Enter');
    await atPlace(2);
    await until(() => row(1).decision === 'ok', 'OK of the first');
    assert.equal(row(1).reviewer, 'Ada');
    await keys('8');
    await atPlace(3);
    await keys('9');
    await atPlace(4);
    await until(() => row(3).decision === 'confirmed', 'confirmed of the third');
    assert.equal(row(2).decision, 'to-check');
  });

  it('undoes the last change and shows its image', async () => {
    await keys('u');
    await atPlace(3);
    await until(() => row(3).decision === null, 'no decision on the third');
    assert.equal(historyOf(kept, 3)[0].undoes !== null, true);
    await keys('9');
    await atPlace(4);
  });

  it('keeps a note, also where Escape closes it', async () => {
    await keys('Shift+N');
    await page.locator('#note-text').waitFor();
    await page.keyboard.type('Seen before, 2nd time.');
    await keys('Escape');
    await until(() => notesOf(kept, 4).length === 1, 'the note');
    assert.equal(notesOf(kept, 4)[0].text, 'Seen before, 2nd time.');
    assert.equal(row(4).decision, null); // the 2 and the letters went into the note alone
  });

  it('leaves a note as it was where that is cancelled, and gives the focus back', async () => {
    const button = page.getByRole('button', { name: /^Note ✓/ });
    await button.focus();
    await keys('Enter');
    const field = page.locator('#note-text');
    await field.waitFor();
    await field.fill('Something else');
    await page.getByTestId('note').getByRole('button', { name: 'Cancel' }).click();
    await field.waitFor({ state: 'detached' });
    await until(() => isFocused(button), 'the focus on the button again');
    await keys('Enter');
    await field.waitFor();
    assert.equal(await field.inputValue(), 'Seen before, 2nd time.');
    await keys('Escape');
    await field.waitFor({ state: 'detached' });
    assert.equal(notesOf(kept, 4)[0].text, 'Seen before, 2nd time.');
  });

  it('leaves the image before at once, and writes over no note, however fast the keys', async () => {
    await keys('j');
    await atPlace(5);
    const isStale = await page.evaluate(async () => {
      for (const [key, shiftKey] of [
        ['k', false],
        ['N', true],
      ] as const) {
        const code = `Key${key.toUpperCase()}`;
        document.body.dispatchEvent(
          new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true }),
        );
      }
      const { port1, port2 } = new MessageChannel();
      await new Promise((next) => {
        port1.onmessage = next;
        port2.postMessage(null);
      });
      return document.querySelector('[data-testid=human-canvas][data-settled=true]') !== null;
    });
    assert.equal(isStale, false);
    await page.locator('#note-text').waitFor();
    assert.equal(await page.locator('#note-text').inputValue(), 'Seen before, 2nd time.');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'note-text');
    await keys('Escape');
    await atPlace(4);
    assert.equal(notesOf(kept, 4)[0].text, 'Seen before, 2nd time.');
  });

  it('goes through all that is left, and decides on nothing before it is on the screen', async () => {
    await page.evaluate(() => {
      for (const [key, code] of [
        ['j', 'KeyJ'],
        ['j', 'KeyJ'],
        ['9', 'Digit9'], // at once: that image is not there yet
      ]) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true }));
      }
    });
    await page.getByText('The image is not on the screen yet.').waitFor();
    assert.equal(row(6).decision, null);
    await keys('k', 'k');
    for (let place = 4; place <= IMAGES; place++) {
      await atPlace(place);
      await keys(place % 2 === 0 ? '7' : '8');
    }
    await until(() => readProgress(kept).decided === IMAGES, 'every decision');
    const { byDecision } = readProgress(kept);
    assert.deepEqual(byDecision, { ok: 25, 'to-check': 24, confirmed: 1 });
    await page.getByText(`${IMAGES} of ${IMAGES} decided`).waitFor();
  });

  it('takes a sign-off of another reviewer only', async () => {
    await atPlace(IMAGES);
    await keys('Shift+S');
    await page.getByTestId('notice').waitFor();
    assert.match((await page.getByTestId('notice').textContent()) ?? '', /another reviewer/);
    await page.getByRole('button', { name: 'Dismiss this notice', exact: true }).click();
    await keys('Control+k');
    await page.keyboard.type('who reviews');
    await keys('Enter');
    await page.locator('#reviewer-name').fill('Grace');
    await keys('Enter');
    await page.locator('#reviewer-name').waitFor({ state: 'detached' });
    await keys('Shift+S');
    await until(() => row(IMAGES).signOff?.agrees === true, 'the sign-off');
    assert.equal(row(IMAGES).signOff?.reviewer, 'Grace');
  });

  it('saves a report that holds what its reviewers said', async () => {
    const saved = page.waitForEvent('download');
    await keys('Control+s');
    const html = await readFile(await (await saved).path(), 'utf8');
    for (const said of ['Ada', 'Grace', 'review.case']) assert.ok(html.includes(said), said);
    await page.getByText(/^Saved /).waitFor();
    await page.getByRole('button', { name: 'Dismiss this message', exact: true }).click();
  });

  it('shows no image past the queue by a link, where it would not be veiled', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await keys('Shift+L');
    await page.getByTestId('toast').getByText('Copied the link').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await page.context().newPage();
    await other.goto(link);
    await atPlace(1, other);
    await other
      .getByTestId('notice')
      .getByText(/may be in the queue of the case/)
      .waitFor();
    await other.locator('[data-veiled]').first().waitFor();
    await other.close();
  });

  it('loses nothing when the window closes right after several decisions', async () => {
    const other = await viewer.open();
    await atPlace(1, other);
    await other.evaluate(() => localStorage.setItem('scalescope.reviewer', '"Ada"'));
    await other.reload();
    await atPlace(1, other);
    for (const place of [1, 2, 3]) {
      await atPlace(place, other); // nothing is decided that was not on the screen
      await other.keyboard.press('9');
    }
    await other.close();
    await until(
      () => [1, 2, 3].every((id) => row(id).decision === 'confirmed'),
      'the decisions of a closed window',
    );
    // The first window, which nobody touched, hears of it.
    await page.getByTestId('case-list').evaluate((list) => (list.scrollTop = 0));
    for (const id of [1, 2, 3]) {
      await page.locator(`[data-row="${id}"] [data-decision=confirmed]`).waitFor({ timeout: 5000 });
    }
  });
});

describe('marks', () => {
  /** Chooses what is drawn by its key, and draws on the source from its middle on. */
  async function draw(key: string): Promise<void> {
    await keys(key);
    await page.locator('[data-testid=human-annotations].drawing').waitFor();
    await settled(page); // else the picture may be laid out anew under the pointer
    const box = (await page.getByTestId('human-annotations').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 40, { steps: 3 });
    await page.mouse.up();
  }
  const caption = () =>
    page
      .getByTestId('annotations')
      .getByLabel(/^Caption/)
      .last();

  it('are captioned right after they were drawn, or not', async () => {
    await keys('k', 'k');
    await atPlace(IMAGES - 2);
    for (const [count, key, leave, text] of [
      [1, 'Shift+X', 'Enter', 'here'],
      [2, 'Shift+W', 'Escape', ''],
    ] as const) {
      await page.getByTestId('tab-verdict').click();
      await draw(key);
      await until(() => marksOf(kept, 'annotation').length === count, `mark ${count}`);
      await until(() => isFocused(caption()), 'the focus in the caption');
      await page.keyboard.type('here');
      await keys(leave);
      await until(async () => !(await isFocused(caption())), 'the focus elsewhere');
      await until(() => marksOf(kept, 'annotation').at(-1)?.text === text, `“${text}”`);
      await until(async () => (await caption().inputValue()) === text, `“${text}” in the field`);
    }
    await keys('Shift+T');
    const { x, y } = (await page.getByTestId('human-annotations').boundingBox())!;
    await page.mouse.click(x + 40, y + 200);
    await page.locator('#mark-words').waitFor();
    await page.keyboard.type('words');
    await keys('Enter');
    await until(() => marksOf(kept, 'annotation').at(-1)?.text === 'words', 'the text');
    for (const left of [2, 1, 0]) {
      await page
        .getByTestId('annotations')
        .getByRole('button', { name: /^Remove/ })
        .first()
        .click();
      await until(() => marksOf(kept, 'annotation').length === left, `${left} marks left`);
    }
  });

  it('are drawn on a view, kept in source pixels, and removed by a key', async () => {
    await draw('Shift+X');
    await until(() => marksOf(kept, 'annotation').length === 1, 'the box');
    await until(() => isFocused(caption()), 'the focus in the caption');
    await keys('Escape');
    await until(async () => !(await isFocused(caption())), 'the focus elsewhere');
    const [{ shape, view }] = marksOf(kept, 'annotation');
    assert.equal(view, null);
    assert.ok(shape.kind === 'box');
    // The panes are fitted around the middle of 240×180.
    assert.ok(Math.abs(shape.x - 120) < 1 && Math.abs(shape.y - 90) < 1, JSON.stringify(shape));
    await page.locator('[data-testid=human-annotations] [data-annotation].selected').waitFor();
    await page.locator('[data-testid=machine-annotations] [data-annotation].elsewhere').waitFor();
    await keys('Delete');
    await until(() => marksOf(kept, 'annotation').length === 0, 'the removal');
  });

  it('of a view bring it back', async () => {
    await keys(']', 'e');
    await keys('Shift+M');
    await until(() => marksOf(kept, 'bookmark').length === 1, 'the bookmark');
    const before = await page.getByTestId('view-scale').textContent();
    await keys('f', 'r');
    await page.getByTestId('tab-review').click();
    await page
      .getByTestId('bookmarks')
      .getByRole('button', { name: 'View 1', exact: true })
      .click();
    await page.waitForFunction(
      (scale) => document.querySelector('[data-testid=view-scale]')?.textContent === scale,
      before,
    );
    await page.getByTestId('adjusted').waitFor();
    await keys('r', 'f');
  });
});

describe('the queue', () => {
  it('is filtered and sorted by what the case knows', async () => {
    await page.locator('.case-filters summary').click();
    await page.locator('#case-decision').selectOption('confirmed');
    await page.getByText('3 shown').waitFor();
    await page.locator('#case-decision').selectOption('all');
    await page.locator('#case-verdict').selectOption('clean');
    await page.getByText('25 shown').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('50 shown').waitFor();
    await page.getByLabel('Sort by').selectOption('name');
    await page.locator('li[aria-posinset="3"] [data-row="48"]').waitFor();
    await page.getByRole('button', { name: 'Largest first' }).click();
    await page.locator('li[aria-posinset="48"] [data-row="48"]').waitFor();
    await page.locator('.case-filters summary').click();
  });

  it('is sorted and filtered by how far labels disagree, and tells what was said', async () => {
    await page.getByLabel('Sort by').selectOption('labels');
    await page.getByRole('button', { name: 'Smallest first' }).click();
    await page.locator('.case-filters summary').click();
    await page.locator('#case-labels').selectOption('asked');
    for (const [place, id] of [50, 40, 30, 20, 10].entries()) {
      const item = `li[aria-setsize="5"][aria-posinset="${place + 1}"] [data-row="${id}"]`;
      await page.locator(item).waitFor();
    }
    await page.locator('[data-row="50"]').getByText('labels 98 % apart').waitFor();
    await page.locator('#case-labels').selectOption('far');
    await page.getByText('2 shown').waitFor();
    await page.locator('[data-row="40"]').click();
    await page.getByTestId('tab-review').click();
    const said = page.getByTestId('kept-labels');
    await said.getByText('78 % apart').waitFor();
    assert.match(
      (await said.textContent()) ?? '',
      /what it receives at \d+x\d+ as “drum” \(78 %\)/,
    );
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.locator('.case-filters summary').click();
  });

  it('scans its folders again and tells what came of it', async () => {
    await page.getByRole('button', { name: 'Scan…' }).click();
    await page.getByRole('button', { name: 'Look for new images in these folders' }).click();
    await page.locator('[data-testid=scan-progress][data-status=done]').waitFor();
    const told = (await page.getByTestId('scan-progress').textContent()) ?? '';
    assert.match(told, /^50 of 50 scanned/);
  });

  it('has no accessibility violations, as a list and as a grid', async () => {
    await assertNoViolations();
    await page.getByRole('button', { name: 'Grid' }).click();
    await assertNoViolations();
    await page.getByRole('button', { name: 'Grid' }).click();
  });
});

describe('a case of images of all kinds', () => {
  let mixed: RunningViewer;
  let shown: Page;
  before(async () => {
    mixed = await startViewer([], await makeMixedCase(makeFolder()));
    shown = await mixed.open();
    shown.setDefaultTimeout(60_000);
  });
  after(async () => {
    await mixed.close();
    // The frame that nobody chose yet, and hidden pictures where nothing is hidden.
    assert.deepEqual(
      mixed.problems.filter((problem) => !/status of 4(04|22)/.test(problem)),
      [],
    );
  });

  it('shows each with the frame and the orientation that were chosen for it', async () => {
    await shown.getByTestId('frame-choice').fill('3');
    await shown.getByRole('button', { name: 'Show frame', exact: true }).click();
    await atPlace(1, shown);
    const frame = shown.getByTestId('frame');
    await until(async () => (await frame.inputValue()) === '3', 'frame 3');
    const cells = shown.getByTestId('frame-cell');
    await until(
      async () => (await cells.locator('canvas[data-drawn=true]').count()) === 3,
      'all frames',
    );
    await cells.nth(1).click();
    await until(async () => (await frame.inputValue()) === '2', 'frame 2');
    await cells.nth(2).click();
    await until(async () => (await frame.inputValue()) === '3', 'frame 3 by its thumbnail');
    await shown.keyboard.press('j');
    await shown.getByRole('button', { name: 'Apply it' }).click();
    await shown.getByRole('button', { name: 'Show as stored' }).waitFor();
    await shown.keyboard.press('k');
    await atPlace(1, shown);
    await until(async () => (await frame.inputValue()) === '3', 'frame 3 again');
    await shown.keyboard.press('j');
    await atPlace(2, shown);
    await shown.getByRole('button', { name: 'Show as stored' }).waitFor();
  });

  it('names what a scan left out', async () => {
    await shown.getByRole('button', { name: 'Scan…' }).click();
    await shown.getByRole('button', { name: 'Look for new images in these folders' }).click();
    await shown.locator('[data-testid=scan-progress][data-status=done]').waitFor();
    await shown
      .getByTestId('left-out')
      .getByText(/gone: gone does not exist$/)
      .waitFor();
  });

  it('says of a file that could not be read why, as a list and as a grid', async () => {
    for (const layout of ['list', 'grid']) {
      const row = shown.getByRole('button', {
        name: /Could not be read broken\.png Could not be examined: /,
      });
      await row.waitFor();
      assert.match((await row.textContent()) ?? '', /Could not be examined: broken file/, layout);
      await shown.getByRole('button', { name: 'Grid' }).click();
    }
  });

  it('calls what is too small not assessable, and never clean', async () => {
    await shown
      .locator('.case-item', { hasText: 'tiny.png' })
      .getByText('Not assessable')
      .waitFor();
    await shown.locator('.case-filters summary').click();
    await shown.locator('#case-verdict').selectOption('not-assessable');
    await shown.getByText('1 shown').waitFor();
    await shown.locator('.case-item', { hasText: 'tiny.png' }).waitFor();
    await shown.locator('#case-verdict').selectOption('clean');
    await until(
      async () => (await shown.locator('.case-item', { hasText: 'tiny.png' }).count()) === 0,
      'the clean ones alone',
    );
    await shown.getByRole('button', { name: 'Show all' }).click();
    await shown.locator('.case-filters summary').click();
  });

  it('keeps the bar in one line and rows in view in a small window, with the filter open', async () => {
    const small = await mixed.open({ viewport: { width: 1024, height: 700 } });
    const bar = small.getByTestId('review-bar');
    await bar.waitFor();
    const isOneLine = () =>
      bar.evaluate((element) => {
        const tops = [...element.querySelectorAll('button')].map(
          (b) => b.getBoundingClientRect().top,
        );
        return Math.max(...tops) - Math.min(...tops) < 2;
      });
    await until(isOneLine, 'one line');
    await small.locator('.case-filters summary').click();
    await small.locator('#case-text').waitFor();
    const list = small.getByTestId('case-list');
    await until(() => list.evaluate(({ clientHeight }) => clientHeight >= 120), 'two rows');
  });
});

describe('a queue of 50,000 images', () => {
  it('has only what is in view in the page, wherever it is scrolled to', async () => {
    const long = await startViewer([], makeLongCase(makeFolder(), 50_000));
    try {
      const there = await long.open();
      there.setDefaultTimeout(60_000);
      await there.getByText('50000 shown').waitFor();
      const list = there.getByTestId('case-list');
      for (const share of [0, 0.3, 0.71, 1]) {
        await list.evaluate((element, to) => {
          element.scrollTop = to * (element.scrollHeight - element.clientHeight);
        }, share);
        await there.waitForFunction(() => {
          const items = [...document.querySelectorAll('.case-item')];
          return items.length > 5 && items.every((item) => item.querySelector('.queue-name'));
        });
        const shown = await there.locator('.case-rows > li').count();
        assert.ok(shown < 200, `${shown} rows are in the page`);
      }
      await there.locator('li[aria-posinset="50000"]').waitFor();
    } finally {
      await long.close();
    }
  });
});
