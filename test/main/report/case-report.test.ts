import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { CaseReport } from '../../../shared/report/case-report.ts';
import type { Report } from '../../../shared/report/report.ts';
import { openCase } from '../../../main/cases/case-file.ts';
import { readOrder } from '../../../main/cases/queue.ts';
import { decide, setNote } from '../../../main/cases/review.ts';
import { headOf } from '../../../main/cases/audit.ts';
import { scalescope } from '../../support/capture.ts';

const SAMPLE = 'test/samples/dandelion-attack.png';

suite('the report of a case', () => {
  let folder: string;
  let report: CaseReport;
  const at = (name: string) => join(folder, name);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-case-report-'));
    await scalescope(['scan', SAMPLE, 'test/samples/drum-299.png', '--case', at('a.case')]);
    const caseFile = openCase(at('a.case'), { mode: 'write' });
    try {
      const [flagged] = readOrder(
        caseFile,
        { verdict: ['attack', 'suspicious'] },
        { sort: 'score', order: 'desc' },
      );
      decide(caseFile, [flagged!], 'confirmed', 'Ada <script>');
      setNote(caseFile, flagged!, 'a drum & "more"', 'Ada <script>');
    } finally {
      caseFile.close();
    }
    const outputs = ['-o', at('c.json'), '-o', at('c.html')];
    const { code, stderr } = await scalescope(['report', '--case', at('a.case'), ...outputs]);
    assert.equal(code, 0, stderr);
    report = JSON.parse(await readFile(at('c.json'), 'utf8')) as CaseReport;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('counts what was scanned and decided, and shows what was flagged', () => {
    assert.equal(report.progress.images, 2);
    assert.equal(report.progress.byDecision.confirmed, 1);
    assert.equal(report.images.length, 1);
    const [image] = report.images;
    assert.equal(image!.row.name, 'dandelion-attack.png');
    assert.equal(image!.notes[0]!.text, 'a drum & "more"');
    assert.match(image!.human!.src, /^data:image\/webp;base64,/);
    assert.ok(image!.machine !== null && image!.machine.src !== image!.human!.src);
    assert.ok(image!.reasons.length > 0);
  });

  test('ends with the head of the audit log', () => {
    const caseFile = openCase(at('a.case'), { mode: 'read' });
    try {
      const { seq, hash } = headOf(caseFile.database);
      assert.deepEqual([report.audit.entries, report.audit.head], [seq, hash]);
      assert.equal(report.audit.last[0]!.hash, hash);
    } finally {
      caseFile.close();
    }
  });

  test('as a page shows names and notes as text, never as markup', async () => {
    const page = await readFile(at('c.html'), 'utf8');
    assert.ok(!page.includes('<script>'));
    assert.ok(page.includes('Ada &#60;script&#62;'));
  });

  test('of one image of the case has what its reviewers said', async () => {
    const args = ['report', SAMPLE, '--case', at('a.case'), '-o', at('i.json')];
    assert.equal((await scalescope(args)).code, 0);
    const { decisions, audit } = JSON.parse(await readFile(at('i.json'), 'utf8')) as Report;
    assert.deepEqual(
      decisions.map(({ decision, note }) => [decision, note]),
      [
        ['decision: confirmed', null],
        ['note', 'a drum & "more"'],
      ],
    );
    assert.match(audit.at(-1)!, /1 notes; audit log of \d+ entries/);
  });

  test('neither an image nor a case, and an image that is not in it, are told in a sentence', async () => {
    const none = await scalescope(['report', '-o', at('x.json')]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /of an image, or of a case/);
    const args = ['report', 'test/samples/mountains-224.png', '--case', at('a.case')];
    const other = await scalescope([...args, '-o', at('x.json')]);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /a\.case holds no image with SHA-256/);
  });
});
