import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { suite, test } from 'node:test';
import { openCase } from '../../../main/cases/open-case.ts';
import type { CaseFile } from '../../../main/cases/store/case-file.ts';
import { addMark, changeMark, removeMark } from '../../../main/cases/review/marks.ts';
import { readAudit } from '../../../main/cases/store/audit.ts';
import { drawSample, takeSecondLooks } from '../../../main/cases/review/second-looks.ts';
import { decide, setNote, undo } from '../../../main/cases/review/review.ts';
import { isOpen, verificationOf, type Verification } from '../../../main/report/check.ts';
import { makeCaseReport, reviewOf } from '../../../main/report/make-case-report.ts';
import { signedBy } from '../../../main/report/sign.ts';
import {
  unreviewed,
  verifyCaseReport,
  verifyReview,
} from '../../../main/report/verify-case-report.ts';
import type { CaseReport } from '../../../shared/report/case-report.ts';
import { disagreementsOf } from '../../../shared/report/disagreements.ts';
import type { Report } from '../../../shared/report/report.ts';
import { searchLimits } from '../../../shared/report/stated-limits.ts';
import { caseReportHtml } from '../../../shared/report/sections/case-report-html.ts';
import { addImage, newCase, openAgain, sha256 } from '../cases/make-case.ts';

const NAME = 'a.png';
const NOW = '2026-03-01T12:30:45.678Z';
const BOX = {
  shape: { kind: 'box', x: 1, y: 2, width: 3, height: 4 },
  text: 'the drum',
  reviewer: 'Ada',
};

/** A case with one image that Ada confirmed and drew on; what is given works on it, then it is closed. */
function makeCase(...steps: ((caseFile: CaseFile, image: number) => void)[]): string {
  const caseFile = newCase();
  const image = addImage(caseFile, { name: NAME, verdict: 'attack', score: 0.9 });
  decide(caseFile, [image], 'confirmed', 'Ada');
  addMark(caseFile, 'annotation', image, BOX);
  for (const step of steps) step(caseFile, image);
  caseFile.close();
  return caseFile.path;
}

/** `path` once more, with `step` done on it. */
function goOn(path: string, step: (caseFile: CaseFile, image: number) => void): void {
  const caseFile = openAgain(path);
  step(caseFile, 1);
  caseFile.close();
}

function reading<T>(path: string, work: (caseFile: CaseFile) => T): T {
  const caseFile = openCase(path, { mode: 'read' });
  try {
    return JSON.parse(JSON.stringify(work(caseFile))) as T;
  } finally {
    caseFile.close();
  }
}

const caseReportOf = (path: string): CaseReport =>
  reading(path, (caseFile) => makeCaseReport(caseFile, NOW));

/** What the report of the image holds of the case; the rest of it is not looked at. */
function imageReportOf(path: string): Report {
  const finding = { sha256: sha256(NAME), facts: null };
  const image = { finding, request: { policy: { orientation: 'stored', frame: null } } };
  return reading(path, (caseFile) => ({
    ...(image as unknown as Report),
    ...reviewOf(caseFile, image as unknown as Report),
  }));
}

/** The entry of the log after which the case had only the image. */
const atTheImage = (path: string) =>
  reading(path, ({ database }) => readAudit(database, { limit: 100 })).find(
    ({ action }) => action !== 'decision' && !action.startsWith('annotation'),
  )!;

async function ofCase(report: CaseReport, casePath: string): Promise<Verification> {
  const signature = { required: false, keyId: null };
  return verifyCaseReport({ report, casePath, signature });
}

async function ofImage(report: Report, casePath: string): Promise<Verification> {
  const { checks, differences } = await verifyReview({ report, casePath });
  return verificationOf(checks, differences);
}

const notOk = ({ checks }: Verification) =>
  checks
    .filter(({ ok, needed }) => !ok && needed !== false)
    .map(({ title, detail }) => `${title}: ${detail}`);

