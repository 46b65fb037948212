import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { CaseReport } from '../../../shared/report/case-report.ts';
import type { Report, ReportSignature } from '../../../shared/report/report.ts';
import { fingerprintOf } from '../../../main/report/sign.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import { addMark } from '../../../main/cases/review/marks.ts';
import { readOrder } from '../../../main/cases/queue/queue.ts';
import { decide, setNote } from '../../../main/cases/review/review.ts';
import { headOf } from '../../../main/cases/store/audit.ts';
import { scalescope } from '../../support/capture.ts';
import { writeSmallAttack } from '../../support/small-report.ts';
import { isInDatabase, newCasePath, openAgain, tamper } from '../cases/make-case.ts';

const VIEW = { pipeline: 'tensorflow/bilinear', width: 96, height: 96 };
const MARKS = [
  {
    shape: { kind: 'box', x: 300, y: 100, width: 300, height: 253 },
    text: 'the <b>drum</b>',
    view: VIEW,
  },
  { shape: { kind: 'arrow', x: 50, y: 50, toX: 450, toY: 253 }, text: '', view: null },
];

suite('the report of a case', () => {
  let folder: string;
  let image: string;
  let casePath: string;
  let report: CaseReport & { signature: ReportSignature };
  const at = (name: string) => join(folder, name);
  const dataHome = process.env['XDG_DATA_HOME'];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-case-report-'));
    image = await writeSmallAttack(folder);
    casePath = newCasePath('a.case');
    await scalescope(['scan', image, 'test/samples/drum-299.png', '--case', casePath]);
    const caseFile = openAgain(casePath, () => new Date());
    try {
      const [flagged] = readOrder(
        caseFile,
        { verdict: ['attack', 'suspicious'] },
        { sort: 'score', order: 'desc' },
      );
      decide(caseFile, [flagged!], 'confirmed', 'Ada <script>');
      setNote(caseFile, flagged!, 'a drum & "more"', 'Ada <script>');
      for (const mark of MARKS) {
        addMark(caseFile, 'annotation', flagged!, { ...mark, reviewer: 'Ada <script>' });
      }
    } finally {
      caseFile.close();
    }
    const outputs = ['--sign', '-o', at('c.json'), '-o', at('c.html')];
    process.env['XDG_DATA_HOME'] = folder; // the key goes there
    const { code, stderr } = await scalescope(['report', '--case', casePath, ...outputs]);
    assert.equal(code, 0, stderr);
    report = JSON.parse(await readFile(at('c.json'), 'utf8')) as typeof report;
  });
  after(async () => {
    if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
    else process.env['XDG_DATA_HOME'] = dataHome;
    await rm(folder, { recursive: true, force: true });
  });

  test('counts what was scanned and decided, and shows what was flagged', () => {
    assert.equal(report.progress.images, 2);
    assert.equal(report.progress.byDecision.confirmed, 1);
    assert.equal(report.images.length, 1);
    const [image] = report.images;
    assert.equal(image!.row.name, 'small attack.png');
    assert.equal(image!.notes[0]!.text, 'a drum & "more"');
    assert.match(image!.human!.src, /^data:image\/webp;base64,/);
    assert.ok(image!.machine !== null && image!.machine.src !== image!.human!.src);
    assert.ok(image!.reasons.length > 0);
  });

  test('ends with the head of the audit log', () => {
    const caseFile = openCase(casePath, { mode: 'read' });
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

  test('draws marks over both small pictures, dashed on the view that they were not drawn on', async () => {
    const [{ human, machine, marks }] = report.images as [CaseReport['images'][number]];
    assert.deepEqual(
      marks.map(({ number, text, view }) => [number, text, view]),
      [
        [1, 'the <b>drum</b>', VIEW],
        [2, '', null],
      ],
    );
    const whole = { x: 0, y: 0, width: 900, height: 506 };
    assert.deepEqual([human!.shows!.frame, machine!.shows!.frame], [whole, whole]);
    assert.deepEqual(machine!.view, VIEW);
    const page = await readFile(at('c.html'), 'utf8');
    const [, onHuman, onMachine] = page.split('<svg').map((part) => part.split('</svg>')[0]!);
    assert.match(onHuman!, /class="elsewhere" data-mark="1"[^]*class="" data-mark="2"/);
    assert.match(onMachine!, /class="" data-mark="1"[^]*class="elsewhere" data-mark="2"/);
    assert.ok(page.includes('the &#60;b&#62;drum&#60;/b&#62;') && !page.includes('<b>drum'));
  });

  test('of one image of the case has what its reviewers said and drew', async () => {
    const outputs = ['-o', at('i.json'), '-o', at('i.html')];
    assert.equal((await scalescope(['report', image, '--case', casePath, ...outputs])).code, 0);
    const made = JSON.parse(await readFile(at('i.json'), 'utf8')) as Report;
    const { decisions, marks, audit, pictures } = made;
    assert.deepEqual(
      decisions.map(({ decision, note }) => [decision, note]),
      [
        ['decision: confirmed', null],
        ['note', 'a drum & "more"'],
      ],
    );
    assert.match(audit.at(-1)!, /1 notes; audit log of \d+ entries/);
    assert.deepEqual(
      marks.map(({ shape }) => shape),
      MARKS.map(({ shape }) => shape),
    );
    const page = await readFile(at('i.html'), 'utf8');
    // The hidden picture is that of the view: it is shown once.
    for (const { id, png } of pictures) {
      assert.equal(page.includes(png), id !== 'hidden', `${id}: the pictures stay as they are`);
    }
    const shown = pictures.filter(({ shows }) => shows !== null).map(({ id }) => id);
    assert.deepEqual(shown, ['human', 'view', 'lattice', 'hidden']);
    // The arrow ends in the middle of what was altered, where the close-up is.
    const captions = [...page.matchAll(/<figcaption>([^<]*)/g)].map(([, text]) => text!);
    assert.match(captions[0]!, /^What a person sees.* Marks 1, 2 \(dashed/s);
    assert.match(captions[1]!, /^What the machine receives.* Marks 1, 2 \(dashed/s);
    assert.match(
      captions.find((text) => /close up/.test(text))!,
      /Mark 2\. All of the picture is inside mark 1\./,
    );
  });

  test('is verified by its signature, and row by row against its case', async () => {
    const verified = async (path: string, ...more: string[]) => {
      const { code, stdout } = await scalescope(['verify', path, ...more]);
      return { code, text: String(stdout) };
    };
    const whole = await verified(at('c.json'), '--case', casePath);
    assert.equal(whole.code, 0, whole.text);
    assert.match(whole.text, /^ {2}- {6}Signature: .* not trusted: anybody can make a key/m);
    const required = await verified(
      at('c.json'),
      ...['--case', casePath, '--require-signature', '--key-id', report.signature.keyId],
    );
    assert.equal(required.code, 0, required.text);
    assert.match(whole.text, /ok {5}Images: every value is the same/);

    const [first] = report.images;
    const images = [{ ...first!, notes: [{ ...first!.notes[0]!, text: 'nothing' }] }];
    await writeFile(at('changed.json'), JSON.stringify({ ...report, images }));
    const changed = await verified(at('changed.json'), '--case', casePath);
    assert.equal(changed.code, 1);
    assert.match(changed.text, /WRONG {2}Signature/);
    assert.match(
      changed.text,
      /WRONG {2}Images: 1 value differs, first images\[0\]\.notes\[0\]\.text/,
    );

    // Of a case in a database there is no copy to alter.
    if (!isInDatabase()) {
      await copyFile(casePath, at('tampered.case'));
      const sql = "UPDATE reviews SET value = 'ok' WHERE kind = 'decision' AND value = 'confirmed'";
      tamper(at('tampered.case'), sql);
      const tampered = await verified(at('c.json'), '--case', at('tampered.case'));
      assert.equal(tampered.code, 1);
      assert.match(
        tampered.text,
        /WRONG {2}Case: Review 1 \(decision\) of .*small attack\.png differs from what/,
      );
      await copyFile(casePath, at('later.case'));
      const caseFile = openAgain(at('later.case'), () => new Date());
      setNote(caseFile, first!.row.id, 'more', 'Ben');
      caseFile.close();
      const later = await verified(at('c.json'), '--case', at('later.case'));
      assert.equal(later.code, 2, later.text);
      assert.match(later.text, /NOT EVERYTHING COULD BE CHECKED/);
      const since = /OPEN {2,}State of the case: not compared, .* has 1 more audit entry/;
      assert.match(later.text, since);
    }
    assert.equal((await verified(at('c.json'), '--image', image)).code, 2);

    const own = await verified(at('c.json'), '--trust', fingerprintOf(report.signature));
    assert.equal(own.code, 0, own.text); // its signature holds
    assert.equal((await verified(at('c.json'))).code, 2); // by whom, nobody knows
    const unsigned = { ...report, signature: undefined };
    await writeFile(at('unsigned.json'), JSON.stringify(unsigned));
    const nothing = await verified(at('unsigned.json'));
    assert.equal(nothing.code, 2, nothing.text);
    assert.match(
      nothing.text,
      /OPEN {3}Case: not given, .* trusted signed the report\. Give --case FILE/,
    );

    const review = await verified(at('i.json'), '--case', casePath);
    assert.equal(review.code, 2, review.text); // what was found was compared with nothing
    assert.match(review.text, /ok {5}Marks: every value is the same/);
    const alone = await verified(at('i.json'));
    assert.equal(alone.code, 2, alone.text); // neither signed nor compared with anything
    assert.match(
      alone.text,
      /OPEN {3}Original: not given, .* trusted signed the report\. Give --image FILE/,
    );
    assert.match(alone.text, /OPEN {3}What reviewers said: not compared\. Give --case FILE/);
    const made = JSON.parse(await readFile(at('i.json'), 'utf8')) as Report;
    await writeFile(at('alone.json'), JSON.stringify({ ...made, caseLog: null }));
    const ofNone = await verified(at('alone.json'));
    assert.equal(ofNone.code, 1);
    assert.match(ofNone.text, /WRONG {2}What reviewers said: the report names no case/);
    made.decisions[0]!.decision = 'decision: ok';
    made.marks[0]!.text = 'nothing';
    await writeFile(at('changed.json'), JSON.stringify(made));
    const said = await verified(at('changed.json'), '--case', casePath);
    assert.equal(said.code, 1);
    assert.match(
      said.text,
      /WRONG {2}Decisions and notes: 1 value differs, first decisions\[0\]\.decision/,
    );
    assert.match(said.text, /WRONG {2}Marks: 1 value differs, first marks\[0\]\.text/);
  });

  test('neither an image nor a case, and an image that is not in it, are told in a sentence', async () => {
    const none = await scalescope(['report', '-o', at('x.json')]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /Give an image, or a case with --case/);
    const args = ['report', 'test/samples/mountains-224.png', '--case', casePath];
    const other = await scalescope([...args, '-o', at('x.json')]);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /holds no image with SHA-256/);
  });
});
