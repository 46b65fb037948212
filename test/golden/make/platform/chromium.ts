/**
 * Goldens of Chromium's resizes in a page, drawn in software: `node chromium.ts`. The browser is the one of the tests
 * (test/support/browser.ts).
 */
import assert from 'node:assert/strict';
import { launchBrowser } from '../../../support/browser.ts';
import { pngOf } from './png.ts';
import { fromRgba, outputsOf, writeGoldens } from '../runtime-goldens.ts';

interface Order {
  png: string;
  method: string;
  width: number;
  height: number;
}

const browser = await launchBrowser();
const page = await browser.newPage();

/** What a page makes of a PNG: RGBA in base 64. Runs there. */
async function resizeInPage({ png, method, width, height }: Order): Promise<string> {
  const blob = new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))]);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const [by, quality] = method.split('-') as [string, 'low' | 'medium' | 'high'];
  if (by === 'bitmap') {
    const options = { resizeWidth: width, resizeHeight: height, resizeQuality: quality };
    context.drawImage(await createImageBitmap(blob, options), 0, 0);
  } else {
    // An image of its own each time: the cache of another keeps what was scaled before.
    const image = Object.assign(new Image(), { src: URL.createObjectURL(blob) });
    await image.decode();
    context.imageSmoothingEnabled = method !== 'canvas-off';
    if (method !== 'canvas-off') context.imageSmoothingQuality = quality;
    const source = by === 'img' ? image : await createImageBitmap(blob);
    context.drawImage(source, 0, 0, width, height);
  }
  const { data } = context.getImageData(0, 0, width, height);
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
}

function outputsBy(method: string): Promise<string[]> {
  return outputsOf(async (source, width, height) => {
    const png = pngOf(source).toString('base64');
    const made = await page.evaluate(resizeInPage, { png, method, width, height });
    return fromRgba(new Uint8Array(Buffer.from(made, 'base64')), source.channels);
  });
}

const sets: { sampler: string; outputs: string[] }[] = [];
for (const method of [
  ...['off', 'low', 'medium', 'high'].map((quality) => `canvas-${quality}`),
  ...['pixelated', 'low', 'medium', 'high'].map((quality) => `bitmap-${quality}`),
]) {
  sets.push({ sampler: `chromium/${method}`, outputs: await outputsBy(method) });
}
const [low, ...others] = await Promise.all(['img-low', 'img-medium', 'img-high'].map(outputsBy));
for (const other of others) assert.deepEqual(other, low, 'an image differs by quality');
sets.splice(4, 0, { sampler: 'chromium/canvas-img', outputs: low });

const version = browser.version();
await browser.close();
writeGoldens('chromium', `Chromium ${version.split('.')[0]}`, `${version}, software, AVX2`, sets);
