/** The report of a case as one HTML page; the PDF is its print. */
import { printable } from '../printable.ts';
import {
  DECISION_WORDS,
  type CaseReport,
  type CaseReportImage,
  type CaseReportPicture,
} from './case-report.ts';
import { figure } from './figure.ts';
import { html, type Markup } from './html.ts';
import type { ReportMark } from './marks.ts';
import { htmlPage } from './page.ts';
import { factRows, limitsSection, marksTable, timeText } from './parts.ts';

/** The page of `report`. */
export function caseReportHtml(report: CaseReport): string {
  const { createdAt, engine } = report;
  const made = `made ${timeText(createdAt)} by Scalescope ${engine.scalescope}`;
  return htmlPage({
    title: `Case report: ${printable(report.case.name)}`,
    head: `Audit log up to ${report.audit.head}`,
    foot: `Case report, ${made}`,
    body: html`<p>M${made.slice(1)}.</p>
      ${overview(report)} ${campaigns(report)} ${images(report)} ${limitsSection(report.limits)}
      ${audit(report)}`,
  });
}

function overview({ case: of, progress, counts, leftOut }: CaseReport): Markup {
  const rows: [string, string][] = [
    ['Case', `${printable(of.name)}, begun ${of.createdAt}`],
    ['Scanned', of.roots.map(printable).join('; ') || 'single files'],
    ['Images', `${progress.images}, and ${of.failures} files that could not be examined`],
    [
      'Verdicts',
      `${counts.verdicts.attack} attack, ${counts.verdicts.suspicious} suspicious, ${counts.verdicts.clean} clean`,
    ],
    [
      'Decided',
      `${progress.decided} images (${progress.flaggedDecided} of ${progress.flagged} flagged ones): ` +
        `${progress.byDecision.ok} ok, ${progress.byDecision['to-check']} to check, ${progress.byDecision.confirmed} confirmed`,
    ],
    ['Signed off', `${progress.signedOff} by a second reviewer`],
    [
      'Originals',
      `${counts.originals.there} there, ${counts.originals.changed} changed, ${counts.originals.missing} missing when they were last looked for`,
    ],
  ];
  return html`<section>
    <h2>The case</h2>
    <table class="facts">
      <caption>
        What was scanned, and how far the review has come
      </caption>
      <tbody>
        ${factRows(rows)}
      </tbody>
    </table>
    ${leftOut > 0 ? html`<p>${leftOut} more flagged images are in the case and not in this report.</p>` : null}
  </section>`;
}

function campaigns({ campaigns: groups, images: listed }: CaseReport): Markup | null {
  if (groups.length === 0) return null;
  const names = new Map(listed.map(({ row }) => [row.id, row.name]));
  return html`<section>
    <h2>Hidden pictures that several files carry</h2>
    <ul>
      ${groups.map(
        ({ images: ids, carriers }) =>
          html`<li>
            ${ids.length} files over ${carriers} visible pictures:
            ${ids.map((id) => printable(names.get(id) ?? `image ${id}`)).join(', ')}
          </li>`,
      )}
    </ul>
  </section>`;
}

function images({ images: listed }: CaseReport): Markup {
  return html`<section>
    <h2>Flagged and confirmed images</h2>
    ${listed.length === 0 ? html`<p>There are none.</p>` : listed.map(image)}
  </section>`;
}

function image({ row, places, reasons, notes, marks, human, machine }: CaseReportImage): Markup {
  const decision = DECISION_WORDS[row.decision ?? 'none'];
  const decided = row.reviewer === null ? '' : ` by ${printable(row.reviewer)}, ${row.decidedAt}`;
  const signed =
    row.signOff === null
      ? ''
      : `; ${printable(row.signOff.reviewer)} ${row.signOff.agrees ? 'agrees' : 'disagrees'}, ${row.signOff.at}`;
  const facts: [string, string][] = [
    ['Verdict', `${row.verdict}, score ${row.score.toFixed(3)}`],
    ['Decision', `${decision}${decided}${signed}${row.outdated ? '; on an older finding' : ''}`],
    ['SHA-256', row.sha256],
    ['Seen at', places.map(printable).join('; ')],
    ['Original', row.original === 'there' ? 'unchanged when it was last looked for' : row.original],
  ];
  return html`<h3>${printable(row.name)}</h3>
    <div class="pair">
      ${thumbnail(human, 'What a person sees', marks)}
      ${thumbnail(machine, 'What the machine receives', marks)}
    </div>
    <table class="facts">
      <tbody>
        ${facts.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="ids">${value}</td>
            </tr>`,
        )}
        ${reasons.map(
          (reason) =>
            html`<tr>
              <th scope="row">Reason</th>
              <td>${printable(reason)}</td>
            </tr>`,
        )}
        ${notes.map(
          ({ reviewer, text, at }) =>
            html`<tr>
              <th scope="row">Note</th>
              <td>${printable(reviewer)}, ${at}: ${printable(text)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${marksTable(marks)}`;
}

function thumbnail(
  picture: CaseReportPicture | null,
  title: string,
  marks: readonly ReportMark[],
): Markup {
  if (picture === null) return html`<p>${title}: the case holds no picture.</p>`;
  const { shows: place, view } = picture;
  return figure({
    ...picture,
    title,
    caption: 'Small and averaged.',
    column: 'half',
    marked: place === null ? null : { marks, place, view },
  });
}

function audit({ audit: { entries, head, last }, case: of }: CaseReport): Markup {
  return html`<section>
    <h2>Audit log</h2>
    <p>
      ${entries} entries, each chained to the one before by hash. The last has the hash
      <span class="hash">${head}</span>; with it
      <code>scalescope case verify ${printable(of.name)} --head ${head}</code>
      proves that nothing was changed or cut off since.
    </p>
    <table>
      <caption>
        The last ${last.length} entries, newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Entry</th>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        ${last.map(
          ({ seq, at, actor, action }) =>
            html`<tr>
              <td class="number">${seq}</td>
              <td>${at}</td>
              <td>${printable(actor)}</td>
              <td>${action}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
