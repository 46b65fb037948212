/** The inspector's tabs: what is seen in them against what the host computed. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright';
import sharp from 'sharp';
import type { AxisCombs, Histogram, SpectrumReport } from '../../shared/api/contract.ts';
import { assertAccessible } from '../support/accessible.ts';
import { settled, startViewer, type RunningViewer } from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;

let viewer: RunningViewer;
let page: Page;
/** Where the sample is in the API. */
let image: string;

before(async () => {
  viewer = await startViewer([SAMPLE]);
  page = await viewer.open();
  page.setDefaultTimeout(60_000);
  const session = await json<{ images: { id: string }[] }>('/api/session');
  image = `/api/images/${session.images[0].id}`;
  await settled(page);
});

after(async () => {
  await viewer.close();
  assert.deepEqual(viewer.problems, []);
});

/** What the host answers the page. */
function json<T>(path: string): Promise<T> {
  return page.evaluate(async (asked) => (await fetch(asked)).json() as Promise<T>, path);
}

async function openTab(id: string): Promise<void> {
  await page.getByTestId(`tab-${id}`).click();
}

const assertNoViolations = () => assertAccessible(page, ['light', 'dark']);

/** The raw pixels that the host answers the page. */
async function bytesAt(path: string): Promise<{ width: number; bytes: Buffer }> {
  const { width, base64 } = await page.evaluate(async (asked) => {
    const response = await fetch(asked);
    const bytes = new Uint8Array(await response.arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) {
      text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    return { width: Number(response.headers.get('x-tile-width')), base64: btoa(text) };
  }, path);
  return { width, bytes: Buffer.from(base64, 'base64') };
}

/** RGBA of a canvas. */
async function pixelsOf(
  canvas: Locator,
): Promise<{ width: number; height: number; data: Uint8Array }> {
  const { width, height, base64 } = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d')!;
    const { data } = context.getImageData(0, 0, width, height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) {
      text += String.fromCharCode(...data.subarray(at, at + 8192));
    }
    return { width, height, base64: btoa(text) };
  });
  return { width, height, data: new Uint8Array(Buffer.from(base64, 'base64')) };
}

/** How far across a chart its line is highest, 0..1. */
async function highestLine(chart: Locator): Promise<number> {
  const { width, height, data } = await pixelsOf(chart);
  let highest = { x: 0, y: height };
  for (let at = 0; at < data.length; at += 4) {
    const isLine = data[at] < 40 && data[at + 1] > 70 && data[at + 2] > 150 && data[at + 3] > 200;
    const y = Math.floor(at / 4 / width);
    if (isLine && y < highest.y) highest = { x: (at / 4) % width, y };
  }
  return highest.x / width;
}

