/** Making a report: an engine may be in the hands of its image, and nothing that it made is decoded by the host. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import { makeReport } from '../../../main/report/make-report.ts';
import { makePictures } from '../../../main/report/report-pictures.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import type { MatrixResult } from '../../../shared/matrix/result.ts';
import type { SpectrumReport } from '../../../shared/spectrum/spectrum.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { writeSampleImage } from '../../support/sample-image.ts';

/** Makes a report of the image that it is given; prints its engine and what of libvips its own process holds. */
const HOST = `
const main = ${JSON.stringify(join(import.meta.dirname, '../../../main/'))};
const { makeReport } = await import(main + 'report/make-report.ts');
const { createEngines } = await import(main + 'engine/pool/pool.ts');
const engines = createEngines({ count: 1 });
const told = [];
const progress = (stage, fraction) => told.push(fraction);
const order = { ...JSON.parse(process.argv[1]), createdAt: '2026-03-01T12:30:45.678Z', progress };
const { engine, pictures } = await makeReport(order, engines);
await engines.close();
const native = process.report.getReport().sharedObjects.filter((path) => /vips|sharp/.test(path));
console.log(JSON.stringify({ libvips: engine.libvips, pictures: pictures.length, native, told }));
`;

suite('making a report', () => {
  let folder: string;
  const view = { pipeline: 'opencv/linear', width: 30, height: 20 };
  const source = () => ({
    path: join(folder, 'a.png'),
    name: 'a.png',
    policy: DEFAULT_DECODE_POLICY,
    limits: DEFAULT_DECODE_LIMITS,
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-report-'));
    await writeSampleImage(join(folder, 'a.png'), 90, 60);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('the host loads no decoder, and hears how far it is', async () => {
    const order = JSON.stringify({ source: source(), view });
    const args = ['--input-type=module', '--eval', HOST, order];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { libvips, pictures, native, told } = JSON.parse(stdout) as {
      libvips: string;
      pictures: number;
      native: string[];
      told: number[];
    };
    assert.match(libvips, /^\d+\.\d+\.\d+$/);
    assert.ok(pictures >= 5, `${pictures} pictures`);
    assert.deepEqual(native, []);
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
      'steps take nothing back',
    );
    assert.ok(told.length > 3 && told[0] < 0.1 && told.at(-1)! < 1, String(told));
  });

  test('sizes, hashes and versions of an engine that lies are refused', async () => {
    const engines = createEngines({ count: 1 });
    try {
      const image = await engines.open(source());
      const finding = { targets: [], judgements: [] } as unknown as Finding;
      const without = {
        ...{ view: null, edition: 2 as const },
        matrix: { rows: [] } as unknown as MatrixResult,
        spectrum: {} as SpectrumReport,
      };
      const lies: Partial<Engines>[] = [
        { digest: async () => '"><script>' },
        {
          open: async (asked) => {
            const opened = await engines.open(asked);
            const width = '9"><script>' as unknown as number;
            return { ...opened, raster: { ...opened.raster, width } };
          },
        },
      ];
      for (const lie of lies) {
        const lying = { ...engines, ...lie };
        await assert.rejects(makePictures({ ...without, image, finding, engines: lying }), {
          ...{ name: 'UserError', code: 'internal' },
          message: /no valid size and hash of the picture human$/,
        });
      }
      const run = (async () => ({ vips: '<b>8</b>' })) as unknown as Engines['run'];
      const order = { source: source(), view, createdAt: '2026-03-01T12:30:45.678Z' };
      await assert.rejects(makeReport(order, { ...engines, run }), {
        ...{ name: 'UserError', code: 'internal' },
        message: /no valid version of libvips$/,
      });
    } finally {
      await engines.close();
    }
  });
});
