/**
 * Scans many images into a case with a program that is killed again and again, and checks what the case
 * then holds against what was made: nothing lost, nothing analyzed twice, nothing altered.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openCase } from '../../main/cases/open-case.ts';
import type { CaseFile } from '../../main/cases/store/case-file.ts';
import { figuresOf } from '../../main/cases/case-summary.ts';
import { verifyCase } from '../../main/cases/verify-case.ts';
import { createEngines } from '../../main/engine/pool/pool.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { MOST_FRAMES } from '../../shared/image/sample-frames.ts';
import { Random } from '../support/random.ts';
import type { MadeImage } from './make-images.ts';

const bin = fileURLToPath(new URL('../../build/scalescope.mjs', import.meta.url));

export interface CrashTestOptions {
  /** What was made, all of it below `folder`. */
  images: readonly MadeImage[];
  folder: string;
  /** Path of the case, which is new. */
  casePath: string;
  kills: number;
  seed?: number;
  /** The most findings that are made again, by themselves, and compared; default: 25. */
  compared?: number;
  /** Told after each kill. */
  onKill?: (kill: number, told: number) => void;
}

export interface CrashTestFigures {
  /** Kills that met a running scan, and how many of them before it had told of anything. */
  kills: number;
  early: number;
  paths: number;
  images: number;
  findings: number;
  failed: number;
  attacksMade: number;
  attacksFound: number;
  /** Findings that were made again, all alike. */
  compared: number;
  auditEntries: number;
  /** Seconds of all scans, and of the one that found all known. */
  scanS: number;
  knownS: number;
}

/** Every fourth kill comes at any moment of the start; the others spread over all of the work. */
const EARLY = 4;
const EARLY_MS = 1500;
const LATE_MS = 120;

/** Runs it all. Throws AssertionError with what is not as it has to be. */
export async function crashTest(options: CrashTestOptions): Promise<CrashTestFigures> {
  const { images, kills, seed = 1, compared = 25, onKill } = options;
  const random = new Random(seed);
  let met = 0;
  let early = 0;
  let scanMs = 0;
  for (let kill = 0; kill < kills; kill++) {
    const isEarly = kill % EARLY === EARLY - 1;
    const until = isEarly ? 0 : Math.ceil((images.length * (kill + random.next())) / (kills + 1));
    const delayMs = random.range(0, isEarly ? EARLY_MS : LATE_MS);
    const { told, elapsedMs, code } = await runScan(options, { until, delayMs });
    scanMs += elapsedMs;
    if (code === null) {
      met++; // else it ended by itself, faster than it was killed
      if (told.length === 0) early++;
    }
    await checkKilled(options.casePath, told);
    onKill?.(kill + 1, told.length);
  }
  assert.ok(kills === 0 || met > 0, 'a kill met a running scan');
  const last = await runScan(options);
  scanMs += last.elapsedMs;
  const failing = failingOf(images);
  assert.equal(last.code, failing.length > 0 ? 2 : 1);
  checkSummary(last.stderr, images.length, failing.length);
  const head = await reading(options.casePath, (caseFile) => figuresOf(caseFile).audit.head);
  const again = await runScan(options);
  const known = images.length - failing.length;
  assert.match(
    again.stderr,
    new RegExp(`: 0 examined, ${known} known from before, ${failing.length} failed before; `),
  );

  return reading(options.casePath, async (caseFile) => {
    const figures = figuresOf(caseFile);
    assert.equal(figures.audit.head, head, 'a scan that knows all changes nothing');
    const { problems } = await verifyCase(caseFile, { originals: true });
    assert.deepEqual(problems, []);
    const { images: hashes, verdicts } = checkContents(caseFile, images);
    const alike = await compareFindings(caseFile, images, compared);
    const attacks = images.filter(({ kind }) => kind === 'attack');
    return {
      ...{ kills: met, early, compared: alike },
      ...{ paths: figures.paths, images: hashes, findings: figures.findings },
      failed: failing.length,
      attacksMade: attacks.length,
      attacksFound: attacks.filter(({ sha256 }) => verdicts.get(sha256) !== 'clean').length,
      auditEntries: figures.audit.entries,
      ...{ scanS: scanMs / 1000, knownS: again.elapsedMs / 1000 },
    };
  });
}

interface ScanRun {
  /** Files it told of, in order. */
  told: string[];
  stderr: string;
  /** Null where it was killed. */
  code: number | null;
  elapsedMs: number;
}