describe('the verdict', () => {
  before(async () => {
    await openTab('verdict');
    await page.getByTestId('summary').waitFor();
  });

  it('leads with a table: target, for whom, where, and four measures against their thresholds', async () => {
    const rows = (await page.getByTestId('summary').locator('tr').allInnerTexts()).map((row) =>
      row.replaceAll(/\s+/g, ' ').trim(),
    );
    assert.match(rows[0], /^Targets 299x299 ?224x224$/);
    assert.match(
      rows[1],
      /^For whom TensorFlow, OpenCV, PyTorch, .*\(4 pipelines, reading 7\.06 %/,
    );
    assert.equal(rows[2], 'Where all over the picture');
    assert.deepEqual(
      rows.slice(3, 7).map((row) => row.replaceAll(/[\d.]+/g, 'n')),
      ['Disagreement', 'Contrast', 'Coherence', 'Isolated'].map((name) => `${name} n ≥ n`),
    );
    const folded = await page.locator('.demanded[open]').count();
    assert.equal(folded, 0, 'evidence that nobody asked for');
    assert.equal(await page.locator('.verdict canvas').count(), 0, 'a picture that is a pane’s');
  });

  it('says in short what is hidden, what the command line says, and what was tested', async () => {
    const text = (await page.getByTestId('verdict').textContent()) ?? '';
    assert.match(
      text,
      /^VerdictAttackscore 0\.\d\d probability of an attack, if one image in a hundred is attacked/,
    );
    assert.match(text, /Evidence\d+\.\d\d log odds: suspicious above 0\.63, an attack above 3\.69/);
    assert.match(
      (await page.getByTestId('in-short').textContent()) ?? '',
      /^Another picture is hidden in this file: .* to 299x299 or 224x224 pixels, .* sees it instead of this one\. Each size can hold a picture of its own: press it to look\.$/,
    );
    await page.getByTestId('in-detail').locator('summary').click();
    await page.getByTestId('in-detail').locator('.demanded-body').waitFor();
    const detail = (await page.getByTestId('in-detail').innerText()).replaceAll(/\s+/g, ' ');
    assert.match(
      detail,
      /A machine that resizes to .* receives a different picture from the one a person sees/,
    );
    assert.match(
      detail,
      /Searched: every size from 16 to 2048x1188, of the whole image and of centered crops/,
    );
  });

  it('shows the hidden picture pixel for pixel when it is asked for', async () => {
    await page.getByTestId('recovered').locator('summary').click();
    await page.getByTestId('hidden').waitFor();
    const tile = await bytesAt(`${image}/found/hidden/tiles/0/0/0`);
    assert.equal(tile.width, 299);
    const seen = await pixelsOf(page.getByTestId('hidden'));
    assert.deepEqual([seen.width, seen.height], [299, 299]);
    assert.ok(Buffer.from(seen.data).equals(tile.bytes), 'other pixels than the host has');
    assert.match((await page.getByTestId('hidden-caption').textContent()) ?? '', /pixel for pixel/);
  });

  it('gives each piece of evidence with its threshold, and why it matters', async () => {
    await page.getByTestId('evidence-of').locator('summary').first().click();
    const first = page.getByTestId('evidence').first().locator('li').first();
    assert.match((await first.textContent()) ?? '', /^Disagreement[\d.]+ ≥ [\d.]+Why this matters/);
    await first.locator('summary').click();
    await first.getByText('Source:').waitFor();
  });

  it('takes the panes to an altered place, and a target to the machine view', async () => {
    await page.getByTestId('place').first().click();
    await settled(page);
    await page.getByTestId('target').filter({ hasText: '224x224' }).click();
    await page.getByText('224x224 in the').waitFor();
    await page.getByTestId('target').filter({ hasText: '299x299' }).click();
    await page.getByText('299x299 in the').waitFor();
    await page.getByTestId('target').and(page.locator('[aria-pressed=true]')).waitFor();
  });

  it('has no accessibility violation', assertNoViolations);
});

describe('the histogram', () => {
  before(async () => {
    await openTab('histogram');
    await page.locator('[data-testid=bars-r] path[data-scale=machine]').waitFor();
  });

  const view = 'pipeline=tensorflow/bilinear&width=299&height=299';

  it('draws the counts of both scales over each other, and reads them under the pointer', async () => {
    const human = (await json<Histogram>(`${image}/histogram`)).channels[0];
    const machine = (await json<Histogram>(`${image}/histogram?${view}`)).channels[0];
    const pixels = 299 * 299;
    assert.equal(
      machine.counts.reduce((sum, count) => sum + count, 0),
      pixels,
    );
    const chart = page.getByTestId('bars-r');
    const shares = [
      human.counts.map((n) => n / (3000 * 1688)),
      machine.counts.map((n) => n / pixels),
    ];
    const most = Math.max(...shares.flat());
    for (const [at, scale] of ['human', 'machine'].entries()) {
      const path = (await chart.locator(`path[data-scale=${scale}]`).getAttribute('d'))!;
      const bottom = Number(/^M[\d.]+ ([\d.]+)/.exec(path)![1]);
      const tall = [...path.matchAll(/V([\d.]+)H/g)].map(([, y]) => bottom - Number(y));
      assert.equal(tall.length, 256);
      const full = Math.max(...tall.concat(at === 0 ? [] : [0])) / Math.max(...shares[at]);
      for (const value of [40, 128, 200]) {
        assert.ok(Math.abs(tall[value] - shares[at][value] * full) < 0.1, `${scale} ${value}`);
      }
      assert.ok(Math.max(...tall) <= (Math.max(...shares[at]) / most) * 100);
    }
    const box = (await chart.boundingBox())!;
    const x = 46 + ((128 + 0.5) / 256) * (box.width - 54);
    await chart.hover({ position: { x, y: 30 } });
    const reading = await page.getByTestId('histogram-reading-r').textContent();
    const told = `Red 128: human ${human.counts[128].toLocaleString('en')} pixels`;
    assert.ok(reading?.startsWith(told), reading ?? '');
    assert.ok(reading?.includes(`; machine ${machine.counts[128].toLocaleString('en')} pixels`));
    assert.equal(await page.getByTestId('statistics').locator('tbody tr').count(), 6);
  });

  it('counts what is in a region that was drawn', async () => {
    await page.getByTestId('draw-region').click();
    const stage = (await page.getByTestId('human-stage').boundingBox())!;
    const middle = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 };
    await page.mouse.move(middle.x - 30, middle.y - 20);
    await page.mouse.down();
    await page.mouse.move(middle.x + 30, middle.y + 20, { steps: 3 });
    await page.mouse.up();
    const caption = page.getByTestId('statistics').locator('caption');
    await caption.getByText(/^\d+x\d+ at \(\d+, \d+\)/).waitFor();
    const [, width, height, left, top] = /(\d+)x(\d+) at \((\d+), (\d+)\)/
      .exec((await caption.textContent())!)!
      .map(Number);
    assert.ok(Math.abs(width / height - 1.5) < 0.05, `${width}x${height}`);
    const asked = `x=${left}&y=${top}&columns=${width}&rows=${height}`;
    const { channels } = await json<Histogram>(`${image}/histogram?${asked}`);
    const row = page.getByTestId('statistics').locator('tbody tr').first();
    const mean = Number(await row.locator('td').nth(2).textContent());
    assert.ok(Math.abs(mean - channels[0].mean) < 0.5, `${mean}`);
    await page.getByText('Whole picture').click();
  });

  it('shows the values along a line on both scales, and saves them with where they come from', async () => {
    await page.getByTestId('line-across').click();
    const chart = page.getByTestId('profile-chart');
    await chart.locator('path[data-scale=machine]').nth(2).waitFor();
    const { width } = (await chart.boundingBox())!;
    await chart.hover({ position: { x: 34 + (width - 42) / 2, y: 30 } });
    const reading = (await page.getByTestId('profile-reading').textContent())!;
    const [x, y] = /\((\d+), (\d+)\)/.exec(reading)!.slice(1).map(Number);
    const { values } = await json<{ values: number[] }>(
      `${image}/samples?x=${x}&y=${y}&width=1&height=1`,
    );
    assert.ok(reading.includes(`human ${values.join(' ')}; machine `), reading);
    const saved = page.waitForEvent('download');
    await page.getByLabel('Save the line profile as CSV').click();
    const text = await readFile(await (await saved).path(), 'utf8');
    assert.match(text, /^# Title: Line profile\n# Software: Scalescope /);
    assert.match(text, /# Source SHA-256: [0-9a-f]{64}\n/);
    assert.match(text, /\ndistance,x,y,human r,human g,human b,machine r,machine g,machine b\r\n/);
    assert.equal(text.split('\r\n').length - 2, 3000);
  });

  it('has no accessibility violation', assertNoViolations);
});

describe('the spectrum', () => {
  it('is there coarse at once, says so, and is full when all is transformed', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const isFull = (url: URL): boolean =>
      url.pathname.endsWith('/spectrum/picture') && !url.search.includes('detail=coarse');
    await page.route(isFull, async (route) => {
      await held;
      await route.continue();
    });
    await openTab('spectrum');
    const detail = page.getByTestId('spectrum-detail');
    await detail.getByText('Coarse: 16 parts of 256x256 pixels.').waitFor();
    assert.match((await page.getByTestId('spectrum-scale').textContent())!, /256x256 bins/);
    assert.ok(await detail.getByRole('progressbar').isVisible());
    assert.match((await page.getByTestId('spectrum-sentence').textContent())!, /once the full/);
    const { data } = await pixelsOf(page.getByTestId('spectrum'));
    assert.ok(new Set(data).size > 100, 'a picture is drawn');
    go();
    await detail.getByText('Full: the mean of 6 parts of 1024x1024 pixels.').waitFor();
    assert.equal(await detail.getByRole('progressbar').count(), 0);
    await page.unroute(isFull);
  });

  it('shows the brightest bin of the picture of the host under each pixel', async () => {
    const bins = await bytesAt(`${image}/spectrum/picture?window=hann&detrend=mean&channel=mean`);
    const gray = bins.bytes;
    const height = gray.length / bins.width;
    const seen = await pixelsOf(page.getByTestId('spectrum'));
    assert.ok(seen.width > 200, `the picture is ${seen.width} pixels wide`);
    const edge = (at: number, length: number, side: number) => Math.floor((at * length) / side);
    for (let y = 0; y < seen.height; y += 7) {
      for (let x = 0; x < seen.width; x++) {
        let most = 0;
        const lastRow = edge(y + 1, height, seen.height);
        const lastColumn = edge(x + 1, bins.width, seen.width);
        for (let row = edge(y, height, seen.height); row < lastRow; row++) {
          for (let column = edge(x, bins.width, seen.width); column < lastColumn; column++) {
            most = Math.max(most, gray[row * bins.width + column]);
          }
        }
        assert.equal(seen.data[(y * seen.width + x) * 4], most, `at ${x}, ${y}`);
      }
    }
  });

  it('has a scale in decibels, ticks, and a view as large as the window', async () => {
    const legend = page.getByTestId('spectrum-legend');
    assert.match((await legend.textContent())!, /^−?\d+ dB−?\d+ dB/);
    const frame = (await page.getByTestId('spectrum-frame').boundingBox())!;
    for (const [along, from, extent] of [
      ['x', frame.x, frame.width],
      ['y', frame.y, frame.height],
    ] as const) {
      const ticks = page.getByTestId(`spectrum-ticks-${along}`);
      assert.equal(await ticks.textContent(), '−½−¼0¼½');
      for (const [at, tick] of (await ticks.locator('span').all()).entries()) {
        const box = (await tick.boundingBox())!;
        const middle = along === 'x' ? box.x + box.width / 2 : box.y + box.height / 2;
        const isAt = Math.abs(middle - (from + (at / 4) * extent)) < 1;
        assert.ok(isAt, `tick ${at} along ${along} stands off its frequency`);
      }
    }
    const width = async () => (await page.getByTestId('spectrum').boundingBox())!.width;
    const before = await width();
    await page.getByTestId('spectrum-large').click();
    await page.waitForFunction(
      (from) => document.querySelector('[data-testid=spectrum]')!.clientWidth > from * 1.5,
      before,
    );
    await page.keyboard.press('Escape');
    assert.ok(Math.abs((await width()) - before) < 2);
  });

  it('rings the predicted peaks where they are, and takes the rings away', async () => {
    const { peaks, width, height } = await json<SpectrumReport>(
      `${image}/spectrum?pipeline=tensorflow/bilinear&width=299&height=299`,
    );
    const { data, ...size } = await pixelsOf(page.getByTestId('spectrum-rings'));
    const [{ x, y }] = peaks;
    const atX = Math.round(((x + 0.5) / width) * size.width + 6);
    const atY = Math.round(((y + 0.5) / height) * size.height);
    const orange = [-1, 0, 1].some((by) => {
      const at = (atY * size.width + atX + by) * 4;
      return data[at] > 180 && data[at + 2] < 90 && data[at + 3] > 180;
    });
    assert.ok(orange, `a ring around bin ${x}, ${y}`);
    await page.getByTestId('spectrum-peaks').uncheck();
    await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=spectrum-rings]')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.every((value) => value === 0);
    });
    await page.getByTestId('spectrum-peaks').check();
  });

  it('reads the size that a frequency means, by the keyboard', async () => {
    await page.getByTestId('spectrum-frame').focus();
    // From the middle, bins are 1/1024 cycles per pixel: 102 of them are the size 298.8 of 3000.
    for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowRight');
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
    const reading = page.getByTestId('spectrum-reading');
    assert.match((await reading.innerText()).replaceAll(/\s+/g, ' '), /Across 0\.0996 10 298\.8/);
  });

  it('has its highest comb at the size of the attack, and loads what is pressed', async () => {
    const combs = await json<AxisCombs>(`${image}/combs?channel=mean`);
    assert.equal(combs.x.best[0].size, 299);
    const chart = page.getByTestId('comb-x');
    await page.locator('[data-testid=comb-x][data-drawn=true]').waitFor();
    const box = (await chart.boundingBox())!;
    const highest = await highestLine(chart);
    await chart.hover({ position: { x: highest * box.width, y: 60 } });
    const reading = await page.getByTestId('comb-x-reading').textContent();
    assert.match(reading ?? '', /^299: 43\.\d+ σ, every 10\.03 pixels$/);
    await page.getByTestId('candidate').filter({ hasText: '224x224' }).click();
    await page.getByText('224x224 in the').waitFor();
    await chart.click({ position: { x: highest * box.width, y: 60 } });
    await page.getByText('299x299 in the').waitFor();
  });

  it('has no accessibility violation', assertNoViolations);
});

