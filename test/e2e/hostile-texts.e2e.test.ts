/** Markup and turned writing in names, EXIF, ICC, comments and notes: shown as what they are, run by nobody. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { addMark } from '../../main/cases/review/marks.ts';
import { decide, setNote } from '../../main/cases/review/review.ts';
import { addImage, makeFolder, newCase } from '../main/cases/make-case.ts';
import { scalescope } from '../support/capture.ts';
import {
  exifSegment,
  jpegSegment,
  makeExif,
  withSegments,
  xmpSegment,
} from '../support/files/file-parts.ts';
import { iccProfile } from '../support/files/icc-profile.ts';
import { noiseBytes } from '../support/noise.ts';
import { settled, startViewer, type RunningViewer } from '../support/viewer.ts';

/** Each would leave a trace if a browser took it for markup: `ran`, or an element called `injected`. */
const ATTACKS = [
  '<img src=x onerror=ran=1>',
  '</script><script>ran=1</script>',
  '"><svg onload=ran=1><injected>',
  "' onmouseover=ran=1 x='",
  '<a href="javascript:ran=1">x</a>',
  '</pre></style><style>*{display:none}</style>',
  '{{constructor.constructor("ran=1")()}}',
];
const TURNED = 'photo\u202egnp.exe\u2066\u200f\u061c\u{e0041}';
const TEXT = `${ATTACKS.join(' ')} ${TURNED} \u001b[31m`;

/** A name may have anything but a slash. */
const NAME = `<img src=x onerror=ran=1>"'&\u202egnp.exe.jpg`;

/** What is wrong with a page that shows these texts: an empty list where nothing is. */
function problemsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if ('ran' in window) found.push('a script ran');
    if (document.querySelector('injected, img[src="x"], svg[onload]')) found.push('an element');
    if (document.querySelector('a[href^="javascript:"]')) found.push('a link');
    const controls =
      /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;
    const names = ['title', 'alt', 'aria-label', 'label'];
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const shown =
        node instanceof Element
          ? names.map((name) => node.getAttribute(name) ?? '')
          : [node.nodeValue ?? ''];
      const bad = shown.find((text) => controls.test(text));
      if (bad !== undefined) found.push(`raw controls in ${node.nodeName}: ${escape(bad)}`);
    }
    if (controls.test(document.title)) found.push('raw controls in the title');
    return found;
  });
}

const folder = makeFolder();
const image = join(folder, NAME);
let viewer: RunningViewer;
let page: Page;

before(async () => {
  const raw = { width: 64, height: 48, channels: 3 } as const;
  const jpeg = await sharp(noiseBytes(64 * 48 * 3), { raw })
    .jpeg()
    .toBuffer();
  const profile = iccProfile((level) => (level / 255) ** 2.2);
  const at = profile.indexOf('test', 128);
  profile.write(TEXT.slice(0, 80), at, 'latin1');
  profile.writeUInt32BE(81, at - 4);
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="&lt;img src=x onerror=ran=1&gt;${TURNED}"/></rdf:RDF></x:xmpmeta>`;
  const exif = Object.fromEntries([270, 271, 272, 305, 315, 33432].map((tag) => [tag, TEXT]));
  writeFileSync(
    image,
    withSegments(
      jpeg,
      exifSegment(makeExif(exif)),
      xmpSegment(xmp),
      jpegSegment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01'), profile])),
      jpegSegment(0xfe, Buffer.from(TEXT)),
    ),
  );
});

after(async () => {
  await viewer.close();
});

/** A case whose name, images, notes and marks say these things. */
function hostileCase(): string {
  const caseFile = newCase(join(folder, `${NAME}.case`));
  const id = addImage(caseFile, {
    name: NAME,
    folder: `/pictures/${ATTACKS[0]}`,
    verdict: 'attack',
  });
  decide(caseFile, [id], 'confirmed', TEXT.slice(0, 60));
  setNote(caseFile, id, TEXT, 'Ada');
  const shape = { kind: 'box', x: 1, y: 2, width: 300, height: 200 } as const;
  addMark(caseFile, 'annotation', id, { shape, text: TEXT, reviewer: 'Ada' });
  caseFile.close();
  return caseFile.path;
}

describe('texts of others', () => {
  it('are only texts in the viewer', async () => {
    viewer = await startViewer([image], hostileCase());
    page = await viewer.open();
    page.setDefaultTimeout(30_000);
    await page.waitForFunction(() => document.body.innerText.includes('onerror'));
    assert.deepEqual(await problemsOf(page), [], 'in the queue');
    const alone = await startViewer([image]);
    try {
      const shown = await alone.open();
      await settled(shown);
      await shown.getByRole('tab', { name: 'Facts' }).click();
      await shown.getByTestId('decoding-notes').waitFor();
      const text = await shown.locator('body').innerText();
      assert.ok(text.includes('</script><script>ran=1</script>'), 'the facts are there');
      assert.ok(text.includes('\\u{202e}'), 'controls are written out');
      assert.deepEqual(await problemsOf(shown), [], 'in the facts');
      assert.deepEqual(alone.problems, []);
    } finally {
      await alone.close();
    }
  });

  it('are only texts in reports as pages', async () => {
    const html = join(folder, 'report.html');
    const made = await scalescope(['report', image, '-o', html]);
    assert.equal(made.code, 0, made.stderr);
    const casePath = join(folder, `${NAME}.case`);
    const caseHtml = join(folder, 'case.html');
    const ofCase = await scalescope(['report', '--case', casePath, '-o', caseHtml]);
    assert.equal(ofCase.code, 0, ofCase.stderr);
    const context = await page.context().browser()!.newContext();
    for (const path of [html, caseHtml]) {
      const report = await context.newPage();
      await report.goto(pathToFileURL(path).href);
      assert.match(await report.locator('body').innerText(), /onerror=ran=1/);
      assert.deepEqual(await problemsOf(report), [], path);
      assert.doesNotMatch(await readFile(path, 'utf8'), /<script/i);
    }
    await context.close();
  });

  it('are only texts in reports for printing', async () => {
    const pdf = join(folder, 'report.pdf');
    const made = await scalescope(['report', image, '-o', pdf]);
    assert.equal(made.code, 0, made.stderr);
    const bytes = (await readFile(pdf)).toString('latin1');
    assert.doesNotMatch(bytes, /\/JavaScript|\/JS\b|\/OpenAction|\/Launch|javascript:/);
  });
});
