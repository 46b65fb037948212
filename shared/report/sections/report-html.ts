/** The report as one HTML page: no scripts, nothing loaded, pictures inside it; the PDF is its print. */
import type { LabelPair } from '../../finding/labels.ts';
import { labelSentence } from '../../finding/labels.ts';
import { printable } from '../../base/printable.ts';
import { withText } from '../../finding/with-text.ts';
import { readingText } from '../../verdict/text-words.ts';
import { textSection } from './text-section.ts';
import { evidenceText, scoreOf, verdictTone, verdictWord } from '../../verdict/words.ts';
import { markedPeaks } from '../../pictures/spectrum-picture.ts';
import { STANDS_OUT_DB } from '../../spectrum/peaks.ts';
import type { SpectrumReport } from '../../spectrum/spectrum.ts';
import { bibliography } from './bibliography.ts';
import { evidenceSection } from './evidence-sections.ts';
import { custodySection, examinationRows, hashRows, identification } from './identity-sections.ts';
import { figure } from '../figure.ts';
import { factsSection, pipelinesSection } from './file-sections.ts';
import { html, type Markup } from '../html.ts';
import { methodsSection } from './methods-section.ts';
import { htmlPage } from '../page.ts';
import { limitsSection, marksTable, timeText } from '../page-parts.ts';
import type { Report, ReportPicture, SignedReport } from '../report.ts';
import { reproduceSection, reviewSection } from './review-sections.ts';
import { weightSection } from './weight-section.ts';
import { viewsAppendix, whoSeesSection, type ThumbnailPng } from './who-sees-section.ts';
import { isSameView } from '../report-marks.ts';

/** The page of `report`. */
export function reportHtml(report: Report | SignedReport, thumbnailOf: ThumbnailPng): string {
  const { finding, createdAt, engine } = report;
  const made = `made ${timeText(createdAt)} by Scalescope ${engine.scalescope}`;
  return htmlPage({
    title: `Evidence report: ${printable(finding.file)}`,
    head: `SHA-256 of the file ${finding.sha256}`,
    foot: `Evidence report, ${made}`,
    body: html`<p>M${made.slice(1)}.</p>
      ${identified(report)} ${reportBody(report, thumbnailOf)}`,
  });
}

/** Which file it is of, and who examined it under which numbers. */
function identified({ finding, examination, hashes }: Report): Markup {
  return identification('What was examined', [
    ...examinationRows(examination),
    ['File', printable(finding.file)],
    ['Size', `${finding.bytes} bytes, ${finding.format}, ${finding.width}x${finding.height}`],
    ...hashRows(hashes, finding.sha256),
  ]);
}

/** The sections of one image. */
function reportBody(report: Report | SignedReport, thumbnailOf: ThumbnailPng): Markup {
  const { finding } = report;
  return html`${verdictBox(report)} ${textSection(report.textRead)} ${views(report)}
  ${weightSection(report)} ${evidenceSection(report)} ${close(report)}
  ${whoSeesSection(report, thumbnailOf)} ${labels(finding.labels ?? [])} ${spectrum(report)}
  ${methodsSection(finding.version)} ${limitsSection(report.limits)} ${factsSection(report)}
  ${pipelinesSection(report)} ${reviewSection(report)}
  ${custodySection(report.examination, own(report))} ${reproduceSection(report)} ${bibliography()}
  ${viewsAppendix(report)}`;
}

/** What this program did with the file. */
function own({ finding, createdAt, engine, hashes }: Report) {
  const who = `Scalescope ${engine.scalescope}`;
  const again =
    hashes === undefined
      ? ''
      : ' After the examination it was read and hashed again, and it was the same.';
  const what = `Read ${finding.file}, ${finding.bytes} bytes, without writing to it. SHA-256 ${finding.sha256}.${again}`;
  return [{ at: createdAt, who, what }];
}

function verdictBox({ finding: found, textRead, summary: told }: Report): Markup {
  const finding = textRead === undefined ? found : withText(found, textRead);
  const summary = textRead === undefined ? told : [readingText(textRead), ...told];
  const score = scoreOf(finding);
  const evidence = evidenceText(finding);
  const scoreText = score === null ? '' : ` · score ${score.value.toFixed(3)}: ${score.meaning}`;
  return html`<section class="verdict ${verdictTone(finding)}">
    <p><strong>${verdictWord(finding)}</strong>${scoreText}</p>
    ${evidence === null ? null : html`<p>Evidence ${evidence}.</p>`}
    ${summary.map((sentence) => html`<p>${sentence}</p>`)}
  </section>`;
}

