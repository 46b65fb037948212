/** The report of a case as one HTML page; the PDF is its print. */
import type { QueueRow } from '../../case/case-queue.ts';
import {
  earlierSentence,
  type ChangedFinding,
  type VerdictChange,
} from '../../case/case-changes.ts';
import {
  atPaths,
  hasScore,
  listedWord,
  scoresText,
  verdictCounts,
  verdictWord,
} from '../../verdict/words.ts';
import { printable } from '../../base/printable.ts';
import { knownText } from '../../known/known.ts';
import {
  DECISION_WORDS,
  type CaseReport,
  type CaseReportImage,
  type CaseReportPicture,
} from '../case-report.ts';
import { bibliography } from './bibliography.ts';
import { custodySection, examinationRows } from './identity-sections.ts';
import { figure } from '../figure.ts';
import { html, type Markup } from '../html.ts';
import { auditSection } from './audit-section.ts';
import { disagreementSection } from './disagreement-section.ts';
import {
  inventoryAppendix,
  lookTexts,
  statementsSection,
  unexaminedSection,
} from './inventory-sections.ts';
import { methodsSection } from './methods-section.ts';
import type { ReportMark } from '../report-marks.ts';
import { htmlPage } from '../page.ts';
import { factRows, limitsSection, marksTable, timeText } from '../page-parts.ts';

/** The page of `report`. */
export function caseReportHtml(report: CaseReport): string {
  const { createdAt, engine } = report;
  const made = `made ${timeText(createdAt)} by Scalescope ${engine.scalescope}`;
  return htmlPage({
    title: `Case report: ${printable(report.case.name)}`,
    head: `Audit log up to ${report.audit.head}`,
    foot: `Case report, ${made}`,
    body: html`<p>M${made.slice(1)}.</p>
      ${overview(report)} ${campaigns(report)} ${unexaminedSection(report)} ${images(report)}
      ${changed(report)} ${disagreementSection(report)} ${statementsSection(report)}
      ${methodsSection(engineOf(report))} ${limitsSection(report.limits)}
      ${custodySection(report.examination, own(report))} ${auditSection(report)} ${bibliography()}
      ${inventoryAppendix(report)}`,
  });
}

/** What this program did with the case. */
function own({ createdAt, engine, case: of, audit: { entries, head } }: CaseReport) {
  const who = `Scalescope ${engine.scalescope}`;
  const what = `Read ${of.name} without writing to it, up to audit entry ${entries} with the hash ${head}.`;
  return [{ at: createdAt, who, what }];
}

/** Findings name their own detectors: those of one case may differ. */
function engineOf({ engine }: CaseReport): string {
  return `named in each finding of the case; this report was made by Scalescope ${engine.scalescope}`;
}

function overview({ case: of, progress, counts, leftOut, examination }: CaseReport): Markup {
  const rows: [string, string][] = [
    ...examinationRows(examination),
    ['Case', `${printable(of.name)}, begun ${timeText(of.createdAt)}`],
    ['Scanned', of.roots.map(printable).join('; ') || 'single files'],
    [
      'Images',
      `${progress.images}${of.failures === 0 ? '' : `, and ${of.failures} files that could not be read`}`,
    ],
    ['Verdicts', verdictCounts(counts.verdicts, counts.notAssessable)],
    [
      'Decided',
      `${progress.decided} images (${progress.flaggedDecided} of ${progress.flagged} flagged ones): ` +
        `${progress.byDecision.ok} ok, ${progress.byDecision['to-check']} to check, ${progress.byDecision.confirmed} confirmed`,
    ],
    ['Signed off', `${progress.signedOff} by a second reviewer`],
    [
      'Originals',
      `${counts.originals.there} there, ${counts.originals.changed} changed, ${counts.originals.missing} missing at the last check`,
    ],
  ];
  return html`<section>
    <h2>The case</h2>
    <table class="facts">
      <caption>
        What was scanned, and how far the review is
      </caption>
      <tbody>
        ${factRows(rows)}
      </tbody>
    </table>
    ${leftOut > 0 ? html`<p>${leftOut} more flagged images are in the case but not in this report.</p>` : null}
  </section>`;
}

function campaigns({ campaigns: groups, images: listed }: CaseReport): Markup | null {
  if (groups.length === 0) return null;
  const rows = new Map(listed.map(({ row }) => [row.id, row]));
  return html`<section>
    <h2>Hidden pictures shared by several files</h2>
    <ul>
      ${groups.map(
        ({ images: ids, carriers }) =>
          html`<li>
            ${ids.length} files${atPaths(ids.length, pathsOf(ids, rows))} over ${carriers} visible
            pictures: ${ids.map((id) => printable(rows.get(id)?.name ?? `image ${id}`)).join(', ')}
          </li>`,
      )}
    </ul>
  </section>`;
}