describe('the sweep', () => {
  before(async () => {
    await openTab('sweep');
    await page.getByTestId('filmstrip').waitFor();
  });

  it('has its spike at the size of the attack, and nothing beside it', async () => {
    const sentence = await page.getByTestId('sweep-sentence').textContent();
    assert.match(
      sentence ?? '',
      /^299x299 stands out most, about 9\.\d times what the picture’s own detail explains\.$/,
    );
    const frames = await page.getByTestId('film-frame').allTextContents();
    const valueOf = (name: string): number => {
      const text = frames.find((frame) => frame.includes(name)) ?? assert.fail(frames.join());
      return Number.parseFloat(text.slice(text.indexOf('≈') + 1));
    };
    assert.ok(valueOf('299x299') > 5 * valueOf('298x298'));
    assert.ok(valueOf('299x299') > 5 * valueOf('300x300'));
  });

  it('draws the spike where it says it is', async () => {
    const chart = page.getByTestId('sweep-curve');
    await page.locator('[data-testid=sweep-curve][data-drawn=true]').waitFor();
    const box = (await chart.boundingBox())!;
    const highest = await highestLine(chart);
    await chart.hover({ position: { x: highest * box.width, y: 60 } });
    const reading = await page.getByTestId('sweep-curve-reading').textContent();
    assert.match(reading ?? '', /^299x299: about 9\.\d × its detail, 8\d levels$/);
  });

  it('loads a view of the film, and sweeps another range', async () => {
    await page.getByTestId('film-frame').filter({ hasText: '300x300' }).click();
    await page.getByText('300x300 in the').waitFor();
    await page.getByTestId('film-frame').filter({ hasText: '299x299' }).click();
    await page.getByText('299x299 in the').waitFor();
    await page.getByTestId('sweep-from').fill('220');
    await page.getByTestId('sweep-to').fill('228');
    await page.getByTestId('sweep-start').click();
    await page
      .getByTestId('sweep-sentence')
      .getByText(/^224x224 stands out most/)
      .waitFor();
    await page.getByTestId('sweep-to').fill('9');
    await page.getByText('The last size is smaller than the first.').waitFor();
    assert.ok(await page.getByTestId('sweep-start').isDisabled());
  });

  it('has no accessibility violation', assertNoViolations);
});

