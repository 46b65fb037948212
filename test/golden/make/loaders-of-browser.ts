/**
 * What Chromium makes of the files of a folder, as the loader goldens have it: `node loaders-of-browser.ts FOLDER
 * INDEX [OUT]` adds the outcomes to INDEX (index.json), and writes the arrays to OUT, compressed by zlib. The
 * browser is the one at CHROMIUM, by default /usr/bin/chromium; its canvas is painted in software.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { chromium } from 'playwright';

interface Entry {
  file: string;
  loaders: Record<string, unknown>;
}

/** Runs in the page: the base64 of a file to RGBA, by the calls of a program that feeds a model. */
async function pixels(base64: string): Promise<{ width: number; height: number; data: string }> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let text = '';
  for (const level of data) text += String.fromCharCode(level);
  return { width, height, data: btoa(text) };
}

const [folder, target, out] = process.argv.slice(2);
const index = JSON.parse(readFileSync(target, 'utf8')) as { files: Entry[] };
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const name of readdirSync(folder).sort()) {
  const entry = index.files.find(({ file }) => file === `files/${name}`);
  if (entry === undefined) continue;
  const base64 = readFileSync(`${folder}/${name}`).toString('base64');
  entry.loaders['chromium/canvas'] = await page.evaluate(pixels, base64).then(
    ({ width, height, data }) => {
      const rgba = Buffer.from(data, 'base64');
      const sha256 = createHash('sha256').update(rgba).digest('hex');
      if (out !== undefined)
        writeFileSync(`${out}/${sha256.slice(0, 16)}.raw.z`, deflateSync(rgba));
      return { shape: [height, width, 4], dtype: 'uint8', sha256 };
    },
    (error: Error) => ({ error: error.message.split('\n')[0].slice(-80) }),
  );
}
process.stdout.write(`Chromium ${browser.version()}\n`);
await browser.close();
writeFileSync(target, JSON.stringify(index, null, 2));
