/** The report of the small attack, made by engines that keep its search: later ones need it no more. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng } from '../../main/engine/write/encode.ts';
import type { Engines } from '../../main/engine/pool/engines.ts';
import { makeReport } from '../../main/report/make-report.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { Report, ReportEdition } from '../../shared/report/report.ts';
import { makeSmallAttack } from './small-attack.ts';

/** Writes the small attack into `folder`; its path. */
export async function writeSmallAttack(folder: string, name = 'small attack.png'): Promise<string> {
  const path = join(folder, name);
  const { attack } = await makeSmallAttack();
  await writeFile(path, await encodePng(attack));
  return path;
}

/** The limit that the report is made with: higher than the usual one. */
export const RAISED_PIXELS = 500e6;

/** The report of the image at `path`, as it is once it was written and read. */
export async function reportOf(
  path: string,
  engines: Engines,
  edition?: ReportEdition,
): Promise<Report> {
  const source = {
    path,
    name: 'small attack.png',
    policy: DEFAULT_DECODE_POLICY,
    limits: { ...DEFAULT_DECODE_LIMITS, maxPixels: RAISED_PIXELS },
  };
  const createdAt = '2026-03-01T12:30:45.678Z';
  const report = await makeReport(
    { source, view: null, createdAt, ...(edition && { edition }) },
    engines,
  );
  return JSON.parse(JSON.stringify(report)) as Report;
}
