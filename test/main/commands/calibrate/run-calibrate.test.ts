/** `scalescope calibrate` on small folders, and what judges by the thresholds that it writes. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { Calibration } from '../../../../main/commands/calibrate/calibrate-text.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import type { Report } from '../../../../shared/report/report.ts';
import { THRESHOLDS } from '../../../../shared/verdict/thresholds.ts';
import type { ThresholdsFile } from '../../../../shared/verdict/thresholds-file.ts';
import { scalescope } from '../../../support/capture.ts';
import { writeSampleImage } from '../../../support/sample-image.ts';
import { makeSmallAttack } from '../../../support/small-attack.ts';
import { isInDatabase, newCasePath } from '../../cases/make-case.ts';

/** Tests that make no case are done once. */
const other = { skip: isInDatabase() && 'no case' };

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await mkdir(at('clean'));
  await mkdir(at('mixed'));
  await writeSampleImage(at('clean', 'a.png'), 90, 60);
  await writeSampleImage(at('clean', 'b.png'), 120, 80);
  await copyFile(at('clean', 'b.png'), at('clean', 'copy-of-b.png'));
  await copyFile(at('clean', 'a.png'), at('mixed', 'a.png'));
  const { width, height, channels, data } = (await makeSmallAttack()).attack;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(at('mixed', 'attack.png'));
});
after(() => rm(folder, { recursive: true }));

async function calibrate(...argv: string[]) {
  const { code, stdout, stderr } = await scalescope(['calibrate', ...argv, '--jobs', '1']);
  return { code, text: stdout.toString(), stderr };
}
const read = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as ThresholdsFile;

/** Built-in thresholds but for `changes`, as a file. */
async function thresholdsWith(changes: Partial<ThresholdsFile>): Promise<string> {
  const path = at('own.json');
  const made = await read(at('clean.json'));
  await writeFile(path, JSON.stringify({ ...made, ...changes }));
  return path;
}

