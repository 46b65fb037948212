/** Cases that tests fill with findings of their own. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openCase } from '../../../main/cases/open-case.ts';
import type { CaseFile } from '../../../main/cases/store/case-file.ts';
import { recordFinding, type Examined } from '../../../main/cases/record.ts';
import type { SurveyPicture } from '../../../main/engine/images/orders.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import type { LabelPair } from '../../../shared/finding/labels.ts';
import type { Verdict } from '../../../shared/verdict/judge.ts';

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own, removed when the process ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-case-'));
  folders.push(folder);
  return folder;
}

/** A clock that starts at the same second and goes on by one a call. */
export function steadyClock(): () => Date {
  let second = 0;
  return () => new Date(Date.UTC(2025, 0, 1, 0, 0, second++));
}

/** Where cases are that are asked for without a path. */
export interface CaseStore {
  make(): CaseFile;
  /** Opens one again to write, in the name of whoever is named with each change. */
  openAgain(path: string, now: () => Date): CaseFile;
  /** Runs `sql` on it as somebody does who is not Scalescope and whom nothing keeps from it. */
  tamper(path: string, sql: string): void;
}

let inDatabase: CaseStore | null = null;

/** From here on `store` has the new cases that are asked for without a path (database-cases.ts). */
export function makeCasesBy(store: CaseStore): void {
  inDatabase = store;
}

/** Whether they are in a database: making one takes longer than a file. */
export function isInDatabase(): boolean {
  return inDatabase !== null;
}

/** A new case at `path`, open for writing; without one in the store that is tested. */
export function newCase(path?: string): CaseFile {
  if (path === undefined && inDatabase !== null) return inDatabase.make();
  return openCase(path ?? join(makeFolder(), 'test.case'), {
    mode: 'write',
    create: true,
    now: steadyClock(),
    actor: 'tester',
  });
}

/** The path of a new case in the store that is tested, which is closed; in a file only its folder is there. */
export function newCasePath(name = 'test.case'): string {
  if (inDatabase === null) return join(makeFolder(), name);
  const made = inDatabase.make();
  made.close();
  return made.path;
}

/** The case at `path` once more, to write, by anybody. */
export function openAgain(path: string, now = steadyClock()): CaseFile {
  return inDatabase?.openAgain(path, now) ?? openCase(path, { mode: 'write', now });
}

/** Triggers of a file that keep rows as they are. */
const KEEPING = ['findings', 'reviews', 'audit', 'images'].flatMap((table) => [
  `${table}_stay`,
  `${table}_remain`,
]);

/** Runs `sql` on the case at `path`, which is closed, as another program does. */
export function tamper(path: string, sql: string): void {
  if (inDatabase !== null) return inDatabase.tamper(path, sql);
  const database = new DatabaseSync(path);
  database.exec(KEEPING.map((name) => `DROP TRIGGER IF EXISTS ${name};`).join(''));
  database.exec(sql);
  database.close();
}

export interface MadeImage {
  name: string;
  folder?: string;
  verdict?: Verdict;
  score?: number;
  sampler?: string | null;
  explanation?: Finding['explanation'];
  width?: number;
  height?: number;
  engineVersion?: string;
  settings?: unknown;
  humanHash?: string | null;
  machineHash?: string | null;
  /** How far the labels of a classifier disagree; left out: nobody asked for labels. */
  labelDistance?: number;
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An examination of a file that does not exist; its hash is that of its name. */
export function examined(made: MadeImage): Examined {
  const { name, folder = '/pictures', verdict = 'clean', score = 0.1, sampler = null } = made;
  const { width = 640, height = 480, engineVersion = '1.0.0', settings = { mode: 'test' } } = made;
  const picture = (kind: 'human' | 'machine', hash: string | null): SurveyPicture => ({
    kind,
    view: `${kind} view`,
    mediaType: 'image/webp',
    width: 8,
    height: 6,
    bytes: new TextEncoder().encode(`${kind} ${name}`),
    hash,
  });
  return {
    path: join(folder, name),
    engineVersion,
    settings,
    pictures: [
      picture('human', made.humanHash ?? null),
      picture('machine', made.machineHash ?? null),
    ],
    finding: {
      schema: 'scalescope/finding@1',
      file: name,
      sha256: sha256(name),
      bytes: 1000 + name.length,
      format: 'png',
      width,
      height,
      verdict,
      score,
      targets:
        sampler === null
          ? []
          : [
              {
                width: 224,
                height: 224,
                samplers: [sampler],
                score,
                channels: ['r'],
                region: null,
                regions: [],
                crop: { x: 0, y: 0, width, height },
                records: [],
                views: [],
                evidence: { departure: 3.5 },
              },
            ],
      explanation: made.explanation ?? null,
      reasons: ['because'],
      judgements: [],
      tested: null,
      error: verdict === 'error' ? { code: 'decode-failed', message: `${name} is broken` } : null,
      elapsedMs: 1,
      version: engineVersion,
      facts: null,
      view: null,
      ...(made.labelDistance === undefined ? {} : { labels: [labelPair(made.labelDistance)] }),
    },
  };
}

function labelPair(distance: number): LabelPair {
  const drum = { name: 'drum', probability: distance };
  const dandelion = { name: 'dandelion', probability: 1 - distance };
  return {
    classifier: 'own/cats',
    title: 'Cats',
    pipeline: 'opencv/linear',
    width: 224,
    height: 224,
    human: [{ name: 'dandelion', probability: 1 }],
    machine: distance > 0.5 ? [drum, dandelion] : [dandelion, drum],
    differs: distance > 0.5,
    distance,
  };
}

/** Records an examination; returns the image's id. */
export function addImage(caseFile: CaseFile, made: MadeImage): number {
  return recordFinding(caseFile, examined(made));
}
