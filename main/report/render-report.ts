/** A report in the form that its file's name asks for. */
import { extname } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import type { MatrixRow } from '../../shared/matrix/result.ts';
import { printable, printableJson } from '../../shared/base/printable.ts';
import { makeRaster } from '../../shared/base/raster.ts';
import { reportHtml } from '../../shared/report/sections/report-html.ts';
import { caseReportHtml } from '../../shared/report/sections/case-report-html.ts';
import type { CaseReport } from '../../shared/report/case-report.ts';
import type { Report, SignedReport } from '../../shared/report/report.ts';
import { verdictAndScore, verdictCounts, verdictWord } from '../../shared/verdict/words.ts';
import { encodePng } from '../engine/write/encode.ts';
import type { EmbeddedFile } from './archive-pdf.ts';
import { printPdf } from './print-pdf.ts';
import { ATTACHED_NAME } from './read-report.ts';

export const REPORT_FORMS = ['.json', '.html', '.pdf'] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

/** The form of `path`. Throws UserError `invalid-argument` where there is none such. */
export function formOf(path: string): ReportForm {
  const extension = extname(path).toLowerCase();
  const form = REPORT_FORMS.find((each) => each === extension);
  if (form !== undefined) return form;
  throw new UserError(
    'invalid-argument',
    `A report is written as .html, .pdf or .json, not "${extension || path}".`,
  );
}

/** The bytes of `report` in `form`. Throws what printing throws. */
export async function renderReport(
  report: Report | SignedReport,
  form: ReportForm,
  signal?: AbortSignal,
): Promise<Buffer> {
  if (form === '.json') return jsonBytes(report);
  const thumbnails = new Map<MatrixRow, string>();
  for (const row of report.matrix.rows) thumbnails.set(row, await thumbnailOf(row));
  const page = reportHtml(report, (row) => thumbnails.get(row)!);
  if (form === '.html') return Buffer.from(page);
  const { finding, engine, createdAt } = report;
  return printPdf(
    page,
    {
      title: `Evidence report: ${printable(finding.file)}`,
      subject: verdictAndScore(finding),
      keywords: ['image-scaling attack', verdictWord(finding), `sha256 ${finding.sha256}`],
      author: `Scalescope ${engine.scalescope}`,
      createdAt,
      producer: `Scalescope ${engine.scalescope}`,
    },
    jsonForm(report),
    signal,
  );
}

function jsonBytes(report: object): Buffer {
  return Buffer.from(`${printableJson(report, 1)}\n`);
}

/** The JSON form, as it is embedded in the PDF: byte for byte what the .json file is. */
function jsonForm(report: object): EmbeddedFile {
  return {
    name: ATTACHED_NAME,
    mediaType: 'application/json',
    description: 'The report as data, which scalescope verify reads',
    bytes: jsonBytes(report),
  };
}

async function thumbnailOf({ thumbnail }: MatrixRow): Promise<string> {
  const { width, height, rgba } = thumbnail;
  const data = new Uint8Array(Buffer.from(rgba, 'base64'));
  const png = await encodePng(makeRaster(width, height, 4, data));
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The bytes of the report of a case in `form`. Throws what printing throws. */
export async function renderCaseReport(
  report: CaseReport,
  form: ReportForm,
  signal?: AbortSignal,
): Promise<Buffer> {
  if (form === '.json') return jsonBytes(report);
  const page = caseReportHtml(report);
  if (form === '.html') return Buffer.from(page);
  const { case: of, counts, createdAt, engine, audit } = report;
  return printPdf(
    page,
    {
      title: `Case report: ${printable(of.name)}`,
      subject: verdictCounts(counts.verdicts, counts.notAssessable),
      keywords: ['image-scaling attack', `audit ${audit.head}`],
      author: `Scalescope ${engine.scalescope}`,
      createdAt,
      producer: `Scalescope ${engine.scalescope}`,
    },
    jsonForm(report),
    signal,
  );
}
