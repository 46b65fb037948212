/** `scalescope calibrate`: the false alarms in folders that are held for clean, and thresholds of them. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UserError } from '../../../shared/base/errors.ts';
import { listedWord } from '../../../shared/verdict/words.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { printable, printableJson } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { PerVerdict } from '../../../shared/verdict/thresholds-file.ts';
import { createEngines } from '../../engine/pool/pool.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { listFiles } from '../../scan/list-files.ts';
import { progressLine } from '../../scan/progress-line.ts';
import { scanFiles, type ScanOutcome } from '../../scan/scan-files.ts';
import { settingsOf } from '../../scan/scan-settings.ts';
import type { FindingSink, ScanRecord } from '../../scan/sink.ts';
import { summaryOf } from '../../scan/scan-summary.ts';
import { calibrationOf, calibrationText, type CalibratedFile } from './calibrate-text.ts';
import { statusLine, type CommandIo } from '../../terminal/io.ts';
import { refuseOverwrite } from '../../terminal/files.ts';
import { imageSource, type DecodeOptions } from '../../terminal/options.ts';
import { expandList, openJournal, viewOf } from '../scan/scan-input.ts';

export interface CalibrateCommandOptions extends DecodeOptions {
  /** With `size`: a view that is judged beside the search. */
  pipeline?: Pipeline;
  size?: Size;
  jobs?: number;
  jsonl?: string;
  resume?: true;
  /** Where the thresholds go. */
  output?: string;
  /** False alarms that are aimed at; default: 0.5 % and 0.1 %. */
  rate?: PerVerdict<number>;
  allowLooser?: true;
  /** Also follow links that lead out of the folders. */
  followLinks?: true;
  json?: true;
  null?: true;
}

const DEFAULT_RATE: PerVerdict<number> = { suspicious: 0.005, attack: 0.001 };

/** `0.5,0.1`: percent of false alarms that are suspicious or worse, and that are attacks. */
export function parseRate(text: string): PerVerdict<number> {
  const match = /^(\d+(?:\.\d+)?)[,/](\d+(?:\.\d+)?)$/.exec(text);
  const [suspicious, attack] = [match?.[1], match?.[2]].map((part) => Number(part) / 100);
  if (suspicious! > 0 && attack! > 0 && suspicious! <= 1 && attack! <= suspicious!) {
    return { suspicious: suspicious!, attack: attack! };
  }
  throw new InvalidArgumentError(
    'Expected two shares in percent, for suspicious or worse and for attack, such as 0.5,0.1 but ' +
      `received "${text}".`,
  );
}

const DONE = 0;
const FAILED = 2;

/**
 * Examines `paths`, which are held for clean, and prints how many are flagged; writes thresholds where
 * asked. Returns 2 where something failed, else 0, whatever was flagged.
 */
export async function calibrateFolders(
  paths: string[],
  options: CalibrateCommandOptions,
  io: CommandIo,
): Promise<number> {
  const { jobs = availableParallelism(), jsonl, output, rate = DEFAULT_RATE } = options;
  if (options.resume && jsonl === undefined) {
    throw new UserError('invalid-argument', '--resume needs --jsonl, the file that it continues.');
  }
  if (output !== undefined && jsonl !== undefined && resolve(output) === resolve(jsonl)) {
    throw new UserError(
      'invalid-argument',
      `--output and --jsonl are both ${output}. Give each its own file.`,
    );
  }
  const view = viewOf(options);
  const { files, left } = await listFiles(await expandList(paths, options, io), {
    followLinks: options.followLinks,
    signal: io.signal,
  });
  if (output !== undefined) {
    await refuseOverwrite(
      output,
      files.map(({ path }) => path),
    );
  }
  const { policy, limits, thresholds } = imageSource('', options, options.pipeline);
  const decode = { policy, limits, thresholds };
  const settings = {
    ...(await settingsOf(decode, view)),
    ...(view !== null && { search: true as const }),
  };
  const journal = await openJournal(options, settings);
  const engines = createEngines({ count: jobs, limits, cacheBytes: 0 });
  const status = statusLine(io);
  const started = performance.now();
  const examined: CalibratedFile[] = [];
  const failed: string[] = [];
  let outcome: ScanOutcome;
  try {
    outcome = await scanFiles(files, {
      ...{ engines, jobs, decode, view, search: true, classifiers: [], journal },
      sinks: [collecting(examined, failed)],
      onProgress: (tally) => status.show(progressLine(tally, performance.now() - started)),
      signal: io.signal,
    });
  } finally {
    status.clear();
    await engines.close();
    await journal?.close(files.map(({ path }) => path));
  }
  for (const line of failed) io.stderr.write(`${printable(line)}\n`);
  const isStopped = io.signal?.aborted === true;
  const summary = summaryOf(outcome, { paths, isStopped, jsonl, left });
  (options.json ? io.stderr : io.stdout).write(`${printable(summary)}\n`);
  // Thresholds of a part of a folder would pass for those of all of it.
  if (io.signal?.aborted) throw new UserError('cancelled', 'The calibration was stopped');
  const calibration = calibrationOf(examined, {
    rate,
    allowLooser: options.allowLooser === true,
    view,
    ...(thresholds && { thresholds }),
  });
  io.stdout.write(
    options.json ? `${printableJson(calibration, 2)}\n` : calibrationText(calibration),
  );
  if (output !== undefined) {
    const bytes = Buffer.from(`${printableJson(calibration.thresholds, 2)}\n`);
    await writeAllWhole([{ path: output, bytes }]);
    if (!options.json) io.stdout.write(`Wrote ${printable(output)}\n`);
  }
  return outcome.failed > 0 ? FAILED : DONE;
}

/** Keeps of each record what a calibration is made of. */
function collecting(files: CalibratedFile[], failed: string[]): FindingSink {
  return {
    async write(record: ScanRecord) {
      const { file, sha256, verdict, score, targets, judgements, thresholds = null } = record;
      if (verdict === 'error') {
        failed.push(`${file}: ${listedWord('error')}: ${record.error?.message ?? ''}`);
        return;
      }
      const sizes = targets.map(({ width, height }) => `${width}x${height}`);
      files.push({ file, sha256, verdict, score, targets: sizes, judgements, thresholds });
    },
    close: async () => undefined,
  };
}
