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

/** What the hash `head` of an entry of the log of the case `name` shows, and what not. */
export function logProof({ name, entries, head }: NonNullable<Report['caseLog']>): Markup {
  return html`<p>
      ${entries} entries, each linked to the one before by its hash. The links have no key: whoever
      can write the case can make another log that agrees with itself. If this page is known to be
      unchanged, the hash in it shows whether the log up to that entry is still the same:
    </p>
    <pre>scalescope case verify ${printable(shellWord(name))} --head ${head}</pre>`;
}

/** An ISO 8601 time in UTC as it is read: `2026-03-01 14:05:09 UTC`. */
export function timeText(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC');
}
