/** A case whose findings are of another engine is examined again: what stays, and what is told. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { readAudit } from '../../../main/cases/store/audit.ts';
import { createCaseArchive } from '../../../main/cases/case-archive.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import { findChanges } from '../../../main/cases/changes.ts';
import { readCaseImage } from '../../../main/cases/review/image-page.ts';
import { imageOf, recordFinding } from '../../../main/cases/record.ts';
import { decide } from '../../../main/cases/review/review.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import { hashFile } from '../../../main/base/hash.ts';
import { engineVersion } from '../../../main/base/package-root.ts';
import { listFiles } from '../../../main/scan/list-files.ts';
import { scanFiles } from '../../../main/scan/scan-files.ts';
import { settingsOf } from '../../../main/scan/scan-settings.ts';
import { earlierSentence, type VerdictChange } from '../../../shared/case/case-changes.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import type { CaseReport } from '../../../shared/report/case-report.ts';
import { scalescope } from '../../support/capture.ts';
import { writeSampleImage } from '../../support/sample-image.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';
import { examined } from './make-case.ts';

const OLD_ENGINE = '0.0.1';
const decode = { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS };

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await mkdir(at('images'));
  await writeSampleImage(at('images', 'same.png'), 90, 60);
  await writeSampleImage(at('images', 'was-suspicious.png'), 120, 80);
  const { width, height, channels, data } = (await makeSmallAttack()).attack;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(at('images', 'missed.png'));
});
after(() => rm(folder, { recursive: true }));

/** A case in which another engine said what it did of the three images, and somebody decided on two. */
async function oldCase(name: string): Promise<string> {
  const path = at(name);
  const caseFile = openCase(path, { mode: 'write', create: true });
  const settings = await settingsOf(decode, null);
  for (const [file, verdict] of [
    ['same.png', 'clean'],
    ['was-suspicious.png', 'suspicious'],
    ['missed.png', 'clean'],
  ] as const) {
    const hash = await hashFile(at('images', file));
    const made = examined({ name: file, folder: at('images'), verdict, engineVersion: OLD_ENGINE });
    const image = recordFinding(caseFile, {
      ...made,
      ...{ settings, finding: { ...made.finding, ...hash! } },
    });
    if (verdict === 'clean') decide(caseFile, [image], 'ok', 'Ann');
  }
  caseFile.close();
  return path;
}

/** What has changed in such a case, by name: before and after. */
const CHANGED = [
  ['missed.png', 'clean', 'attack'],
  ['was-suspicious.png', 'suspicious', 'clean'],
];
const told = (changes: readonly VerdictChange[]) =>
  changes.map(({ file, before, after }) => [
    file.slice(at('images').length + 1),
    before.verdict,
    after.verdict,
  ]);

test('images of another engine are examined again, and what changed its verdict is listed', async () => {
  const path = await oldCase('listed.case');
  const { code, stdout, stderr } = await scalescope(['scan', at('images'), '--case', path]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /listed\.case: 3 images were examined by another engine; this scan examines again/,
  );
  const text = stdout.toString();
  assert.match(text, /^Verdicts changed by examining again: 2$/m);
  assert.match(
    text,
    /missed\.png: Nothing found \(0\.10\) -> Attack \(0\.\d\d\); decided ok by Ann on an earlier finding$/m,
  );
  assert.match(text, /was-suspicious\.png: Suspicious \(0\.10\) -> Nothing found /);
  assert.match(text, /^3 images examined \(3 again\), 1 found, 0 failed\.$/m);
  const later = await scalescope(['scan', at('images'), '--case', path]);
  assert.doesNotMatch(later.stdout.toString(), /again/);
  assert.equal(later.stderr, '');
});

test('what fails when it is examined again is not counted as examined', async () => {
  const path = await oldCase('failing.case');
  const argv = ['scan', at('images'), '--case', path, '--max-pixels', '100'];
  const { code, stdout } = await scalescope(argv);
  assert.equal(code, 2);
  assert.match(stdout.toString(), /^3 images: 0 examined, 3 failed; 0 found\.$/m);
});