suite('what a report says of a case that went on', () => {
  test('of an image is compared with what was said by then', async () => {
    const path = makeCase();
    const report = imageReportOf(path);
    goOn(path, (caseFile, image) => {
      decide(caseFile, [image], 'ok', 'Ben');
      setNote(caseFile, image, 'harmless', 'Ben');
      addMark(caseFile, 'annotation', image, { ...BOX, text: 'a leaf' });
    });
    const verification = await ofImage(report, path);
    assert.deepEqual(notOk(verification), []);
    const [, since] = verification.checks;
    assert.match(since!.detail, /has 3 more audit entries after entry 3; .* up to then$/);

    const forged = structuredClone(report);
    forged.decisions[0] = {
      ...forged.decisions[0]!,
      decision: 'decision: ok',
      reviewer: 'Mallory',
    };
    forged.marks[0]!.text = 'nothing';
    assert.deepEqual(notOk(await ofImage(forged, path)), [
      'Decisions and notes: 2 values differ, first decisions[0].decision',
      'Marks: 1 value differs, first marks[0].text',
    ]);
  });

  test('of an image is not believed with an older end of the log', async () => {
    const path = makeCase();
    const { seq: entries, hash: head } = atTheImage(path);
    const { caseLog, ...report } = imageReportOf(path);
    const forged = { ...report, caseLog: { ...caseLog!, entries, head } };
    forged.decisions[0] = {
      ...forged.decisions[0]!,
      decision: 'decision: ok',
      reviewer: 'Mallory',
    };
    const verification = await ofImage(forged, path);
    assert.ok(!verification.ok && !isOpen(verification));
    assert.deepEqual(notOk(verification), [
      'Decisions and notes: 1 value differs, first decisions[0]',
      'Marks: 1 value differs, first marks[0]',
      'Audit log: 1 value differs, first audit[0]',
    ]);
    const none = '0'.repeat(64);
    const before = await ofImage(
      { ...forged, caseLog: { ...caseLog!, entries: 0, head: none } },
      path,
    );
    assert.equal(notOk(before).length, 3);
  });

  test('of an image leaves marks open that were changed or removed since, and no others', async () => {
    const path = makeCase((caseFile, image) => {
      addMark(caseFile, 'annotation', image, BOX);
      removeMark(caseFile, 'annotation', 2, 'Ada');
    });
    const report = imageReportOf(path);
    const other = (caseFile: CaseFile) => {
      const image = addImage(caseFile, { name: 'b.png' });
      addMark(caseFile, 'annotation', image, BOX); // gets the number of the one that was removed
      changeMark(caseFile, 'annotation', 2, { ...BOX, text: 'another' });
    };
    goOn(path, other);
    assert.deepEqual(notOk(await ofImage(report, path)), []);
    goOn(
      path,
      (caseFile) => void changeMark(caseFile, 'annotation', 1, { ...BOX, text: 'a leaf' }),
    );
    const verification = await ofImage(report, path);
    assert.ok(isOpen(verification));
    assert.match(
      notOk(verification).join('\n'),
      /^Marks: 1 of the earlier marks were changed or removed since: not compared, .*give --case a copy/,
    );
    report.decisions[0]!.reviewer = 'Mallory';
    assert.ok(!isOpen(await ofImage(report, path)), 'what differs outweighs what is open');
  });

  test('of an image has the notes that held then', async () => {
    const path = makeCase((caseFile, image) => void setNote(caseFile, image, 'a drum', 'Ada'));
    const report = imageReportOf(path);
    assert.match(report.audit[0]!, /^1 notes; audit log of 4 entries/);
    goOn(path, (caseFile, image) => {
      const { change } = setNote(caseFile, image, '', 'Ada');
      undo(caseFile, change!, 'Ada');
      setNote(caseFile, image, '', 'Ada');
    });
    assert.match(imageReportOf(path).audit[0]!, /^0 notes; audit log of 7 entries/);
    assert.deepEqual(notOk(await ofImage(report, path)), []);
  });

  test('of a whole case stays open, but for the log itself', async () => {
    const path = makeCase();
    const report = caseReportOf(path);
    assert.deepEqual(notOk(await ofCase(report, path)), []);
    goOn(path, (caseFile, image) => void setNote(caseFile, image, 'more', 'Ben'));
    const verification = await ofCase(report, path);
    assert.ok(!verification.ok && isOpen(verification));
    assert.deepEqual(notOk(verification), [
      'State of the case: not compared, because the case has 1 more audit entry after entry 3. ' +
        'Make the report again, or give --case a copy of the case from that time',
    ]);
    assert.deepEqual(
      verification.checks.map(({ title }) => title),
      [
        ...['Signature', 'Long lists', 'Case', 'Limits', 'Audit log', 'State of the case'],
        'What only the report says',
      ],
    );
    report.audit.last[0]!.actor = 'Mallory';
    assert.ok(
      notOk(await ofCase(report, path)).includes(
        'Audit log: 1 value differs, first audit.last[0].actor',
      ),
    );
  });

  test('of a whole case is not believed with an older end of the log', async () => {
    const path = makeCase();
    const { seq: entries, hash: head } = atTheImage(path);
    const report = caseReportOf(path);
    report.counts.matching = 0;
    report.images[0]!.row.verdict = 'clean';
    const forged = { ...report, audit: { ...report.audit, entries, head } };
    const verification = await ofCase(forged, path);
    assert.ok(!verification.ok && !isOpen(verification), 'the entries it shows came later');
    forged.audit.last = forged.audit.last.filter(({ seq }) => seq <= entries);
    assert.ok(isOpen(await ofCase(forged, path)));
  });

  test('of an image is told to be unchecked without its case, and wrong where it is of none', () => {
    const report = imageReportOf(makeCase());
    const title = 'What reviewers said';
    const anybody = { required: false, keyId: null };
    const [open] = unreviewed(report, anybody);
    assert.deepEqual([open!.title, open!.ok, open!.checked], [title, false, false]);
    assert.match(open!.detail, /not compared\. Give --case FILE/);
    const alone = { ...report, caseLog: null };
    const { decisions, marks } = report;
    for (const said of [
      { decisions, marks: [] },
      { decisions: [], marks },
    ]) {
      const [check, ...others] = unreviewed({ ...alone, ...said }, anybody);
      assert.deepEqual([check!.title, check!.ok, others], [title, false, []]);
    }
    assert.deepEqual(unreviewed({ ...alone, decisions: [], marks: [] }, anybody), []);
  });

  test('names an entry that has another number than the report says', async () => {
    const path = makeCase();
    const wrong = 'Entries of the audit log: the hash belongs to entry 3, but the report says 9';
    const report = caseReportOf(path);
    report.audit.entries = 9;
    assert.ok(notOk(await ofCase(report, path)).includes(wrong));
    const image = imageReportOf(path);
    image.caseLog!.entries = 9;
    assert.deepEqual(notOk(await ofImage(image, path)), [wrong]);
  });

  test('of a whole case is not believed without a part, or about who examined it', async () => {
    const path = makeCase();
    const report = caseReportOf(path);
    for (const part of ['inventory', 'failures', 'statements', 'changes', 'images'] as const) {
      const forged = { ...report, [part]: undefined };
      const verification = await ofCase(forged, path);
      assert.ok(!verification.ok && !isOpen(verification), part);
    }
    const examination = {
      ...{ examiner: 'Mallory', laboratory: null, caseNumber: null, exhibit: null },
      custody: [],
    };
    const forged = { ...report, examination };
    const verification = await ofCase(forged, path);
    assert.ok(isOpen(verification));
    assert.deepEqual(notOk(verification), [
      'Who examined it: not in the case, and no key that is trusted signed the report',
    ]);
    const key = generateKeyPairSync('ed25519').privateKey;
    const signed = signedBy(forged, key);
    assert.ok(isOpen(await ofCase(signed, path)), 'anybody can make a key');
    const keyId = signed.signature.keyId;
    const order = { report: signed, casePath: path, signature: { required: false, keyId } };
    assert.ok((await verifyCaseReport(order)).ok);
    // Of before there were such parts.
    const early = reading(path, (caseFile) =>
      makeCaseReport(caseFile, '2026-03-01T12:30:45.678Z', 1),
    );
    assert.deepEqual(notOk(await ofCase(early, path)).length, 1, 'only that it is of edition 1');
  });

  test('is of one moment, whatever is written meanwhile', async () => {
    const path = makeCase();
    const writer = openAgain(path);
    /** The same case, to which Ben writes as soon as `sql` is asked. */
    const disturbed = (caseFile: CaseFile, sql: RegExp): CaseFile => {
      const { database } = caseFile;
      const all = database.all.bind(database);
      let isDone = false;
      database.all = (asked, ...values) => {
        if (sql.test(asked) && !isDone) {
          isDone = true;
          setNote(writer, 1, `after ${sql}`, 'Ben');
        }
        return all(asked, ...values);
      };
      return caseFile;
    };
    const made = reading(path, (caseFile) =>
      makeCaseReport(disturbed(caseFile, /FROM failures/), '2026-03-01T12:30:45.678Z'),
    );
    assert.equal(made.audit.entries, 3);
    assert.deepEqual(
      made.inventory?.map(({ notes }) => notes),
      [0],
    );
    assert.deepEqual(
      made.statements?.map(({ kind }) => kind),
      ['decision'],
    );

    const finding = { sha256: sha256(NAME), facts: null };
    const request = { policy: { orientation: 'stored', frame: null } };
    const of = { finding, request } as unknown as Report;
    const said = reading(path, (caseFile) => reviewOf(disturbed(caseFile, /FROM sightings/), of));
    assert.deepEqual([said.caseLog?.entries, said.decisions.length], [4, 2]);
    assert.equal(caseReportOf(path).audit.entries, 5, 'Ben wrote');
    writer.close();
  });
});

