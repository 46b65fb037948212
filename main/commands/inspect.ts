/** `scalescope inspect`: one image, one view, as text or as a finding in JSON. */
import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { errorFinding } from '../../shared/analyze.ts';
import { toErrorBody, UserError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/finding.ts';
import type { Pipeline } from '../../shared/pipelines/format.ts';
import type { Size } from '../../shared/raster.ts';
import type { Engines } from '../engine/service.ts';
import { version } from '../package-root.ts';
import { findingText } from './finding-text.ts';
import { progressLine, type CommandIo } from './io.ts';
import { imageSource, viewRequest, withInput, type DecodeOptions } from './options.ts';

export interface InspectOptions extends DecodeOptions {
  pipeline: Pipeline;
  size?: Size;
  part?: number;
  json?: true;
  out?: string;
}

/** Prints the finding on `image`; returns the exit code. */
export async function inspect(
  image: string,
  options: InspectOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const view = viewRequest(options.pipeline, options.size, options.part);
  const startedAt = performance.now();
  return withInput(image, io.stdin, async (path, name) => {
    const progress = progressLine(io);
    try {
      const source = { ...imageSource(path, options, options.pipeline), name };
      const opened = await engines.open(source, io.signal);
      const finding = await engines.inspect(opened, view, progress.show, io.signal);
      if (options.out !== undefined) {
        await mkdir(options.out, { recursive: true });
        const stem = `${parse(name).name}.${view.pipeline.replaceAll('/', '-')}`;
        const { width, height } = finding.view ?? opened.raster;
        const part = view.part === undefined ? '' : `.part${view.part + 1}`;
        const file = `${stem}.${width}x${height}${part}.png`;
        await engines.resize(opened, view, join(options.out, file));
      }
      progress.clear();
      io.stdout.write(options.json ? jsonLine(finding) : findingText(finding));
      return 0;
    } catch (error) {
      progress.clear();
      if (!options.json || !(error instanceof UserError)) throw error;
      const elapsedMs = performance.now() - startedAt;
      io.stdout.write(jsonLine(errorFinding(name, toErrorBody(error), { version, elapsedMs })));
      throw error;
    }
  });
}

function jsonLine(finding: Finding): string {
  return `${JSON.stringify(finding, null, 2)}\n`;
}
