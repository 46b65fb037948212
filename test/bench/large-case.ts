/**
 * A case of 20,000 images: its size for each image, and how long its queue takes to open and to sort, and
 * `verify` to check it. The findings and pictures are those of a real scan, repeated under other hashes.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createCaseArchive } from '../../main/cases/case-archive.ts';
import { openCase } from '../../main/cases/open-case.ts';
import { countQueue, readFolders, readOrder, readPage } from '../../main/cases/queue/queue.ts';
import { addRoots, recordFinding, type Examined } from '../../main/cases/record.ts';
import { verifyCase } from '../../main/cases/verify-case.ts';
import { engineVersion } from '../../main/base/package-root.ts';
import type { SurveyPicture } from '../../main/engine/images/orders.ts';
import { createEngines } from '../../main/engine/pool/pool.ts';
import { listFiles } from '../../main/scan/list-files.ts';
import { scanFiles } from '../../main/scan/scan-files.ts';
import { settingsOf } from '../../main/scan/scan-settings.ts';
import { QUEUE_SORTS } from '../../shared/case/case-queue.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { medianMs, report } from './measure.ts';

const IMAGES = 20_000;
const PHOTOGRAPHS = 40;
const samples = fileURLToPath(new URL('../samples/', import.meta.url));

/** Measures it; SCALESCOPE_BENCH_IMAGES names a folder of images to take instead of those made here. */
export async function benchLargeCase(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-'));
  try {
    const images = process.env['SCALESCOPE_BENCH_IMAGES'] ?? (await writeImages(folder));
    const scanned = join(folder, 'scanned.case');
    await scanInto(scanned, images);
    const path = join(folder, 'large.case');
    const growMs = await growCase(scanned, path, IMAGES);
    report(`recording one of ${IMAGES} images`, growMs / IMAGES);
    const { size } = await stat(path);
    process.stdout.write(`  ${(size / IMAGES / 1000).toFixed(2)} kB for each image (budget 6)\n`);
    await measureQueue(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureQueue(path: string): Promise<void> {
  const order = { sort: 'score', order: 'desc' } as const;
  const opening = performance.now();
  const caseFile = openCase(path, { mode: 'write' });
  readPage(caseFile, {}, order, { limit: 100 });
  readOrder(caseFile, {}, order);
  countQueue(caseFile, {});
  readFolders(caseFile);
  report('opening its queue', performance.now() - opening, undefined, '1 s');
  try {
    for (const sort of QUEUE_SORTS) {
      const read = () => {
        readPage(caseFile, {}, { sort, order: 'desc' }, { limit: 100 });
        readOrder(caseFile, {}, { sort, order: 'desc' });
      };
      report(`sorting by ${sort}`, await medianMs(5, read), undefined, '0.5 s');
    }
    const verifying = performance.now();
    const { problems, checked } = await verifyCase(caseFile, { originals: false });
    const what = `verify, ${checked.rows} rows, ${problems.length} problems`;
    report(what, performance.now() - verifying, undefined, '10 s');
  } finally {
    caseFile.close();
  }
}

/** Photographs of the sample's decoy, and the sample itself: about one attack in ten. */
async function writeImages(folder: string): Promise<string> {
  const decoy = join(samples, 'dandelion.jpg');
  const { width: wide, height: high } = await sharp(decoy).metadata();
  for (let i = 0; i < PHOTOGRAPHS; i++) {
    const [width, height] = [0.4, 0.55].map((share) => Math.round(wide * (share + i / 120)));
    await sharp(decoy)
      .extract({ left: i, top: i, width, height: Math.min(height, high - i) })
      .jpeg({ quality: 80 + (i % 16) })
      .toFile(join(folder, `${i}.jpg`));
  }
  for (let i = 0; i < PHOTOGRAPHS / 10; i++) {
    await copyFile(join(samples, 'dandelion-attack.png'), join(folder, `attack-${i}.png`));
  }
  return folder;
}

async function scanInto(path: string, images: string): Promise<void> {
  const caseFile = openCase(path, { mode: 'write', create: true });
  const limits = DEFAULT_DECODE_LIMITS;
  const jobs = availableParallelism();
  const engines = createEngines({ count: jobs, limits, cacheBytes: 0 });
  try {
    addRoots(caseFile, [images]);
    const decode = { policy: DEFAULT_DECODE_POLICY, limits, thresholds: undefined };
    const settings = await settingsOf(decode, null);
    const { files } = await listFiles([images]);
    await scanFiles(files, {
      ...{ engines, jobs, decode, view: null, classifiers: [], journal: null, sinks: [] },
      archive: createCaseArchive(caseFile, { engineVersion, settings }),
      onProgress: () => undefined,
    });
  } finally {
    await engines.close();
    caseFile.close();
  }
}

/** Fills a new case at `to` with the images of the one at `from` until it has `count`; returns the ms. */
export async function growCase(from: string, to: string, count: number): Promise<number> {
  const source = openCase(from, { mode: 'read' });
  const examined = examinedIn(source);
  source.close();
  const caseFile = openCase(to, { mode: 'write', create: true });
  const started = performance.now();
  caseFile.database.transaction(() => {
    addRoots(caseFile, ['/evidence']);
    for (let i = 0; i < count; i++) {
      const seed = examined[i % examined.length];
      const sha256 = createHash('sha256').update(`${i}`).digest('hex');
      const name = `IMG_${String(i).padStart(6, '0')}.jpg`;
      const path = `/evidence/drive-${i % 7}/DCIM/${Math.floor(i / 500)}/${name}`;
      const finding = { ...seed.finding, sha256, file: name };
      recordFinding(caseFile, { ...seed, path, finding });
    }
  });
  caseFile.close();
  return performance.now() - started;
}

function examinedIn({ database }: ReturnType<typeof openCase>): Examined[] {
  const findings = database.all<{ id: number; engine: string; settings: string; finding: string }>(
    'SELECT id, engine_version AS engine, settings, unpacked(finding) AS finding FROM findings',
  );
  return findings.map(({ id, engine, settings, finding }) => ({
    path: '',
    engineVersion: engine,
    settings: JSON.parse(settings) as unknown,
    finding: JSON.parse(finding) as Finding & { sha256: string; bytes: number },
    pictures: database.all<SurveyPicture & Record<string, never>>(
      'SELECT kind, view, media_type AS mediaType, width, height, bytes, hash FROM pictures ' +
        'WHERE finding_id = ? ORDER BY id',
      id,
    ),
  }));
}
