/** The report as one HTML page: no scripts, nothing loaded, pictures inside it; the PDF is its print. */
import type { LabelPair } from '../finding/labels.ts';
import { labelSentence } from '../finding/labels.ts';
import { printable } from '../base/printable.ts';
import { withText } from '../finding/with-text.ts';
import { readingText } from '../verdict/text-words.ts';
import { textSection } from './text-section.ts';
import { evidenceText, scoreOf, verdictTone, verdictWord } from '../verdict/words.ts';
import { STANDS_OUT_DB } from '../spectrum/peaks.ts';
import { evidenceSection, whoSeesSection, type ThumbnailPng } from './evidence-sections.ts';
import { figure } from './figure.ts';
import { factsSection, pipelinesSection } from './file-sections.ts';
import { html, type Markup } from './html.ts';
import { htmlPage } from './page.ts';
import { limitsSection, marksTable, timeText } from './page-parts.ts';
import type { Report, ReportPicture, SignedReport } from './report.ts';
import { reproduceSection, reviewSection } from './review-sections.ts';

/** The page of `report`. */
export function reportHtml(report: Report | SignedReport, thumbnailOf: ThumbnailPng): string {
  const { finding, createdAt, engine } = report;
  const made = `made ${timeText(createdAt)} by Scalescope ${engine.scalescope}`;
  return htmlPage({
    title: `Evidence report: ${printable(finding.file)}`,
    head: `SHA-256 of the file ${finding.sha256}`,
    foot: `Evidence report, ${made}`,
    body: html`<p>M${made.slice(1)}.</p>
      ${reportBody(report, thumbnailOf)}`,
  });
}

/** The sections of one image. */
function reportBody(report: Report | SignedReport, thumbnailOf: ThumbnailPng): Markup {
  return html`${verdictBox(report)} ${textSection(report.textRead)} ${views(report)}
  ${evidenceSection(report)} ${close(report)} ${whoSeesSection(report, thumbnailOf)}
  ${labels(report.finding.labels ?? [])} ${spectrum(report)} ${factsSection(report)}
  ${pipelinesSection(report)} ${limitsSection(report.limits)} ${reviewSection(report)}
  ${reproduceSection(report)}`;
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
  return html`<section>
    <h2>What a person sees, and what the machine receives</h2>
    <div class="pair">
      ${pictureFigure(report, human, 'half')} ${pictureFigure(report, machine ?? hidden, 'half')}
    </div>
    ${machine === null ? null : pictureFigure(report, hidden)} ${marksTable(marks)}
  </section>`;
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
  const standing = of.peaks.filter(({ contrastDb }) => contrastDb >= STANDS_OUT_DB).length;
  return html`<section>
    <h2>Spectrum</h2>
    ${pictureFigure(report, picture)}
    <p>
      A payload for this view must leave peaks at ${of.peaks.length} places. ${standing} of them
      stand at least ${STANDS_OUT_DB} dB above their surroundings.
    </p>
  </section>`;
}

function pictureOf(pictures: readonly ReportPicture[], id: string): ReportPicture | null {
  return pictures.find((picture) => picture.id === id) ?? null;
}

/** Whether marks are drawn on a picture; on others they would hide what these show. */
function isMarked(id: string, pictures: readonly ReportPicture[]): boolean {
  const isInPair = id === 'hidden' && pictureOf(pictures, 'view') === null;
  return isInPair || ['human', 'view', 'lattice'].includes(id);
}

function pictureFigure(
  { marks, request, pictures }: Report,
  picture: ReportPicture | null,
  column: 'whole' | 'half' = 'whole',
): Markup | null {
  if (picture === null) return null;
  const { id, png, shows: place } = picture;
  const view = id === 'human' ? null : id === 'view' ? request.view : undefined;
  return figure({
    ...picture,
    src: `data:image/png;base64,${png}`,
    column,
    mostHeight: MOST_HEIGHTS[id],
    marked: place !== null && isMarked(id, pictures) ? { marks, place, view } : null,
  });
}

/** Pictures with small writing in them, in CSS pixels. */
const MOST_HEIGHTS: Record<string, number> = { spectrum: 560 };
