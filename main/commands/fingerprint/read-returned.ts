/** `scalescope fingerprint read`: what returned charts say of the service that resized them. */
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { CHART_SIZES } from '../../../shared/fingerprint/chart/chart-size.ts';
import { parseChartList } from '../../../shared/fingerprint/chart/chart-list.ts';
import { fingerprintOf } from '../../../shared/fingerprint/result/fingerprint.ts';
import type { FileReading } from '../../../shared/fingerprint/result/told.ts';
import { version } from '../../base/package-root.ts';
import { readRegularFile } from '../../base/regular-file.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { refuseOverwrite, withInput } from '../../terminal/files.ts';
import { progressLine, type CommandIo } from '../../terminal/io.ts';
import { imageSource, type DecodeOptions } from '../../terminal/options.ts';
import { readAnswers } from './read-answers.ts';
import { fingerprintText } from './fingerprint-text.ts';

export interface ReadCommandOptions extends DecodeOptions {
  chart: Size[];
  charts?: string;
  via: Size[];
  answers?: string;
  output?: string;
  json?: true;
}

const FOUND = 0;
/** Exit code where no picture is a resize of a chart. */
const NONE = 1;

/** Far more than a list of charts has. */
const MAX_LIST_BYTES = 1024 ** 2;

/** Prints what `returned` say; returns 1 where none of them is a resize of a chart. */
export async function readReturned(
  returned: string[],
  options: ReadCommandOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const { output, answers } = options;
  if (output !== undefined && !/\.json$/i.test(output)) {
    throw new UserError('invalid-argument', 'The pipeline is a JSON file. Name it .json.');
  }
  if (answers !== undefined) {
    if (returned.length === 0) return readAnswers({ ...options, answers }, engines, io);
    const fact = 'Answers are read by themselves';
    throw new UserError('invalid-argument', `${fact}. Leave out --answers, or the pictures.`);
  }
  if (returned.length === 0) {
    throw new UserError(
      'invalid-argument',
      'Name the pictures that the service returned, or --answers.',
    );
  }
  if (output !== undefined) await refuseOverwrite(output, returned);
  const charts = await chartsOf(options);
  const started = performance.now();
  const files: FileReading[] = [];
  const line = progressLine(io);
  try {
    for (const argument of returned) {
      files.push(await readOne(argument, charts, options, engines, io, line.show));
    }
  } finally {
    line.clear();
  }
  const run = { version, elapsedMs: performance.now() - started };
  const told = fingerprintOf(files, run);
  const { pipeline } = told;
  if (output !== undefined && pipeline !== null) {
    const bytes = Buffer.from(`${printableJson(pipeline, 2)}\n`);
    await writeAllWhole([{ path: output, bytes }]);
  }
  const wrote = output !== undefined && pipeline !== null ? output : null;
  io.stdout.write(options.json ? `${printableJson(told)}\n` : fingerprintText(told, wrote));
  return told.verdict === 'none' ? NONE : FOUND;
}

async function readOne(
  argument: string,
  charts: Size[],
  options: ReadCommandOptions,
  engines: Engines,
  io: CommandIo,
  progress: (stage: string, fraction: number) => void,
): Promise<FileReading> {
  return withInput(argument, options, io, async (path, name) => {
    const source = { ...imageSource(path, options), name };
    const image = await engines.open(source, io.signal);
    const input = { image, charts, vias: options.via };
    return engines.run('fingerprint', input, { name, signal: io.signal, progress });
  });
}

/** The charts that may have been sent. */
async function chartsOf({ chart, charts }: ReadCommandOptions): Promise<Size[]> {
  const listed =
    charts === undefined
      ? []
      : parseChartList(
          (
            await readRegularFile(charts, charts, {
              what: 'a list of charts',
              maxBytes: MAX_LIST_BYTES,
            })
          ).toString('utf8'),
          charts,
        );
  const named = [...chart, ...listed];
  return named.length > 0 ? named : [...CHART_SIZES];
}
