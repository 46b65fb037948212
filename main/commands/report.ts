/** `scalescope report`: the evidence report of one image as HTML, PDF or JSON. */
import { basename } from 'node:path';
import type { Classifier } from '../../shared/labels/classifier.ts';
import type { Pipeline } from '../../shared/pipelines/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../shared/pipelines/pipeline.ts';
import type { Size } from '../../shared/raster.ts';
import type { Report, SignedReport } from '../../shared/report/report.ts';
import type { Engines } from '../engine/service.ts';
import { writeAllWhole } from '../engine/write-whole.ts';
import { labelImage } from '../labels/label-image.ts';
import { makeReport } from '../report/make-report.ts';
import { formOf, renderReport } from '../report/render-report.ts';
import { signReport } from '../report/sign.ts';
import { progressLine, type CommandIo } from './io.ts';
import { imageSource, refuseOverwrite, viewRequest, type DecodeOptions } from './options.ts';

export interface ReportOptions extends DecodeOptions {
  /** With `size` or `part`: the view that is judged beside the search, and shown. */
  pipeline?: Pipeline;
  size?: Size;
  part?: number;
  /** One file per form, told by their names. */
  output: string[];
  sign?: true;
  labels: Classifier[];
}

/** Writes the report on `image` to every output; returns the exit code. */
export async function report(
  image: string,
  options: ReportOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const { pipeline, size, part, output } = options;
  const forms = output.map(formOf);
  for (const path of output) await refuseOverwrite(path, [image]);
  const isAsked = pipeline !== undefined || size !== undefined || part !== undefined;
  const view = isAsked ? viewRequest(pipeline ?? findPipeline(DEFAULT_PIPELINE), size, part) : null;
  const progress = progressLine(io);
  try {
    const source = imageSource(image, options, pipeline);
    const createdAt = new Date().toISOString();
    const { signal } = io;
    const made = await makeReport(
      { source, view, createdAt, progress: progress.show, signal },
      engines,
    );
    if (options.labels.length > 0) {
      const opened = await engines.open(source, signal);
      made.finding.labels = await labelImage(opened, options.labels, engines, signal);
    }
    const whole: Report | SignedReport = options.sign ? await signReport(made) : made;
    const files: { path: string; bytes: Buffer }[] = [];
    for (const [i, path] of output.entries()) {
      files.push({ path, bytes: await renderReport(whole, forms[i]!, signal) });
    }
    await writeAllWhole(files);
    progress.clear();
    const { finding } = made;
    io.stdout.write(`${basename(image)}: ${finding.verdict} (score ${finding.score.toFixed(2)})\n`);
    for (const path of output) io.stdout.write(`Wrote ${path}\n`);
    return 0;
  } finally {
    progress.clear();
  }
}
