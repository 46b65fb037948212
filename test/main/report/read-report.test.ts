import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { UserError } from '../../../shared/base/errors.ts';
import { findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { readReport, readReportFile } from '../../../main/report/read-report.ts';

const picture = {
  ...{ id: 'human', title: 'What a person sees', caption: '', width: 1, height: 1, shows: null },
  ...{ sha256: '', pixelsSha256: '', png: '' },
};
const least = {
  schema: 'scalescope/report@1',
  createdAt: '2026-03-01T12:30:45.678Z',
  engine: { scalescope: '1.0.0' },
  request: {
    policy: { orientation: 'stored', frame: null },
    limits: { maxPixels: 1, maxBytes: 1 },
    view: null as object | null,
    asked: false,
  },
  summary: ['nothing'],
  finding: { file: 'a.png', sha256: '00' },
  matrix: {},
  spectrum: {},
  pipelines: [],
  pictures: [picture],
  limits: [],
  decisions: [],
  marks: [],
  caseLog: null,
  reproduce: [],
};

function refused(value: unknown, message: RegExp): void {
  const json = typeof value === 'string' ? value : JSON.stringify(value);
  assert.throws(
    () => readReport(json, 'r.json'),
    (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

suite('a report that anybody may have written', () => {
  test('is read where every field has its type', () => {
    assert.deepEqual(readReport(JSON.stringify(least), 'r.json'), least);
  });

  test('is refused in a sentence that names the field where one has another', () => {
    const { request, finding } = least;
    for (const [change, place] of [
      [{ summary: 'one' }, 'summary'],
      [{ summary: [{}] }, 'summary.0'],
      [{ finding: null }, 'finding'],
      [{ finding: { ...finding, sha256: 7 } }, 'finding.sha256'],
      [{ pictures: { length: 1 } }, 'pictures'],
      [{ pictures: [{ ...picture, width: -1 }] }, 'pictures.0.width'],
      [{ pictures: [{ ...picture, height: 1e300 }] }, 'pictures.0.height'],
      [{ pictures: [{ ...picture, png: ['x'] }] }, 'pictures.0.png'],
      [{ pictures: Array(33).fill(picture) }, 'pictures'],
      [{ request: { ...request, limits: { maxPixels: '9', maxBytes: 1 } } }, 'request.limits.max'],
      [{ request: { ...request, view: { pipeline: 1 } } }, 'request.view.pipeline'],
      [{ request: { ...request, view: { pipeline: 'x', width: 0.5 } } }, 'request.view.width'],
      [{ createdAt: 'yesterday' }, 'createdAt'],
      [{ signature: { algorithm: 'ed25519' } }, 'signature'],
      [{ pipelines: [null] }, 'pipelines.0'],
      [{ marks: [1] }, 'marks.0'],
      [{ caseLog: { entries: 1 } }, 'caseLog.head'],
      [{ caseLog: { entries: 1, head: '0; rm -rf ~' } }, 'caseLog.head'],
    ] as const) {
      refused({ ...least, ...change }, new RegExp(`is not a report of the form .*\\(${place}`));
    }
    for (const value of ['null', '[]', '"report"', '7', '{"schema":"scalescope/report@2"}']) {
      refused(value, /is not a report of the form scalescope\/report@1/);
    }
    refused('{"schema":"scalescope/case-report@1"}', /of the form scalescope\/case-report@1/);
    const { createdAt, engine } = least;
    const ofCase = { createdAt, engine, case: { name: 'a.case' }, images: [] };
    const schema = 'scalescope/case-report@1';
    refused(
      { schema, ...ofCase, audit: { entries: 1, head: `${'0'.repeat(64)}\n` } },
      /audit\.head/,
    );
    refused('{"schema":', /is not JSON/);
  });

  test('is refused where it is nested deeper than anything can be followed', () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    refused(deep, /nested more than 64 levels deep/);
    const json = JSON.stringify({ ...least, extra: 0 }).replace('"extra":0', `"extra":${deep}`);
    refused(json, /nested more than 64 levels deep/);
  });

  test('is refused where it was asked for a pipeline that is none', () => {
    const asked = (preset: object) => ({
      ...least,
      request: { ...least.request, asked: true, view: { pipeline: 'mine', preset } },
    });
    refused(asked({}), /The pipeline in r\.json, line 1: /);
    const pipeline = { ...findPipeline('opencv/linear'), id: 'mine/linear' };
    refused(asked({ ...pipeline, steps: [{ op: 'boom' }] }), /The pipeline in r\.json, line 1: /);
    readReport(JSON.stringify(asked(pipeline)), 'r.json');
  });

  test('is not even read where its file is larger than any report', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scalescope-read-report-'));
    try {
      const path = join(folder, 'huge.json');
      const file = await open(path, 'w');
      await file.truncate(600 * 1024 * 1024); // a hole, which takes no room
      await file.close();
      await assert.rejects(readReportFile(path), {
        code: 'too-large',
        message:
          /huge\.json has 629145600 bytes, more than the limit of 268435456 for the JSON form of a report$/,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