/** `scan --case`, killed `delayMs` after it told of `until` files; without `kill` it ends by itself. */
async function runScan(
  { folder, casePath }: CrashTestOptions,
  kill?: { until: number; delayMs: number },
): Promise<ScanRun> {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, 'scan', folder, '--case', casePath, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: string[] = [];
  let rest = '';
  let stderr = '';
  let killing = false;
  const killSoon = async (): Promise<void> => {
    if (kill === undefined || killing || told.length < kill.until) return;
    killing = true;
    await sleep(kill.delayMs);
    child.kill('SIGKILL');
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      told.push(JSON.parse(/^\{"schema":"[^"]*","file":("(?:[^"\\]|\\.)*")/.exec(line)![1]));
    }
    void killSoon();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void killSoon();
  const code = await ended;
  return { told, stderr, code, elapsedMs: performance.now() - started };
}

async function reading<T>(
  path: string,
  work: (caseFile: CaseFile) => T | Promise<T>,
): Promise<Awaited<T>> {
  const caseFile = openCase(path, { mode: 'read' });
  try {
    return await work(caseFile);
  } finally {
    caseFile.close();
  }
}

/** After a kill the case is whole, and holds everything that the scan told of. */
async function checkKilled(casePath: string, told: readonly string[]): Promise<void> {
  // It opens for writing, so the lock ended with its process; a case that was not made yet is made.
  openCase(casePath, { mode: 'write', create: true }).close();
  await reading(casePath, async (caseFile) => {
    const { problems } = await verifyCase(caseFile, { originals: false });
    assert.deepEqual(problems, []);
    const known = new Set(sightingsOf(caseFile).keys());
    assert.deepEqual(
      told.filter((path) => !known.has(path)),
      [],
      'what was told of is in the case',
    );
  });
}

function checkSummary(stderr: string, count: number, failed: number): void {
  const summary = /^(\d+) images(?: examined,|:) .*/m.exec(stderr);
  assert.ok(summary !== null, stderr);
  const failures = [...summary[0].matchAll(/(\d+) failed/g)].map(([, n]) => Number(n));
  const sum = failures.reduce((a, b) => a + b, 0); // in this scan, and before
  assert.deepEqual([Number(summary[1]), sum], [count, failed]);
}

/** Files that cannot be examined, copies of such ones too. */
function failingOf(images: readonly MadeImage[]): MadeImage[] {
  const broken = new Set(images.flatMap(({ kind, sha256 }) => (kind === 'broken' ? sha256 : [])));
  return images.filter(({ sha256 }) => broken.has(sha256));
}

function sightingsOf({ database }: CaseFile): Map<string, string> {
  const rows = database.all<{ path: string; sha256: string }>(
    'SELECT path, sha256 FROM sightings JOIN images ON images.id = image_id',
  );
  return new Map(rows.map(({ path, sha256 }) => [path, sha256]));
}

/** Every path with its hash, one finding for each hash, one entry of the log for each step. */
function checkContents(
  caseFile: CaseFile,
  images: readonly MadeImage[],
): { images: number; verdicts: Map<string, string> } {
  const { database } = caseFile;
  const hashes = new Set(images.map(({ sha256 }) => sha256));
  assert.deepEqual(
    [...sightingsOf(caseFile)].sort(),
    images.map(({ path, sha256 }) => [path, sha256]).sort(),
    'every path is in the case with the hash of its file, and no other',
  );
  const findings = database.all<{ sha256: string; finding: string }>(
    'SELECT sha256, unpacked(finding) AS finding FROM findings JOIN images ON images.id = image_id',
  );
  assert.equal(findings.length, hashes.size, 'one finding for each hash');
  assert.deepEqual(new Set(findings.map(({ sha256 }) => sha256)), hashes);
  const entries = database.all<{ action: string; n: number }>(
    'SELECT action, count(*) AS n FROM audit GROUP BY action ORDER BY action',
  );
  // The same bytes once more would have been told as one more finding, were they analyzed again.
  assert.deepEqual(
    entries.map(({ action, n }) => [action, n]),
    [
      ['finding', hashes.size],
      ['roots', 1],
      ['sighting', images.length - hashes.size],
    ],
  );
  const verdicts = findings.map(
    ({ sha256, finding }) => [sha256, (JSON.parse(finding) as Finding).verdict] as const,
  );
  return { images: hashes.size, verdicts: new Map(verdicts) };
}

/** Some findings of the case are those that an engine makes which nobody killed; how many were made. */
async function compareFindings(
  { database }: CaseFile,
  images: readonly MadeImage[],
  count: number,
): Promise<number> {
  const step = Math.max(1, Math.floor(images.length / count));
  const failing = new Set(failingOf(images));
  const chosen = images.filter((image, i) => i % step === 0 && !failing.has(image)).slice(0, count);
  const limits = DEFAULT_DECODE_LIMITS;
  const engines = createEngines({ count: 1, limits, cacheBytes: 0 });
  try {
    for (const { path, sha256 } of chosen) {
      const decode = { policy: DEFAULT_DECODE_POLICY, limits, mostFrames: MOST_FRAMES };
      const source = { path, name: basename(path), ...decode };
      const finding = await engines.examine(source, null);
      const { finding: kept } = database.get<{ finding: string }>(
        'SELECT unpacked(finding) AS finding FROM findings ' +
          'WHERE image_id = (SELECT id FROM images WHERE sha256 = ?)',
        sha256,
      )!;
      assert.deepEqual(comparable(JSON.parse(kept) as Finding), comparable(finding), path);
    }
    return chosen.length;
  } finally {
    await engines.close();
  }
}

/** `finding` without what depends on the moment, or on which of several copies was met first. */
export function comparable({ facts, ...finding }: Finding): unknown {
  const alike = { elapsedMs: 0, file: '', facts: facts && { ...facts, name: '', notes: [] } };
  return JSON.parse(JSON.stringify({ ...finding, ...alike }));
}
