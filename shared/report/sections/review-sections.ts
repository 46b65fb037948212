/** What people said of an image, and how to check and make its report again. */
import { printable } from '../../base/printable.ts';
import { html, type Markup } from '../html.ts';
import { logProof, timeText } from '../page-parts.ts';
import type { Report, ReportDecision, SignedReport } from '../report.ts';
import { tokens } from '../tokens.ts';

/** Decisions, and the end of the audit log. */
export function reviewSection({ decisions, caseLog }: Report): Markup | null {
  if (decisions.length === 0 && caseLog === null) return null;
  return html`<section>
    <h2>Review</h2>
    ${decisions.length === 0 ? html`<p>Nobody has decided on this image.</p>` : history(decisions)}
    ${
      caseLog === null
        ? null
        : html`<h3>The audit log of ${printable(caseLog.name)}</h3>
            ${logProof(caseLog)}`
    }
  </section>`;
}

/** A command, which breaks between its words. */
function command(text: string): Markup {
  return html`<p><code>${tokens(printable(text))}</code></p>`;
}

function history(decisions: Report['decisions']): Markup {
  return html`<table>
    <caption>
      Decisions, notes and sign-offs, oldest first
    </caption>
    <thead>
      <tr>
        <th scope="col" style="width:40mm">When</th>
        <th scope="col" style="width:32mm">Who</th>
        <th scope="col">What</th>
        <th scope="col">Before</th>
      </tr>
    </thead>
    <tbody>
      ${decisions.map(
        (said, i) =>
          html`<tr>
            <td class="time">${timeText(said.at)}</td>
            <td>${printable(said.reviewer)}</td>
            <td>${saidText(said)}</td>
            <td>${beforeText(said, decisions.slice(0, i))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function saidText({ decision, note }: ReportDecision): string {
  return note === null ? decision : `${decision}: ${printable(note)}`;
}

/** What a statement replaced: of notes that of the same reviewer. */
function beforeText(said: ReportDecision, earlier: readonly ReportDecision[]): string {
  const kindOf = ({ decision }: ReportDecision) => decision.split(':')[0];
  const kind = kindOf(said);
  const before = earlier.findLast(
    (one) => kindOf(one) === kind && (kind !== 'note' || one.reviewer === said.reviewer),
  );
  if (before === undefined) return 'nothing';
  return `${saidText(before)}, ${printable(before.reviewer)}, ${timeText(before.at)}`;
}

/** The commands that check the report and make it again, and the hashes of its pictures. */
export function reproduceSection(report: Report | SignedReport): Markup {
  const signed =
    'signature' in report
      ? html`<p>
          The JSON form is signed with the Ed25519 key
          <span class="hash">${report.signature.keyId}</span>. That shows that it did not change
          since the holder of the key signed it. Whose key it is has to be known from elsewhere.
        </p>`
      : html`<p>This report is not signed.</p>`;
  return html`<section>
    <h2>How to reproduce</h2>
    <p>
      The same version makes the same finding, the same figures and the same pictures from the same
      file. These commands check the JSON form of this report, and make it again:
    </p>
    <div class="commands">${report.reproduce.map(command)}</div>
    <table class="whole">
      <caption>
        Pictures of this report
      </caption>
      <thead>
        <tr>
          <th scope="col" class="middle">Picture</th>
          <th scope="col" class="narrow">Size</th>
          <th scope="col">SHA-256 of its samples</th>
        </tr>
      </thead>
      <tbody>
        ${report.pictures.map(
          ({ title, width, height, pixelsSha256 }) =>
            html`<tr>
              <th scope="row">${title}</th>
              <td>${width}x${height}</td>
              <td class="hash">${pixelsSha256}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${signed}
  </section>`;
}
