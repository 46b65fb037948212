import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { findBrowser } from '../../../main/browser-app.ts';
import { shellWord } from '../../../shared/report/shell-word.ts';
import type { SignedReport } from '../../../shared/report/report.ts';
import { scalescope } from '../../support/capture.ts';

const SAMPLE = 'test/samples/dandelion-attack.png';

suite('reports', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  let report: SignedReport;
  const dataHome = process.env['XDG_DATA_HOME'];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-report-'));
    process.env['XDG_DATA_HOME'] = folder; // the key goes there
    const pdf = findBrowser() === null ? [] : ['-o', at('r.pdf')];
    const outputs = ['-o', at('r.json'), '-o', at('r.html'), ...pdf];
    const { code, stderr } = await scalescope(['report', SAMPLE, '--sign', ...outputs]);
    assert.equal(code, 0, stderr);
    report = JSON.parse(await readFile(at('r.json'), 'utf8')) as SignedReport;
  });
  after(async () => {
    if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
    else process.env['XDG_DATA_HOME'] = dataHome;
    await rm(folder, { recursive: true, force: true });
  });

  /** Verifies `changed`, written as JSON, and returns what is printed. */
  async function verified(changed: object, ...more: string[]) {
    await writeFile(at('changed.json'), JSON.stringify(changed));
    const { code, stdout } = await scalescope(['verify', at('changed.json'), ...more]);
    return { code, text: String(stdout) };
  }

  test('hold the finding, both pictures, the hidden one, who sees what, limits and sources', () => {
    assert.equal(report.finding.verdict, 'attack');
    assert.deepEqual(
      report.pictures.map(({ id }) => id),
      ['human', 'view', 'lattice', 'difference', 'spectrum', 'heat-map', 'hidden'],
    );
    assert.ok(report.matrix.rows.length >= 3);
    assert.ok(report.pipelines.every(({ source }) => source.length > 0));
    assert.ok(report.limits.some((sentence) => /interval/.test(sentence)));
  });

  test('as a page need no script and load nothing', async () => {
    const page = await readFile(at('r.html'), 'utf8');
    assert.ok(!/<script|https?:\/\/[^ ]*\.(js|css|png)|<link/i.test(page));
    assert.match(page, /default-src 'none'/);
    for (const { png } of report.pictures) assert.ok(page.includes(png));
    assert.match(page, /At the sizes that were compared, resizers show \d other pictures/);
  });

  test('as PDF have pages and say in their metadata what they are of', async (t) => {
    if (findBrowser() === null) return t.skip('no browser is installed that prints');
    const pdf = await PDFDocument.load(await readFile(at('r.pdf')), { updateMetadata: false });
    assert.ok(pdf.getPageCount() >= 4);
    assert.match(pdf.getTitle() ?? '', /dandelion-attack\.png/);
    assert.match(pdf.getKeywords() ?? '', new RegExp(report.finding.sha256!));
  });

  test('are verified: everything computed again is the same', async () => {
    const { code, stdout } = await scalescope(['verify', at('r.json'), '--image', SAMPLE]);
    assert.equal(code, 0, String(stdout));
    assert.match(String(stdout), /everything that was checked matches/);
    assert.match(String(stdout), /ok {5}Pictures computed again: 7 are the same/);
  });

  test('a changed figure and a caption break the signature, and are named once all is computed again', async () => {
    const target = { ...report.finding.targets[0]!, score: 0.1 };
    const targets = [target, ...report.finding.targets.slice(1)];
    const [first, ...rest] = report.pictures;
    const pictures = [{ ...first, caption: 'Nothing was hidden.' }, ...rest];
    const changed = { ...report, pictures, finding: { ...report.finding, targets } };
    const { code, text } = await verified(changed, '--image', SAMPLE);
    assert.equal(code, 1);
    assert.match(text, /WRONG {2}Signature/);
    assert.match(text, /WRONG {2}Finding: 1 differ, first finding\.targets\[0\]\.score/);
    assert.match(text, /finding\.targets\[0\]\.score: 0\.1 in the report/);
    assert.match(text, /WRONG {2}Captions: 1 differ, first pictures\[0\]\.caption/);
    assert.match(text, /ok {5}Who sees what/);
  });

  test('a flipped byte in a picture is named', async () => {
    const [first, ...rest] = report.pictures;
    const png = Buffer.from(first!.png, 'base64');
    png[png.length - 20]! ^= 1;
    const pictures = [{ ...first, png: png.toString('base64') }, ...rest];
    const { code, text } = await verified({ ...report, pictures });
    assert.equal(code, 1);
    assert.match(text, /WRONG {2}Pictures in the report: “What a person sees” is not/);
  });

  test('a picture put in the place of another is named, its hash replaced or not', async () => {
    const [first, second, ...rest] = report.pictures;
    const { png, sha256 } = second!;
    const unsigned: Partial<SignedReport> = { ...report };
    delete unsigned.signature;
    const { code, text } = await verified({
      ...unsigned,
      pictures: [{ ...first, png, sha256 }, second, ...rest],
    });
    assert.equal(code, 1);
    assert.match(text, /WRONG {2}Pictures in the report: “What a person sees” is not/);
  });

  test('commands to paste hold the name of a file as text', () => {
    assert.equal(shellWord('a photo.png'), '"a photo.png"');
    assert.equal(shellWord('-rf.png'), '"./-rf.png"');
    assert.equal(shellWord("$(id)`x`'.png"), `'$(id)\`x\`'\\''.png'`);
  });

  test('a flipped byte in the original is named, and a report of another image refused', async () => {
    const bytes = await readFile(SAMPLE);
    bytes[bytes.length - 2]! ^= 1;
    await writeFile(at('other.png'), bytes);
    const { code, text } = await verified(report, '--image', at('other.png'));
    assert.equal(code, 1);
    assert.match(
      text,
      /WRONG {2}Original: the file has SHA-256 [0-9a-f]{64}, and the report is of/,
    );
  });

  test('what is no report, and a form there is none of, are told in a sentence', async () => {
    await writeFile(at('none.json'), '{"schema": "scalescope/finding@1"}');
    for (const [args, message] of [
      [['verify', at('none.json')], /is no report of the form scalescope\/report@1/],
      [['verify', at('r.html')], /is not JSON/],
      [['verify', at('gone.json')], /gone\.json does not exist/],
      [['verify', folder], /is a folder, not the JSON form of a report/],
      [['report', SAMPLE, '-o', at('r.docx')], /written as \.html, \.pdf or \.json/],
      [['report', at('gone.png'), '-o', at('x.json')], /gone\.png/],
    ] as const) {
      const { code, stderr } = await scalescope([...args]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