describe('calibrate', () => {
  test('tells the rate of a clean folder, without copies, and keeps what it cannot tell', async () => {
    const { code, text } = await calibrate(at('clean'), '-o', at('clean.json'));
    assert.equal(code, 0);
    assert.match(text, /^3 images examined, 0 found, 0 failed\.$/m);
    assert.match(text, /^2 different files assessed, 1 copy left out\.$/m);
    assert.match(text, /suspicious or worse {2}0 of 2, 0 % \(95 % interval: 0 % to 66 %\)/);
    assert.match(text, /Nothing is flagged\. The closest are:/);
    assert.match(text, /2 files are too few to measure a rate of 0\.5 %; 600 are needed/);
    const made = await read(at('clean.json'));
    assert.deepEqual([made.search, made.view], [THRESHOLDS.search, THRESHOLDS.view]);
    assert.deepEqual([made.files, made.rate], [2, { suspicious: 0.005, attack: 0.001 }]);
  });

  test('gives the same bytes for the same folder', other, async () => {
    await calibrate(at('clean'), '-o', at('again.json'));
    assert.equal(
      await readFile(at('again.json'), 'utf8'),
      await readFile(at('clean.json'), 'utf8'),
    );
  });

  test('names the files behind the rate, worst first, with their evidence', other, async () => {
    const { code, text } = await calibrate(at('mixed'), '-o', at('mixed.json'));
    assert.equal(code, 0);
    assert.match(text, /attack {15}1 of 2, 50 %/);
    assert.match(
      text,
      /Look at them.*\n.*attack\.png: ATTACK \(score 0\.\d\d\) at 96x96.*, evidence \d\.\d+\n.*a\.png: nothing found/,
    );
    assert.match(
      text,
      /Kept at the built-in value, although more than 0\.1 %.*--allow-looser uses it/,
    );
    assert.deepEqual((await read(at('mixed.json'))).search, THRESHOLDS.search);
  });

  test('judges a view beside the search, and prints all of it as JSON', other, async () => {
    const view = ['-p', 'opencv/linear', '-s', '96'];
    const { text } = await calibrate(at('mixed'), ...view, '--json', '--allow-looser');
    const made = JSON.parse(text) as Calibration;
    assert.equal(made.search.rates.attack.count, 1);
    assert.equal(made.view?.rates.attack.count, 1);
    assert.ok(made.thresholds.view.attack > THRESHOLDS.view.attack);
    assert.deepEqual(made.thresholds.pipeline, { id: 'opencv/linear', width: 96, height: 96 });
    assert.match(made.view.files[0].file, /attack\.png$/);
  });

  test(
    'counts from the same evidence that the list of findings holds, and resumes from it',
    other,
    async () => {
      const jsonl = at('findings.jsonl');
      const first = await calibrate(at('mixed'), '--jsonl', jsonl, '--json');
      const lines = (await readFile(jsonl, 'utf8')).trimEnd().split('\n');
      const evidence = lines.map((line) => (JSON.parse(line) as Finding).judgements[0].evidence);
      const { search } = JSON.parse(first.text) as Calibration;
      assert.deepEqual(
        search.files.map((file) => file.evidence),
        evidence.sort((a, b) => b! - a!),
      );
      const again = await calibrate(at('mixed'), '--jsonl', jsonl, '--resume', '--json');
      assert.equal(again.text, first.text);
      assert.match(again.stderr, /0 examined, 2 known from before/);
    },
  );

  test(
    'ends with 2 where a file failed, which is told, and writes all the same',
    other,
    async () => {
      await mkdir(at('broken'));
      await copyFile(at('clean', 'a.png'), at('broken', 'a.png'));
      await writeFile(at('broken', 'b.png'), 'no image');
      const { code, stderr } = await calibrate(at('broken'), '-o', at('broken.json'));
      assert.equal(code, 2);
      assert.match(stderr, /b\.png: Could not be examined: /);
      assert.equal((await read(at('broken.json'))).files, 1);
    },
  );

  test('refuses what makes no sense', other, async () => {
    for (const [argv, message] of [
      [['--rate', '1'], /two shares in percent/],
      [['--rate', '0,0'], /two shares in percent/],
      [['--rate', '0.1,0.5'], /two shares in percent/],
      [['--resume'], /--resume needs --jsonl/],
      [['-o', at('clean', 'a.png')], /Originals are never overwritten/],
      [['-o', at('x.json'), '--jsonl', at('x.json')], /Give each its own file/],
    ] as const) {
      const { code, stderr } = await calibrate(at('clean'), ...argv);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});

describe('--thresholds', () => {
  const image = () => at('mixed', 'attack.png');
  const loose = () =>
    thresholdsWith({
      search: { suspicious: 50, attack: 60 },
      view: { suspicious: 1.5, attack: 1e6 },
    });

  test('of a calibration that may be looser change the verdict of a scan', other, async () => {
    const path = at('looser.json');
    await calibrate(at('mixed'), '-o', path, '--allow-looser');
    const asked = ['scan', image(), '--json', '--thresholds', path];
    const { code, stdout } = await scalescope(asked);
    const finding = JSON.parse(stdout.toString()) as Finding;
    const { search, view } = await read(path);
    assert.deepEqual([code, finding.verdict], [0, 'clean']);
    assert.deepEqual(finding.thresholds, { search, view });
    assert.match(finding.reasons.at(-1)!, /^Judged by thresholds other than the built-in ones/);
  });

  test('that are the built-in ones are not told of', other, async () => {
    const { stdout } = await scalescope([
      'scan',
      image(),
      '--json',
      '--thresholds',
      at('clean.json'),
    ]);
    const finding = JSON.parse(stdout.toString()) as Finding;
    assert.deepEqual([finding.verdict, finding.thresholds], ['attack', null]);
  });

  test('judge search and view of inspect', other, async () => {
    const argv = ['inspect', image(), '-p', 'opencv/linear', '-s', '96', '--json'];
    const { stdout } = await scalescope([...argv, '--thresholds', await loose()]);
    const { judgements, verdict } = JSON.parse(stdout.toString()) as Finding;
    assert.deepEqual(
      judgements.map((judged) => judged.verdict),
      ['clean', 'suspicious'],
    );
    assert.equal(verdict, 'suspicious');
    assert.deepEqual(judgements[1].needed, { suspicious: 1.5, attack: 1e6 });
  });

  test('stand in a report, which verifies with them', other, async () => {
    const output = at('report.json');
    const made = ['report', image(), '-o', output, '--thresholds', await loose()];
    assert.equal((await scalescope(made)).code, 0);
    const report = JSON.parse(await readFile(output, 'utf8')) as Report;
    assert.equal(report.finding.verdict, 'clean');
    assert.equal(report.request.thresholds?.search.attack, 60);
    assert.match(report.reproduce[1], / --thresholds THRESHOLDS\.json /);
    const verify = ['verify', output, '--image', image()];
    const { code, stdout } = await scalescope(verify);
    assert.equal(code, 0, stdout.toString());
    report.request.thresholds!.search = { suspicious: 1, attack: 2 };
    await writeFile(output, JSON.stringify(report));
    assert.equal((await scalescope(verify)).code, 1);
  });

  test('make another finding in a case, and are not mixed in a list', async () => {
    const path = await loose();
    const asked = ['scan', image(), '--case', newCasePath('own.case')];
    assert.equal((await scalescope(asked)).code, 1);
    const { code, stdout } = await scalescope([...asked, '--thresholds', path]);
    assert.equal(code, 0);
    assert.match(
      stdout.toString(),
      /^Verdicts changed by examining again: 1\n.*: Attack \(.* -> Nothing found /m,
    );
    const jsonl = at('mixed.jsonl');
    await scalescope(['scan', image(), '--jsonl', jsonl]);
    const resumed = ['scan', image(), '--jsonl', jsonl, '--resume', '--thresholds', path];
    const { stderr } = await scalescope(resumed);
    assert.match(stderr, /was made with other options .*--thresholds/);
  });

  test(
    'that are none are refused by every command, before anything is examined',
    other,
    async () => {
      await writeFile(at('bad.json'), '{"schema": "scalescope/thresholds@1"}');
      for (const command of ['scan', 'inspect', 'report', 'serve', 'calibrate']) {
        const argv = [command, image(), '--thresholds', at('bad.json')];
        const { code, stderr } = await scalescope(argv);
        assert.equal(code, 2);
        assert.match(stderr, /bad\.json, line 1: detection is missing/);
      }
      const { stderr } = await scalescope(['scan', image(), '--thresholds', at('none.json')]);
      assert.match(stderr, /none\.json does not exist/);
    },
  );
});
