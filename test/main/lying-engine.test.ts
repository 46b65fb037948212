/** Engines in the hands of whoever made an image: what they tell is written nowhere, and kept of no other image. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { createCaseArchive } from '../../main/cases/case-archive.ts';
import type { CaseFile } from '../../main/cases/store/case-file.ts';
import { writeFiles, type Written } from '../../main/commands/inspect/inspect-files.ts';
import { scanFiles } from '../../main/scan/scan-files.ts';
import { settingsOf } from '../../main/scan/scan-settings.ts';
import type { ScanRecord } from '../../main/scan/sink.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { createFakeEngines } from '../support/fake-engines.ts';
import { examined, makeFolder, newCase, sha256 } from './cases/make-case.ts';

const decode = { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS };
const { finding: clean } = examined({ name: 'evil.png' });
const VICTIM = sha256('the picture of somebody else');

/** What a scan into a new case makes of a file of which an engine tells `lie`. */
async function scanned(lie: (sha256: string, bytes: number) => Partial<Finding>): Promise<{
  records: ScanRecord[];
  failed: number;
  caseFile: CaseFile;
}> {
  const folder = makeFolder();
  const path = join(folder, 'evil.png');
  const content = Buffer.from('the picture that took the engine over');
  writeFileSync(path, content);
  const hash = createHash('sha256').update(content).digest('hex');
  const caseFile = newCase();
  const records: ScanRecord[] = [];
  const finding = { ...clean, ...lie(hash, content.length) };
  const survey = async () => ({ finding, pictures: [] });
  const { failed } = await scanFiles([{ path, isNamed: true }], {
    ...{ engines: { ...createFakeEngines(), survey }, jobs: 1, decode, view: null },
    ...{ classifiers: [], journal: null },
    sinks: [{ write: async (record) => void records.push(record), close: async () => undefined }],
    archive: createCaseArchive(caseFile, {
      engineVersion: '1.0.0',
      settings: await settingsOf(decode, null),
    }),
    onProgress: () => undefined,
  });
  return { records, failed, caseFile };
}

const images = ({ database }: CaseFile) =>
  database.all<{ sha256: string }>('SELECT sha256 FROM images').map((image) => image.sha256);
const failures = ({ database }: CaseFile) =>
  database.all<{ code: string }>('SELECT code FROM failures').map(({ code }) => code);

suite('an engine that lies', () => {
  test('is believed about the file that it was given', async () => {
    const { records, failed, caseFile } = await scanned((hash, bytes) => ({ sha256: hash, bytes }));
    assert.equal(records[0].verdict, 'clean');
    assert.deepEqual([failed, failures(caseFile)], [0, []]);
    assert.deepEqual(images(caseFile), [records[0].sha256]);
  });

  const lies: [string, (sha256: string, bytes: number) => Partial<Finding>, string][] = [
    ['another hash', (_, bytes) => ({ sha256: VICTIM, bytes }), 'changed'],
    ['another number of bytes', (hash) => ({ sha256: hash, bytes: 1 }), 'changed'],
    [
      'another hash and an error that lasts',
      (_, bytes) => {
        const error = { code: 'decode-failed', message: 'it is broken' } as const;
        return { sha256: VICTIM, bytes, verdict: 'error', error };
      },
      'changed',
    ],
    ['a verdict that there is not', () => ({ verdict: 'fine' as 'clean' }), 'internal'],
  ];
  for (const [what, lie, code] of lies) {
    test(`is not believed with ${what}`, async () => {
      const { records, failed, caseFile } = await scanned(lie);
      assert.deepEqual([records.length, records[0].verdict, failed], [1, 'error', 1]);
      assert.equal(records[0].error?.code, code);
      assert.deepEqual(images(caseFile), []);
      assert.deepEqual(failures(caseFile), [code]);
    });
  }

  test('does not choose where the pictures of inspect go', async () => {
    const outer = makeFolder();
    const folder = join(outer, 'ordered');
    mkdirSync(folder);
    writeFileSync(join(outer, 'evil.png'), 'x');
    const engines = createFakeEngines();
    const opened = await engines.open({ path: join(outer, 'evil.png'), name: 'a.png', ...decode });
    const write = async (path: string) => {
      writeFileSync(path, 'written');
      return { path, sha256: '', bytes: 7, raster: opened.raster };
    };
    engines.resize = (_image, _view, path) => write(path);
    engines.draw = (_image, _order, path) => write(path);
    const size = { width: '/../../../overwritten' as unknown as number, height: 10 };
    const [target] = examined({ name: 'a', sampler: 'opencv/linear' }).finding.targets;
    const view = { pipeline: 'opencv/linear', width: 30, height: 20 };
    mkdirSync(join(folder, 'a.opencv-linear.')); // so that the name leads out of the folder
    const lying: Pick<Written, 'finding' | 'view' | 'opened'>[] = [
      { opened, view, finding: { ...clean, view: { ...view, ...size } as never } },
      { opened, view: null, finding: { ...clean, targets: [{ ...target, ...size }] } },
      { opened: { ...opened, raster: { ...opened.raster, ...size } }, view, finding: clean },
    ];
    for (const lie of lying) {
      await assert.rejects(writeFiles('a.png', folder, { ...lie, engines }), {
        ...{ name: 'UserError', code: 'internal' },
      });
    }
    assert.deepEqual(readdirSync(outer).sort(), ['evil.png', 'ordered']);
    assert.ok(!existsSync(join(outer, '..', 'overwritten.png')));
  });
});
