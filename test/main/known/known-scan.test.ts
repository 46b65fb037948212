/** Lists of known files in a scan and its case: shown everywhere, and no verdict is changed. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openCase } from '../../../main/cases/open-case.ts';
import { readOrder, readRow } from '../../../main/cases/queue/queue.ts';
import { readCaseImage } from '../../../main/cases/review/image-page.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { pdqDistance } from '../../../shared/image/pdq.ts';
import { scalescope } from '../../support/capture.ts';
import { makeZip } from '../../support/files/make-zip.ts';
import { isInDatabase, newCasePath } from '../cases/make-case.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'scalescope-known-'));
const at = (...names: string[]) => join(folder, ...names);
after(() => rmSync(folder, { recursive: true }));

const drum = readFileSync(sample('drum-299.png'));
const mountains = readFileSync(sample('mountains-224.png'));
const of = (name: string, bytes: Buffer) => createHash(name).update(bytes).digest('hex');

/** PDQ of the drum, by the C++ of Meta; two bits of it differ in the list. */
const { samples } = JSON.parse(
  readFileSync(new URL('../../shared/image/pdq.json', import.meta.url), 'utf8'),
) as { samples: { sample: string; hash: string }[] };
const drumPdq = samples.find(({ sample }) => sample === 'drum-299.png')!.hash;
const nearPdq = drumPdq.slice(0, 63) + (parseInt(drumPdq[63], 16) ^ 3).toString(16);

before(() => {
  mkdirSync(at('in'));
  copyFileSync(sample('drum-299.png'), at('in', 'drum.png'));
  copyFileSync(sample('mountains-224.png'), at('in', 'mountains.png'));
  writeFileSync(at('in', 'more.zip'), makeZip([{ name: 'drum.png', data: drum }]));
  const media = [{ MediaID: 1, Category: 1, MD5: of('md5', drum).toUpperCase() }];
  writeFileSync(at('vics.json'), JSON.stringify({ value: [{ CaseID: 'a', Media: media }] }));
  writeFileSync(at('good.txt'), of('sha1', mountains));
  writeFileSync(
    at('pdq.csv'),
    `signal_type,signal_str,category\npdq,${nearPdq},MALICIOUS_CONTENT\n`,
  );
});

/** Tests that make no case are done once. */
const other = { skip: isInDatabase() && 'no case' };

const lists = () => ['--known-bad', at('vics.json'), '--known-good', at('good.txt')];

describe('a scan with lists of known files', () => {
  test(
    'tells of them in lines, tables and on the terminal, also inside of archives',
    other,
    async () => {
      const argv = ['scan', at('in'), '--jsonl', at('f.jsonl'), '--csv', at('f.csv'), ...lists()];
      const { code, stdout, stderr } = await scalescope([...argv, '--jobs', '1']);
      assert.equal(code, 0, 'a known bad file is no finding');
      assert.match(stderr.toString(), /Known bad: vics\.json \(1 hash\)/);
      assert.match(
        stdout.toString(),
        /drum\.png: Nothing found; known bad in vics\.json \(category 1, by MD5\)/,
      );
      assert.doesNotMatch(stdout.toString(), /mountains\.png: /);
      const records = readFileSync(at('f.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as ScanRecord);
      const hit = { list: 'vics.json', kind: 'bad', by: 'md5', category: '1' };
      const hashes = { md5: of('md5', drum), sha1: of('sha1', drum) };
      for (const record of [records[0], records[1]]) {
        assert.deepEqual([record.known, record.hashes, record.verdict], [[hit], hashes, 'clean']);
      }
      assert.match(records[1].file, /more\.zip!\/drum\.png$/);
      assert.deepEqual(records[2].known, [
        { list: 'good.txt', kind: 'good', by: 'sha1', category: null },
      ]);
      const [head, first] = readFileSync(at('f.csv'), 'utf8').split('\r\n');
      assert.match(head, /,md5,sha1,known,knownAs,pdq,/);
      assert.ok(first.includes(`${hashes.md5},${hashes.sha1},bad,`), first);
      assert.ok(first.includes('known bad in vics.json (category 1, by MD5)'), first);
      // Findings of other lists are not mixed into one file.
      const again = await scalescope(['scan', at('in'), '--jsonl', at('f.jsonl'), '--resume']);
      assert.notEqual(again.code, 0);
    },
  );

  test('keeps them in the case, once, where the queue and the review show them', async () => {
    const path = newCasePath('known.case');
    const scan = ['scan', at('in'), '--case', path, '--jobs', '1'];
    await scalescope(scan);
    // What the case has is not examined again for a list.
    const { stdout } = await scalescope([...scan, ...lists()]);
    assert.match(stdout.toString(), /: 0 examined, 3 known from before; 0 found/);
    await scalescope([...scan, ...lists()]);
    const caseFile = openCase(path, { mode: 'read' });
    const idsOf = (known: ('good' | 'bad' | 'none')[]) =>
      readOrder(caseFile, { known }, { sort: 'name', order: 'asc' });
    const [bad] = idsOf(['bad']);
    assert.equal(readRow(caseFile, bad).name, 'drum.png');
    assert.deepEqual(readRow(caseFile, bad).known, ['bad']);
    assert.deepEqual(idsOf(['none']), []);
    assert.equal(idsOf(['good', 'bad']).length, 2);
    const { known, hashes } = readCaseImage(caseFile, bad);
    assert.deepEqual(known, [{ list: 'vics.json', kind: 'bad', by: 'md5', category: '1' }]);
    assert.equal(hashes?.md5, of('md5', drum));
    assert.deepEqual((await verifyCase(caseFile, { originals: false })).problems, []);
    caseFile.close();
    const listed = await scalescope(['case', 'list', path, '--known', 'good']);
    assert.match(listed.stdout.toString(), /mountains\.png/);
    assert.doesNotMatch(listed.stdout.toString(), /drum\.png/);
    // The lines of the case bring them along.
    await scalescope(['case', 'export', path, '-o', at('lines.jsonl')]);
    await scalescope(['case', 'import', at('lines.jsonl'), at('copy.case')]);
    const csv = await scalescope(['case', 'export', at('copy.case'), '--format', 'csv']);
    assert.match(csv.stdout.toString(), /known bad in vics\.json \(category 1, by MD5\)/);
  });

  test('knows pictures by PDQ, and tells the hashes where they are asked for', other, async () => {
    const { stdout, code } = await scalescope([
      'scan',
      at('in', 'drum.png'),
      '--json',
      '--known-bad',
      at('pdq.csv'),
    ]);
    assert.equal(code, 0);
    const { pdq, known } = JSON.parse(stdout.toString().split('\n')[0]) as ScanRecord;
    assert.ok(pdqDistance(pdq!.human.hash, drumPdq) <= 2);
    assert.equal(pdq!.machine.view.width, 299);
    assert.deepEqual(
      known?.map(({ by, picture, category }) => [by, picture, category]),
      [
        ['pdq', 'human', 'MALICIOUS_CONTENT'],
        ['pdq', 'machine', 'MALICIOUS_CONTENT'],
      ],
    );
  });

  test('is refused before anything is examined where a list is broken', other, async () => {
    writeFileSync(at('broken.txt'), 'nothing\n');
    const { code, stderr } = await scalescope(['scan', at('in'), '--known-good', at('broken.txt')]);
    assert.notEqual(code, 0);
    assert.match(stderr.toString(), /broken\.txt, line 1: expected an MD5, SHA-1 or SHA-256/);
  });
});