test('the old finding and the decision stay, the decision as made on the earlier finding', async () => {
  const path = await oldCase('kept.case');
  await scalescope(['scan', at('images'), '--case', path]);
  const caseFile = openCase(path, { mode: 'read' });
  const { sha256 } = (await hashFile(at('images', 'missed.png')))!;
  const { findings, row } = readCaseImage(caseFile, imageOf(caseFile, sha256)!);
  assert.deepEqual(
    findings.map((each) => [each.engineVersion, each.finding.verdict]),
    [
      [engineVersion, 'attack'],
      [OLD_ENGINE, 'clean'],
    ],
  );
  assert.deepEqual([row.decision, row.outdated, row.decidedOn], ['ok', true, 'clean']);
  assert.match(
    earlierSentence(row),
    /^Made on an earlier finding with the verdict Nothing found\. After examining again it is Attack\.$/,
  );
  const entries = readAudit(caseFile.database, { limit: 50 });
  const entry = entries.find(({ details }) => (details as { sha256?: string }).sha256 === sha256);
  const { verdict, before } = entry?.details as Record<string, unknown>;
  assert.deepEqual(
    [entry?.action, verdict, before],
    ['finding', 'attack', { verdict: 'clean', score: 0.1, engine: OLD_ENGINE }],
  );
  caseFile.close();
  const verified = await scalescope(['case', 'verify', path]);
  assert.match(verified.stdout.toString(), /all agree with the log/);
});

test('the changes are JSON lines after the findings, and those of a command', async () => {
  const path = await oldCase('json.case');
  const scanned = await scalescope(['scan', at('images'), '--case', path, '--json']);
  const parse = (text: Buffer) =>
    text
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as VerdictChange);
  const lines = parse(scanned.stdout);
  const changes = lines.slice(3);
  assert.deepEqual(told(changes), CHANGED);
  assert.ok(changes.every(({ schema }) => schema === 'scalescope/verdict-change@1'));
  const { stdout } = await scalescope(['case', 'changes', path, '--json']);
  assert.deepEqual(parse(stdout), changes);
});

test('the report of the case has them, and verifies', async () => {
  const path = await oldCase('reported.case');
  await scalescope(['scan', at('images'), '--case', path]);
  const outputs = ['-o', at('case.json'), '-o', at('case.html')];
  assert.equal((await scalescope(['report', '--case', path, ...outputs])).code, 0);
  const report = JSON.parse(await readFile(at('case.json'), 'utf8')) as CaseReport;
  assert.deepEqual(told(report.changes!), CHANGED);
  const page = await readFile(at('case.html'), 'utf8');
  assert.match(page, /<h2>Verdicts changed by examining again<\/h2>/);
  assert.match(page, /ok by Ann, made on an earlier finding/);
  assert.match(page, /finding again: clean, now attack/);
  const { code, stdout } = await scalescope(['verify', at('case.json'), '--case', path]);
  assert.equal(code, 0, stdout.toString());
  assert.match(stdout.toString(), /Verdicts changed by examining again: every value is the same/);
});

test('--no-again leaves what another engine found, and says so', async () => {
  const path = await oldCase('left.case');
  const asked = ['scan', at('images'), '--case', path, '--no-again'];
  const { stdout, stderr } = await scalescope(asked);
  assert.match(stderr, /3 images were examined by another engine; their findings are kept/);
  assert.match(
    stdout.toString(),
    /^3 images: 0 examined, 3 known from before \(3 by another engine\); 1 found, 0 failed\.$/m,
  );
  for (const [argv, message] of [
    [['scan', at('images'), '--no-again'], /--no-again needs --case/],
    [[...asked, '--jsonl', at('x.jsonl')], /findings of one engine only/],
  ] as const) {
    const refused = await scalescope([...argv]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, message);
  }
});

test('examining again goes on where it was stopped, and then tells all that changed', async () => {
  const path = await oldCase('stopped.case');
  const caseFile = openCase(path, { mode: 'write' });
  const engines = createEngines({ count: 1 });
  const stop = new AbortController();
  const outcome = await scanFiles((await listFiles([at('images')])).files, {
    ...{ engines, jobs: 1, decode, view: null, classifiers: [], journal: null, sinks: [] },
    archive: createCaseArchive(caseFile, {
      engineVersion,
      settings: await settingsOf(decode, null),
    }),
    onProgress: () => stop.abort(),
    signal: stop.signal,
  });
  await engines.close();
  assert.deepEqual([outcome.examined, outcome.again], [1, 1]);
  assert.deepEqual(told(findChanges(caseFile, engineVersion)), [CHANGED[0]]);
  caseFile.close();
  const { stdout, stderr } = await scalescope(['scan', at('images'), '--case', path]);
  assert.match(stderr, /2 images were examined by another engine/);
  assert.match(stdout.toString(), /3 images: 2 examined \(2 again\), 1 known from before; /);
  assert.match(stdout.toString(), /Verdicts changed by examining again: 2\n.*missed\.png/);
});