describe('the influence', () => {
  before(async () => {
    await openTab('influence');
    await page.getByTestId('influence-numbers').waitFor();
  });

  it('sets the taps of the pipeline beside those of an antialiased resize', async () => {
    const sentence = await page.getByTestId('influence-sentence').textContent();
    assert.match(sentence ?? '', /reads 4 source pixels\. An antialiased resize reads 72/);
    const orange = async (testId: string): Promise<number> => {
      const { width, height, data } = await pixelsOf(page.getByTestId(testId));
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] > data[at + 2] + 60) count++;
      return count / (width * height);
    };
    const own = await orange('influence-own');
    const even = await orange('influence-even');
    assert.ok(own > 0.005 && even > 8 * own, `${own} of the map, ${even} of the even one`);
  });

  it('stays when another pixel is pinned', async () => {
    await page.getByTestId('pixel-x').fill('7');
    await page.getByTestId('pixel-x').press('Enter');
    await page
      .getByTestId('influence-sentence')
      .getByText(/^\(7, \d+\)/)
      .waitFor();
    await page.getByTestId('machine-stage').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page
      .getByTestId('influence-sentence')
      .getByText(/^\(8, \d+\)/)
      .waitFor();
  });

  it('has no accessibility violation', assertNoViolations);
});

describe('the facts', () => {
  it('say what is stored and what decoding did to it', async () => {
    await openTab('file');
    const text = (await page.locator('.inspector-body').textContent()) ?? '';
    assert.match(text, /4,655,850 \(4\.7 MB\)/);
    assert.match(text, /59d4a255813f9cc2eb21eddf460502c4980806af76807dfb23f1fe55a38aa0af/);
    assert.match(text, /Nothing is changed\. The samples are shown as stored/);
    await assertNoViolations();
  });
});

