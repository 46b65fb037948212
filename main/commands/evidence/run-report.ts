/** `scalescope report`: the evidence report of an image, or of a case, as HTML, PDF or JSON. */
import type { KeyObject } from 'node:crypto';
import { UserError } from '../../../shared/base/errors.ts';
import { verdictAndScore } from '../../../shared/verdict/words.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { openCase } from '../../cases/open-case.ts';
import type { CaseFile } from '../../cases/store/case-file.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { labelImage } from '../../engine/pool/label-image.ts';
import { makeCaseReport, requireImage, reviewOf } from '../../report/make-case-report.ts';
import { makeReport } from '../../report/make-report.ts';
import {
  formOf,
  renderCaseReport,
  renderReport,
  type ReportForm,
} from '../../report/render-report.ts';
import { keyPath, readOrMakeKey } from '../../keys/key-store.ts';
import { detachedPath, signDetached } from '../../report/detached.ts';
import { signedBy } from '../../report/sign.ts';
import { LINE_MS, progressLine, type CommandIo } from '../../terminal/io.ts';
import { refuseOverwrite } from '../../terminal/files.ts';
import { imageSource, viewRequest, type DecodeOptions } from '../../terminal/options.ts';
import { passphraseOfKey, type PassphraseOptions } from '../../terminal/passphrase.ts';
import { INSPECT_TEXT } from '../../engine/text/read-image-text.ts';
import { examinationFrom, type ExaminationOptions } from './examination-options.ts';
import { textSettings, type TextOptions } from '../../terminal/text-options.ts';

export interface ReportOptions
  extends DecodeOptions, TextOptions, PassphraseOptions, ExaminationOptions {
  /** With `size` or `part`: the view that is judged beside the search, and shown. */
  pipeline?: Pipeline;
  size?: Size;
  part?: number;
  /** One file per form, told by their names. */
  output: string[];
  /** Path of a case: with an image what reviewers said of it, without one the case itself. */
  case?: string;
  sign?: true;
  labels: Classifier[];
}

/** Writes the report to every output; returns the exit code. */
export async function report(
  image: string | undefined,
  options: ReportOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const { output, case: casePath } = options;
  if (output.length === 0) {
    throw new UserError(
      'invalid-argument',
      'No output file was given. Give -o FILE.html, FILE.pdf or FILE.json.',
    );
  }
  const forms = output.map(formOf);
  const inputs = [image, casePath].filter((path) => path !== undefined);
  const signature = options.sign ? [detachedPath(output)] : [];
  for (const path of [...output, ...signature]) await refuseOverwrite(path, inputs);
  const caseFile = casePath === undefined ? null : openCase(casePath, { mode: 'read' });
  const progress = progressLine(io, { everyMs: LINE_MS });
  try {
    // One key for all that is signed, and its passphrase is asked for once, before the long work.
    const key = options.sign
      ? await readOrMakeKey(keyPath(), await passphraseOfKey(io, options))
      : null;
    const made = await renderAll(image, caseFile, forms, options, engines, {
      show: progress.show,
      signal: io.signal,
      key,
    });
    const files = output.map((path, i) => ({ path, bytes: made.files[i]! }));
    if (key !== null) {
      const bytes = signDetached(files, made.createdAt, key);
      for (const path of signature) files.push({ path, bytes });
    }
    await writeAllWhole(files);
    progress.clear();
    const wrote = files.map(({ path }) => `Wrote ${path}`);
    io.stdout.write(printableLines([made.outcome, ...wrote]));
    return 0;
  } finally {
    progress.clear();
    caseFile?.close();
  }
}

interface Run {
  show: (stage: string, fraction: number) => void;
  signal: AbortSignal | undefined;
  /** Whose signature the report gets; null: none. */
  key: KeyObject | null;
}

/** The bytes of each form, and the outcome in a line. */
async function renderAll(
  image: string | undefined,
  caseFile: CaseFile | null,
  forms: readonly ReportForm[],
  options: ReportOptions,
  engines: Engines,
  run: Run,
): Promise<{ files: Buffer[]; outcome: string; createdAt: string }> {
  const createdAt = new Date().toISOString();
  const examination = await examinationFrom(options);
  const files: Buffer[] = [];
  if (image !== undefined) {
    const made = await imageReport(image, caseFile, createdAt, options, engines, run);
    if (examination !== undefined) made.examination = examination;
    const whole = run.key === null ? made : signedBy(made, run.key);
    for (const form of forms) files.push(await renderReport(whole, form, run.signal));
    return { files, createdAt, outcome: `${made.finding.file}: ${verdictAndScore(made.finding)}` };
  }
  if (caseFile === null) {
    throw new UserError(
      'invalid-argument',
      'There is nothing to report. Give an image, or a case with --case.',
    );
  }
  const made = makeCaseReport(caseFile, createdAt);
  if (examination !== undefined) made.examination = examination;
  const whole = run.key === null ? made : signedBy(made, run.key);
  for (const form of forms) files.push(await renderCaseReport(whole, form, run.signal));
  const { progress, images } = made;
  const outcome = `${caseFile.name}: ${progress.images} images, ${images.length} shown`;
  return { files, createdAt, outcome };
}

async function imageReport(
  image: string,
  caseFile: CaseFile | null,
  createdAt: string,
  { pipeline, size, part, labels, ...options }: ReportOptions,
  engines: Engines,
  { show, signal }: Run,
) {
  const isAsked = pipeline !== undefined || size !== undefined || part !== undefined;
  const view = isAsked ? viewRequest(pipeline ?? findPipeline(DEFAULT_PIPELINE), size, part) : null;
  const source = imageSource(image, options, pipeline);
  const text = textSettings(options, INSPECT_TEXT);
  if (caseFile !== null) {
    const { facts } = await engines.open(source, signal);
    requireImage(caseFile, facts.sha256); // before all of it is computed
  }
  const made = await makeReport({ source, view, createdAt, text, progress: show, signal }, engines);
  if (caseFile !== null) Object.assign(made, reviewOf(caseFile, made));
  if (labels.length > 0) {
    const opened = await engines.open(source, signal);
    made.finding.labels = await labelImage(opened, labels, engines, signal);
  }
  return made;
}