suite('a report of a case that nobody signed', () => {
  const toldOf = ({ checks }: Verification, title: string) =>
    checks.find((check) => check.title === title);

  test('says of its own words that nothing vouches for them', async () => {
    const path = makeCase();
    const report = caseReportOf(path);
    const verification = await ofCase(report, path);
    assert.deepEqual([verification.ok, notOk(verification)], [true, []]);
    assert.equal(
      toldOf(verification, 'What only the report says')?.detail,
      'createdAt, engine: nothing vouches for it, because no key that is trusted signed',
    );
    const renamed = structuredClone(report);
    renamed.case.name = 'the case of somebody else';
    assert.match(
      toldOf(await ofCase(renamed, path), 'What only the report says')!.detail,
      /^createdAt, engine, case\.name: nothing vouches/,
    );
    const more = { ...report, conclusion: 'harmless' };
    assert.match(
      notOk(await ofCase(more, path)).join(),
      /^Unknown parts: "conclusion": this version/,
    );
  });

  test('that was relabelled loses no newer part unsaid', async () => {
    const path = makeCase();
    const report = caseReportOf(path);
    const { edition: _edition, ...unlabelled } = report;
    const odd = await ofCase(unlabelled, path);
    assert.match(
      notOk(odd).join('\n'),
      /^Edition: it says that it is of edition 1, but has inventory \(since edition 2\), .* digests \(since edition 3\)$/m,
    );
    assert.equal(isOpen(odd), false);
    const { inventory: _i, failures: _f, statements: _s, digests: _d, ...stripped } = unlabelled;
    const lost = await ofCase({ ...stripped, limits: searchLimits(1) }, path);
    const [named, ...others] = notOk(lost);
    assert.deepEqual(others, []);
    assert.match(
      named,
      /^Edition: .* edition 1, which has no inventory, files that could not be read, decisions, notes/,
    );
    assert.deepEqual([lost.ok, isOpen(lost)], [false, true]);
  });

  test('of a former edition is compared as it was made', async () => {
    const path = makeCase((caseFile, image) => {
      decide(caseFile, [image], 'ok', 'Ada');
      drawSample(caseFile, { share: 1, reviewers: ['Ben'], seed: 's' });
      takeSecondLooks(caseFile, [image], 'confirmed', 'Ben');
    });
    const former = reading(path, (caseFile) => makeCaseReport(caseFile, NOW, 2));
    assert.equal(
      former.statements?.some(({ kind }) => kind === 'second look'),
      false,
    );
    const [named, ...others] = notOk(await ofCase(former, path));
    assert.deepEqual(others, []);
    assert.match(named, /edition 2, which has no second looks and digests of the long lists\./);
    const report = caseReportOf(path);
    assert.deepEqual(notOk(await ofCase(report, path)), []);
    assert.deepEqual(
      disagreementsOf(report.statements!).map(({ by, second }) => [by, second.reviewer]),
      [['second look', 'Ben']],
    );
    assert.match(caseReportHtml(report), /Where reviewers disagree/);
  });

  test('has lists of which the page prints the hashes', async () => {
    const report = caseReportOf(makeCase());
    const signature = { required: false, keyId: null };
    const forged = structuredClone(report);
    forged.inventory![0].verdict = 'clean';
    const { checks } = await verifyCaseReport({ report: forged, casePath: null, signature });
    assert.match(
      checks.find(({ title }) => title === 'Long lists')!.detail,
      /^inventory are not the lists of which the report prints the hashes$/,
    );
    const long = structuredClone(report);
    long.inventory = Array.from({ length: 5001 }, () => report.inventory![0]);
    const page = caseReportHtml(long);
    assert.match(
      page,
      /The first 5000 of 5001 are printed here\. The other 1 are in\s+the\s+JSON form/,
    );
    assert.ok(page.includes(report.digests!.inventory.sha256));
  });
});
