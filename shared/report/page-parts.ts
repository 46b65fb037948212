/** Parts that the reports of an image and of a case share. */
import { printable } from '../base/printable.ts';
import { html, type Markup } from './html.ts';
import { markedViewText, shapeText, type ReportMark } from './report-marks.ts';
import type { Report } from './report.ts';
import { shellWord } from './shell-word.ts';

/** Rows of a table of facts: a name, and what is known of it. */
export function factRows(rows: readonly (readonly [string, string | Markup])[]): Markup[] {
  return rows.map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
      </tr>`,
  );
}

/** The section of what a verdict cannot say. */
export function limitsSection(sentences: readonly string[]): Markup {
  return html`<section>
    <h2>Limits</h2>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;
}

/** What reviewers drew, by the numbers that are in the pictures; nothing where they drew nothing. */
export function marksTable(marks: readonly ReportMark[]): Markup | null {
  if (marks.length === 0) return null;
  return html`<table>
    <caption>
      What reviewers marked, in source pixels. The numbers match those in the pictures
    </caption>
    <thead>
      <tr>
        <th scope="col" class="number">Mark</th>
        <th scope="col">Caption</th>
        <th scope="col" class="middle">Shape and place</th>
        <th scope="col">Drawn on</th>
        <th scope="col" class="middle">By whom and when</th>
      </tr>
    </thead>
    <tbody>
      ${marks.map(
        ({ number, shape, text, view, reviewer, at }) =>
          html`<tr>
            <th scope="row" class="number">${number}</th>
            <td>${printable(text)}</td>
            <td>${shapeText(shape)}</td>
            <td>${markedViewText(view)}</td>
            <td>${printable(reviewer)}, <span class="time">${timeText(at)}</span></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What the audit log of the case `name` proves up to its entry with the hash `head`. */
export function logProof({ name, entries, head }: NonNullable<Report['caseLog']>): Markup {
  return html`<p>
      ${entries} entries, each linked to the one before by its hash. With the hash of the last
      entry, this command proves that nothing was changed or cut off since:
    </p>
    <pre>scalescope case verify ${printable(shellWord(name))} --head ${head}</pre>`;
}

/** An ISO 8601 time in UTC as it is read: `2026-03-01 14:05:09 UTC`. */
export function timeText(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC');
}