/** Paths of the images `ids`; one that the report leaves out counts once. */
function pathsOf(ids: readonly number[], rows: ReadonlyMap<number, QueueRow>): number {
  return ids.reduce((sum, id) => sum + (rows.get(id)?.places ?? 1), 0);
}

function images({ images: listed }: CaseReport): Markup {
  return html`<section>
    <h2>Flagged and confirmed images</h2>
    <p>
      ${listed.length === 0 ? 'There are none.' : `${scoresText()} The small pictures are reduced by averaging.`}
    </p>
    ${listed.map(image)}
  </section>`;
}

function changed({ changes = [], changesLeftOut = 0 }: CaseReport): Markup | null {
  if (changes.length === 0) return null;
  return html`<section>
    <h2>Verdicts changed by examining again</h2>
    <table>
      <caption>
        Images whose newest finding has a different verdict from the one before
      </caption>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
          <th scope="col">Decision</th>
        </tr>
      </thead>
      <tbody>
        ${changes.map(
          ({ file, before, after, decision }) =>
            html`<tr>
              <td class="ids">${printable(file)}</td>
              <td>${changedText(before)}</td>
              <td>${changedText(after)}</td>
              <td>${decision === null ? 'none' : decidedText(decision)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${changesLeftOut > 0 ? html`<p>${changesLeftOut} more are in the case but not in this report.</p>` : null}
  </section>`;
}

function changedText({ verdict, score, engine, thresholds }: ChangedFinding): string {
  const by = `${printable(engine)}${thresholds === null ? '' : ', other thresholds'}`;
  return `${listedWord(verdict)}, score ${score.toFixed(3)} (${by})`;
}

function decidedText({
  decision,
  reviewer,
  isOnEarlier,
}: NonNullable<VerdictChange['decision']>): string {
  return `${decision} by ${printable(reviewer)}${isOnEarlier ? ', made on an earlier finding' : ''}`;
}

function image(shown: CaseReportImage): Markup {
  const { row, places, reasons, notes, marks, human, machine, known = [], hashes } = shown;
  const looks = lookTexts(shown.secondLooks).map((text) => `; ${printable(text)}`);
  const decision = DECISION_WORDS[row.decision ?? 'none'];
  const decided =
    row.reviewer === null ? '' : ` by ${printable(row.reviewer)}, ${timeText(row.decidedAt ?? '')}`;
  const signed =
    row.signOff === null
      ? ''
      : `; ${printable(row.signOff.reviewer)} ${row.signOff.agrees ? 'agrees' : 'disagrees'}, ${timeText(row.signOff.at)}`;
  const facts: [string, string][] = [
    ['Verdict', `${verdictWord(row)}${hasScore(row) ? `, score ${row.score.toFixed(3)}` : ''}`],
    [
      'Decision',
      `${decision}${decided}${signed}${looks.join('')}${row.outdated ? `. ${earlierSentence(row)}` : ''}`,
    ],
    ['SHA-256', row.sha256],
    ...(hashes ? [['SHA-1, MD5', `${hashes.sha1}, ${hashes.md5}`] as [string, string]] : []),
    ['Seen at', places.map(printable).join('; ')],
    ['Original', row.original === 'there' ? 'unchanged at the last check' : row.original],
  ];
  return html`<h3>${printable(row.name)}</h3>
    <div class="pair">
      ${thumbnail(human, 'What a person sees', marks)}
      ${thumbnail(machine, 'What the machine receives', marks)}
    </div>
    <table class="facts flow">
      <tbody>
        ${facts.map(([name, value]) => factRow(name, html`${value}`, 'ids'))}
        ${known.length === 0 ? null : factRow('Known files', paragraphs(known.map(knownText)))}
        ${reasons.length === 0 ? null : factRow('Reasons', paragraphs(reasons))}
        ${notes.length === 0 ? null : factRow('Notes', paragraphs(notes.map(noteText)))}
      </tbody>
    </table>
    ${marksTable(marks)}`;
}

function factRow(name: string, value: Markup, kind = ''): Markup {
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="${kind}">${value}</td>
  </tr>`;
}

function paragraphs(texts: readonly string[]): Markup {
  return html`${texts.map((text) => html`<p>${printable(text)}</p>`)}`;
}

function noteText({ reviewer, text, at }: CaseReportImage['notes'][number]): string {
  return `${reviewer}, ${timeText(at)}: ${text}`;
}

/** Height of a small picture in CSS pixels, so that images follow one another on a page. */
const SMALL = 140;

function thumbnail(
  picture: CaseReportPicture | null,
  title: string,
  marks: readonly ReportMark[],
): Markup {
  if (picture === null) return html`<p>${title}: the case has no picture.</p>`;
  const { shows: place, view } = picture;
  return figure({
    ...picture,
    title,
    caption: '',
    column: 'half',
    mostHeight: SMALL,
    enlarge: 'smooth',
    marked: place === null ? null : { marks, place, view },
  });
}
