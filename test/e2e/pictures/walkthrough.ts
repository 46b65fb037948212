/**
 * `npm run walkthrough`: takes pictures of the running viewer with the sample, from an image to its report,
 * and writes the page that puts them in order (docs/guide/walkthrough).
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { bundleIfStale } from '../../../build/bundle.ts';
import { serveLoopback } from '../../../main/hosts/serve.ts';
import { createViewerHost } from '../../../main/hosts/viewer-host.ts';
import { launchBrowser } from '../../support/browser.ts';
import { settled } from '../../support/viewer.ts';

const sample = fileURLToPath(new URL('../../samples/dandelion-attack.png', import.meta.url));
const folder = fileURLToPath(new URL('../../../docs/guide/walkthrough/', import.meta.url));

interface Step {
  file: string;
  text: string;
  go: (page: Page) => Promise<void>;
}

/** What the screens say to somebody who has never heard of such attacks and opens the sample. */
const FIRST_MINUTE = `## The first minute

Read from the screens alone, without knowing of such attacks:

1. _Open the sample, with a tour_ on the empty window. Two pictures of one file come: a dandelion under _Human scale_, a drum under
   _Machine scale_. That is what is hidden.
2. The verdict comes beside them. It says **what**: another picture is hidden, at 299x299 and 224x224. **For whom**: TensorFlow, OpenCV and
   others, by name. **Where**: all over the picture. The sentence below says it without a figure.
3. _Next_ twice goes to a close-up: the framed pixels are the only ones that the machine reads, and the drum is in them.
4. _Next_ again compares all pipelines: who sees the drum, and who the dandelion.

The verdict stood there 17 s after the press, on two cores under a load of 12. One thing misled: the tour spoke of left and
right where the panes lie above one another. It names them now.`;

const tab = (name: string) => (page: Page) => page.getByRole('tab', { name }).click();

const STEPS: Step[] = [
  {
    file: '1-start.png',
    text: 'Scalescope waits for an image. Drop a file, or open one.',
    go: (page) => page.getByTestId('empty').waitFor(),
  },
  {
    file: '2-verdict.png',
    text: 'You drop the file. The viewer shows what a person sees beside what a machine receives. Without any hint, the search finds the target sizes and the pipelines, and shows the hidden picture.',
    async go(page) {
      const bytes = (await readFile(sample)).toString('base64');
      const transfer = await page.evaluateHandle((base64) => {
        const data = new DataTransfer();
        const array = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        data.items.add(new File([array], 'dandelion-attack.png', { type: 'image/png' }));
        return data;
      }, bytes);
      await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
      await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
      await page.getByText('3000x1688, the source').waitFor();
      await page.getByText('score').first().waitFor();
      await page.getByTestId('text-sentence').waitFor(); // what was read, or that nothing was
    },
  },
  {
    file: '3-who.png',
    text: 'Who sees what: the distinct pictures that the pipelines of the catalog make from the file, and which pipelines make each, beside what a person sees.',
    async go(page) {
      await tab('Who sees what')(page);
      await page.getByText('The comparison is done').waitFor({ state: 'attached' });
    },
  },
  {
    file: '4-spectrum.png',
    text: 'The spectrum, and the combs of both axes. Rings mark the places where a payload for this size must leave peaks.',
    async go(page) {
      await tab('Spectrum')(page);
      await page.getByTestId('spectrum-detail').getByText('Full').waitFor();
    },
  },
  {
    file: '5-sweep.png',
    text: 'A sweep of sizes: the machine view differs from what a person sees at one size, and hardly at the sizes beside it.',
    async go(page) {
      await tab('Sweep')(page);
      await page.getByTestId('sweep-sentence').getByText('stands out').waitFor();
      await page.locator('.film-frame:has(.waiting)').first().waitFor({ state: 'detached' });
    },
  },
];

await bundleIfStale();
await mkdir(folder, { recursive: true });
const host = createViewerHost('loopback');
const loopback = await serveLoopback({ site: host.site });
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(180_000);
  await page.goto(loopback.url);
  for (const { file, go } of STEPS) {
    await go(page);
    if (file !== '1-start.png') await settled(page);
    await page.waitForTimeout(4000); // what is computed after the view
    await page.screenshot({ path: join(folder, file) });
    process.stdout.write(`${file}\n`);
  }
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  const path = join(folder, 'report.html');
  await (await saved).saveAs(path);
  const report = await browser.newPage({ viewport: { width: 900, height: 1150 } });
  await report.goto(pathToFileURL(path).href);
  await report.screenshot({ path: join(folder, '6-report.png') });
  await rm(path);
  await writeFile(join(folder, 'README.md'), pageText());
} finally {
  await browser.close();
  await loopback.close();
  await host.close();
}

function pageText(): string {
  const last = {
    file: '6-report.png',
    text: 'The evidence report, saved with Ctrl/Cmd-S. Another person can check it and compute it again.',
  };
  const steps = [...STEPS, last].map(({ file, text }, i) => `${i + 1}. ${text}\n\n   ![](${file})`);
  return `# From an image to its report\n\n${FIRST_MINUTE}\n\nMade by \`npm run walkthrough\` from the running viewer, with the sample.\n\n${steps.join('\n\n')}\n`;
}
