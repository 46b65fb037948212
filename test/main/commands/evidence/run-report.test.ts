import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { PDFDocument, PDFName, PDFRawStream, PDFString } from '@cantoo/pdf-lib';
import { findBrowser } from '../../../../main/base/browser-app.ts';
import type { SignedReport } from '../../../../shared/report/report.ts';
import { shellWord } from '../../../../shared/report/shell-word.ts';
import type { Verification } from '../../../../main/report/check.ts';
import { fingerprintOf, signReport } from '../../../../main/report/sign.ts';
import { scalescope } from '../../../support/capture.ts';
import { badBreaks } from '../../report/page-breaks.ts';

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
    const custody = [{ at: '2026-03-01T09:12:00Z', who: 'K. <Brandt>', what: 'seized' }];
    await writeFile(at('custody.json'), JSON.stringify(custody));
    const said = ['--examiner', 'A. Meyer', '--exhibit', '17/3', '--custody', at('custody.json')];
    const { code, stderr } = await scalescope(['report', SAMPLE, '--sign', ...said, ...outputs]);
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
      ['human', 'view', 'lattice', 'difference', 'spectrum', 'heat-map', 'view-2', 'hidden'],
    );
    assert.ok(report.matrix.rows.length >= 3);
    assert.ok(report.pipelines.every(({ source }) => source.length > 0));
    assert.ok(report.limits.some((sentence) => /interval/.test(sentence)));
  });

  test('as a page need no script and load nothing', async () => {
    const page = await readFile(at('r.html'), 'utf8');
    assert.ok(!/<script|https?:\/\/[^ ]*\.(js|css|png)|<link/i.test(page));
    assert.match(page, /default-src 'none'/);
    // The hidden picture is what the view shows: twice it would read as two proofs.
    for (const { id, png } of report.pictures)
      assert.equal(page.includes(png), id !== 'hidden', id);
    assert.match(
      page,
      /At the sizes that were compared, samplers show \d pictures that a person does not see/,
    );
  });

  test('as PDF have pages and say in their metadata what they are of', async (t) => {
    if (findBrowser() === null) return t.skip('no browser is installed that prints');
    const pdf = await PDFDocument.load(await readFile(at('r.pdf')), { updateMetadata: false });
    assert.ok(pdf.getPageCount() >= 4);
    assert.match(pdf.getTitle() ?? '', /dandelion-attack\.png/);
    assert.match(pdf.getKeywords() ?? '', new RegExp(report.finding.sha256!));
    assert.equal(pdf.getAuthor(), `Scalescope ${report.engine.scalescope}`);
    const { catalog } = pdf;
    assert.equal(catalog.lookup(PDFName.of('Lang'), PDFString).asString(), 'en');
    assert.ok(catalog.has(PDFName.of('StructTreeRoot')), 'tagged');
    const metadata = catalog.lookup(PDFName.of('Metadata'));
    assert.ok(metadata instanceof PDFRawStream);
    const xmp = Buffer.from(metadata.getContents()).toString('utf8');
    assert.match(xmp, /<dc:title>.*Evidence report: dandelion-attack\.png/);
    assert.match(xmp, /<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>A</);
    const [embedded] = pdf.getAttachments();
    assert.equal(embedded?.name, 'report.json');
    assert.deepEqual(Buffer.from(embedded.data), await readFile(at('r.json')));
    assert.deepEqual(badBreaks(pdf), []);
  });

  test('say who examined what, its hashes, and how much the evidence weighs', async () => {
    const { examination, hashes, weight, finding } = report;
    assert.deepEqual([examination?.examiner, examination?.exhibit], ['A. Meyer', '17/3']);
    const bytes = await readFile(SAMPLE);
    const hashOf = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    assert.deepEqual(hashes, {
      ...{ md5: hashOf('md5'), sha1: hashOf('sha1'), sha256: hashOf('sha256') },
    });
    const posterior = weight!.posteriors.find(({ prior }) => prior === 0.01)!.posterior;
    assert.ok(Math.abs(posterior - finding.score) < 1e-12);
    const page = await readFile(at('r.html'), 'utf8');
    for (const text of ['K. &#60;Brandt&#62;', hashes!.md5, hashes!.sha1, 'Bibliography']) {
      assert.ok(page.includes(text), text);
    }
    // One figure for one thing: the view of the summary differs by as much in every table.
    const { rms } = finding.targets[0]!.views[0]!.disagreement;
    const row = report.matrix.rows.find(({ members }) =>
      members.some(({ pipeline, width }) => pipeline === 'tensorflow/bilinear' && width === 299),
    )!;
    assert.equal(row.rms.toFixed(1), rms.toFixed(1));
  });

  test('have a signature of their files beside them', async () => {
    const detached = ['verify', at('r.signature.json')];
    assert.equal((await scalescope(detached)).code, 2); // by a key that nobody trusts
    const trusted = ['--trust', fingerprintOf(report.signature)];
    const { code, stdout } = await scalescope([...detached, ...trusted]);
    assert.equal(code, 0, String(stdout));
    assert.match(String(stdout), /ok {5}File r\.json: SHA-256/);
    assert.match(String(stdout), /ok {5}File r\.html: SHA-256/);
  });

  test('are verified: everything computed again is the same', async () => {
    const trusted = ['--trust', fingerprintOf(report.signature)]; // who examined it cannot be computed
    const asked = ['verify', at('r.json'), '--image', SAMPLE, ...trusted];
    const { code, stdout } = await scalescope(asked);
    assert.equal(code, 0, String(stdout));
    assert.match(String(stdout), /everything that was checked matches/);
    assert.match(String(stdout), /ok {5}Pictures computed again: 8 are the same/);
  });

  /** The report with its smallest picture alone, signed again. */
  async function short(): Promise<SignedReport> {
    const pictures = report.pictures.slice(1, 2);
    return signReport({ ...report, pictures, signature: undefined });
  }

  test('a changed figure breaks the signature, and a report without one is refused where it has to be', async () => {
    const signed = await short();
    const changed = { ...signed, finding: { ...signed.finding, score: 0.1 } };
    const broken = await verified(changed);
    assert.equal(broken.code, 1);
    assert.match(broken.text, /DOES NOT MATCH/);
    assert.match(broken.text, /WRONG {2}Signature: does not match the report/);
    const { signature, ...unsigned } = changed;
    const open = await verified(unsigned);
    assert.equal(open.code, 2);
    assert.match(open.text, /NOT EVERYTHING COULD BE CHECKED/);
    assert.match(
      open.text,
      /OPEN {3}Original: not given, .* trusted signed the report\. Give --image FILE/,
    );
    const required = await verified(unsigned, '--require-signature');
    assert.equal(required.code, 1);
    assert.match(
      required.text,
      /WRONG {2}Signature: the report is not signed, but a signature was required/,
    );
    const vouched = await verified(signed, '--key-id', signature.keyId);
    assert.equal(vouched.code, 0);
    assert.match(vouched.text, /everything that was checked matches/);
    assert.match(vouched.text, /^ {2}ok {5}Signature: matches the report, by the key/m);
    assert.match(vouched.text, /^ {2}- {6}Original: not given/m);
    const other = await verified(signed, '--key-id', '0123456789abcdef');
    assert.equal(other.code, 1);
    assert.match(
      other.text,
      /WRONG {2}Signature: made by the key .*, but one by 0123456789abcdef was/,
    );
  });

  test('what is checked is also told as JSON', async () => {
    const signed = await short();
    const trusted = ['--trust', fingerprintOf(signed.signature)];
    const { code, text } = await verified(signed, '--json', '--require-signature', ...trusted);
    const { schema, ok, checks } = JSON.parse(text) as Verification;
    assert.deepEqual([code, schema, ok], [0, 'scalescope/verification@1', true]);
    assert.deepEqual(
      checks.map(({ title }) => title),
      [
        'Signature',
        'Pictures in the report',
        'Who examined it',
        'What only the report says',
        'Original',
      ],
    );
  });

  test('commands to paste hold the name of a file as text', () => {
    assert.equal(shellWord('a photo.png'), '"a photo.png"');
    assert.equal(shellWord('-rf.png'), '"./-rf.png"');
    assert.equal(shellWord("$(id)`x`'.png"), `'$(id)\`x\`'\\''.png'`);
  });

  test('what is no report, and a form there is none of, are told in a sentence', async () => {
    await writeFile(at('none.json'), '{"schema": "scalescope/finding@1"}');
    for (const [args, message] of [
      [['verify', at('none.json')], /is not a report of the form scalescope\/report@1/],
      [['verify', at('r.html')], /is not JSON/],
      [['verify', at('gone.json')], /gone\.json does not exist/],
      [['verify', at('r.json'), '--key-id', 'me'], /first 16 to 64 hexadecimal digits/],
      [
        ['verify', at('r.json'), '--case', folder],
        /is of an image only\. It was made without --case/,
      ],
      [['verify', folder], /is a folder, not the JSON form of a report/],
      [['report', SAMPLE, '-o', at('r.docx')], /written as \.html, \.pdf or \.json/],
      [['report', at('gone.png'), '-o', at('x.json')], /gone\.png/],
      [
        ['report', SAMPLE, '--custody', at('none.json'), '-o', at('x.json')],
        /none\.json.*a list of/,
      ],
    ] as const) {
      const { code, stderr } = await scalescope([...args]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