describe('every tab', () => {
  it('says of each of its controls what it does, and its shortcut where there is one', async () => {
    const without = (): Promise<string[]> =>
      page.evaluate(() => {
        const says = (control: Element): boolean =>
          control.closest('[data-tip], [data-command]') !== null ||
          Boolean(control.closest('label')?.querySelector('[data-tip]')) ||
          ['aria-label', 'title', 'aria-describedby'].some((name) => control.hasAttribute(name)) ||
          control.matches('[role=tab]');
        return [...document.querySelectorAll('button, select, input, textarea, [role=slider]')]
          .filter((control) => control.checkVisibility() && !says(control))
          .map((control) => control.outerHTML.slice(0, 120));
      });
    const tabs = [
      'verdict',
      'spectrum',
      'sweep',
      'histogram',
      'matrix',
      'influence',
      'file',
      'pixel',
    ];
    for (const id of tabs) {
      await openTab(id);
      await page.getByTestId(`tab-${id}`).and(page.locator('[aria-selected=true]')).waitFor();
      await page.evaluate(() => {
        for (const each of document.querySelectorAll('details')) each.open = true;
      });
      assert.deepEqual(await without(), [], id);
    }
    const tip = page.getByTestId('tooltip');
    await page.getByTestId('pin').hover();
    // Whether a pixel is kept depends on the tests before this one.
    const says = /^(Keep this pixel while the pointer moves on|Follow the pointer again)$/;
    await tip.getByText(says).waitFor();
    assert.equal(await tip.locator('kbd').textContent(), 'P');
  });

  it('saves its charts and tables, with where they come from', async () => {
    const kinds: [tab: string, label: string, begins: RegExp][] = [
      ['spectrum', 'the spectrum as PNG', /iTXtTitle\0+Spectrum[^]*iTXtChannel/],
      ['spectrum', 'the spectrum as CSV', /^# Title: Spectrum\n[^]*\nbin x,bin y,[^]*\r\n\d/],
      [
        'spectrum',
        'the comb across as SVG',
        /^<svg [^>]+>\s*<metadata>Title: The comb across[^]*<path/,
      ],
      ['spectrum', 'the comb down as CSV', /^# Title: The comb down[^]*\nsize,[^]*\r\n299,\d/],
      ['sweep', 'the sweep as PNG', /iTXtTitle\0+The sweep/],
      ['sweep', 'the sweep as CSV', /^# Title: The sweep[^]*\nwidth,height,[^]*\r\n299,\d+,\d/],
      ['influence', 'the influence as PNG', /iTXtTitle\0+Influence/],
      ['influence', 'the influence as CSV', /\nsource x,source y,weight\r\n\d+,\d+,0\.\d+\r\n/],
      ['file', 'the facts as CSV', /\npart,what,value\r\nFile,Name,[^]*SHA-256,[0-9a-f]{64}/],
    ];
    for (const [tab, label, begins] of kinds) {
      await openTab(tab);
      const saved = page.waitForEvent('download');
      await page.getByLabel(`Save ${label}`).click();
      const bytes = await readFile(await (await saved).path());
      assert.match(bytes.toString('utf8'), begins, label);
      assert.match(bytes.toString('utf8'), /Source SHA-256(: |\0+)[0-9a-f]{64}/, label);
      if (label.endsWith('PNG'))
        assert.ok(((await sharp(bytes).stats()).entropy ?? 0) > 0.1, label);
    }
  });

  it('fits into a small window, nothing cut off at its side', async () => {
    await page.setViewportSize({ width: 1024, height: 700 });
    const tabs = await page.locator('[role=tab]').all();
    assert.equal(tabs.length, 8);
    for (const tab of tabs) {
      await tab.click();
      await page.waitForFunction(() => {
        const body = document.querySelector('.inspector-body')!;
        return body.textContent !== '' && body.scrollWidth <= body.clientWidth;
      });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('keeps its own keys: arrows choose the scale of the counts and move no picture', async () => {
    await openTab('histogram');
    await page.getByRole('radio', { name: 'linear' }).focus();
    await page.keyboard.press('ArrowRight');
    assert.ok(await page.getByRole('radio', { name: 'logarithmic' }).isChecked());
    await page.keyboard.press('ArrowLeft');
    assert.ok(await page.getByRole('radio', { name: 'linear' }).isChecked());
  });
});

describe('other images', () => {
  const DECOY = new URL('../samples/dandelion.jpg', import.meta.url).pathname;

  async function open(name: string, buffer: Buffer): Promise<string> {
    await openTab('verdict');
    await page.getByTestId('file-input').setInputFiles({ name, mimeType: 'image/png', buffer });
    await page.locator('.queue-item[aria-current]').getByText(name).waitFor();
    await page.getByTestId('tested').waitFor();
    return (await page.getByTestId('verdict').textContent()) ?? '';
  }

  it('say that nothing was found together with what was searched, and show no hidden picture', async () => {
    const text = await open('seeding.png', await sharp(DECOY).resize(900).png().toBuffer());
    assert.match(text, /^VerdictNothing foundscore 0\.\d\d/);
    assert.match(text, /Searchedevery size from 16 to \d+x\d+/);
    assert.match(text, /Absence of evidence is not evidence of absence/);
    assert.equal(await page.getByTestId('hidden').count(), 0);
  });

  it('name each lattice that nothing explains, and one press shows the view of its size', async () => {
    const none = '"unexplained":[],"loaders":[],"skipped":0';
    const some = '"unexplained":[{"width":301,"height":170,"sigma":33.4}],"loaders":[],"skipped":7';
    await page.route(/inspect/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(none, some) });
    });
    const text = await open('lattice.png', await sharp(DECOY).resize(800).png().toBuffer());
    assert.match(text, /Unexplained lattices to look at:301x170, 33 sigma/);
    assert.match(text, /7 further lattices were not examined\./);
    assert.equal(await page.locator('.badge-none').count(), 1, 'a calm badge');
    const look = page.getByRole('button', { name: 'Look at 301x170' });
    await look.press('Enter');
    await page.getByRole('button', { name: 'Look at 301x170', pressed: true }).waitFor();
    await page.getByText('judged by itself: 301x170 with').waitFor();
    await assertNoViolations();
    await page.unroute(/inspect/);
  });

  it('are called not assessable where there is no room, with the reason and what to do', async () => {
    const text = await open('icon.png', await sharp(DECOY).resize(24).png().toBuffer());
    assert.match(text, /^VerdictNot assessable/);
    assert.match(text, /Searchedno size: the image is too small to hide a picture in/);
    assert.match(text, /choose a smaller target size/);
    assert.doesNotMatch(text, /Absence of evidence/);
    await assertNoViolations();
  });

  it('have no calm badge over a view that is not assessable', async () => {
    const text = await open('small.png', await sharp(DECOY).resize(330).png().toBuffer());
    assert.match(text, /Nothing found.*the machine view that is shown is not assessable/);
    assert.match((await page.getByTestId('view-sentence').textContent()) ?? '', /^Not assessable/);
    assert.equal(await page.locator('.badge-calm').count(), 0, 'a calm badge');
  });

  it('have tabs of their own at once, nothing of the image before', async () => {
    await openTab('spectrum');
    await page.getByText('330x186 bins').waitFor();
    await openTab('sweep');
    await page.getByTestId('sweep-sentence').getByText('stands out').waitFor();
    for (let back = 0; back < 4; back++) await page.keyboard.press('k');
    await page.getByText('3000x1688').first().waitFor();
    await openTab('file');
    await page.getByText('4,655,850').waitFor();
  });
});