function views(report: Report): Markup {
  const { pictures, marks } = report;
  const human = pictureOf(pictures, 'human');
  const machine = pictureOf(pictures, 'view');
  const hidden = pictureOf(pictures, 'hidden');
  const further = pictures.filter(({ id }) => /^view-\d$/.test(id));
  const isSame = machine !== null && showsTarget(report);
  const halves = [human, machine ?? hidden, ...further];
  return html`<section>
    <h2>What a person sees, and what the machine receives</h2>
    <div class="pair">
      ${halves.slice(0, 2).map((picture) => pictureFigure(report, picture, 'half'))}
    </div>
    ${
      hidden === null || !isSame
        ? null
        : html`<p>
            The search recovered the picture of the machine from the file by itself. It was given
            neither the size nor the resizer. That is the same observation and no second one, so it
            is shown once.
          </p>`
    }
    ${
      halves.length === 2
        ? null
        : html`<div class="pair">
            ${halves.slice(2).map((picture) => pictureFigure(report, picture, 'half'))}
          </div>`
    }
    ${machine === null || isSame ? null : pictureFigure(report, hidden)} ${marksTable(marks)}
  </section>`;
}

/** Whether the view that is shown is one of the best target, whose hidden picture it then is. */
function showsTarget({ finding: { targets }, request: { view, asked } }: Report): boolean {
  const [target] = targets;
  if (view === null || target === undefined) return false;
  if (!asked) return true;
  const { width, height } = target;
  return target.samplers.some((pipeline) => isSameView(view, { pipeline, width, height }));
}

function close(report: Report): Markup | null {
  const { pictures } = report;
  const shown = ['lattice', 'heat-map', 'difference']
    .map((id) => pictureOf(pictures, id))
    .filter((picture) => picture !== null);
  if (shown.length === 0) return null;
  return html`<section>
    <h2>Where, pixel by pixel</h2>
    ${shown.map((picture) => pictureFigure(report, picture))}
  </section>`;
}

function labels(pairs: readonly LabelPair[]): Markup | null {
  if (pairs.length === 0) return null;
  return html`<section>
    <h2>What models say</h2>
    <ul>
      ${pairs.map((pair) => html`<li>${labelSentence(pair)}</li>`)}
    </ul>
  </section>`;
}

function spectrum(report: Report): Markup | null {
  const { pictures, spectrum: of } = report;
  const picture = pictureOf(pictures, 'spectrum');
  if (picture === null) return null;
  return html`<section>
    <h2>Spectrum</h2>
    <p>${peaksText(of)}</p>
    ${pictureFigure(report, picture)}
  </section>`;
}

/** One count, and which of the peaks the figure marks. */
function peaksText({ peaks, ...of }: SpectrumReport): string {
  const standing = peaks.filter(({ contrastDb }) => contrastDb >= STANDS_OUT_DB).length;
  const tiles = of.tiles === 1 ? 'whole' : `as the mean of ${of.tiles} tiles`;
  const made = `The source was transformed ${tiles} (channel ${of.channel}, window ${of.window}).`;
  if (of.target === null) return made;
  return (
    `${made} A payload for this view must leave peaks at ${peaks.length} places. ${standing} of them stand at ` +
    `least ${STANDS_OUT_DB} dB above their surroundings. The figure marks the ${markedPeaks({ peaks }).length} ` +
    'strongest by prediction.'
  );
}

function pictureOf(pictures: readonly ReportPicture[], id: string): ReportPicture | null {
  return pictures.find((picture) => picture.id === id) ?? null;
}

/** Whether marks are drawn on a picture; on others they would hide what these show. */
function isMarked(id: string, pictures: readonly ReportPicture[]): boolean {
  const isInPair = id === 'hidden' && pictureOf(pictures, 'view') === null;
  return isInPair || /^(human|view(-\d)?|lattice)$/.test(id);
}

function pictureFigure(
  { marks, request, pictures }: Report,
  picture: ReportPicture | null,
  column: 'whole' | 'half' = 'whole',
): Markup | null {
  if (picture === null) return null;
  const { id, png, shows: place, legend } = picture;
  const shown = picture.view ?? (id === 'view' ? request.view : undefined);
  const view = id === 'human' ? null : shown;
  return figure({
    ...picture,
    src: `data:image/png;base64,${png}`,
    column,
    mostHeight: MOST_HEIGHTS[id],
    legend: legend === undefined ? null : { of: legend, id: `legend-${id}` },
    marked: place !== null && isMarked(id, pictures) ? { marks, place, view } : null,
  });
}

/** Pictures with fine detail, in CSS pixels. */
const MOST_HEIGHTS: Record<string, number> = { spectrum: 380, lattice: 250 };
