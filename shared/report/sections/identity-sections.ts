/** Who examined what under which numbers, and the chain of custody, on the page. */
import { printable } from '../../base/printable.ts';
import type { CustodyEntry, Examination, FileHashes } from '../examination.ts';
import { html, type Markup } from '../html.ts';
import { factRows, timeText } from '../page-parts.ts';

/** Rows of what people said; nothing where they said nothing. */
export function examinationRows(examination: Examination | undefined): [string, string][] {
  const { examiner, laboratory, caseNumber, exhibit } = examination ?? {};
  const rows = [
    ['Case number', caseNumber],
    ['Exhibit', exhibit],
    ['Examiner', examiner],
    ['Laboratory', laboratory],
  ] as const;
  return rows.flatMap(([name, value]) => (value ? [[name, printable(value)]] : []));
}

/** Rows of the hashes of a file; those of a report of before have SHA-256 alone. */
export function hashRows(hashes: FileHashes | undefined, sha256: string | null) {
  const { md5, sha1 } = hashes ?? {};
  return (
    [
      ['SHA-256', sha256],
      ['SHA-1', sha1],
      ['MD5', md5],
    ] as const
  ).flatMap(([name, value]): [string, Markup][] =>
    value ? [[name, html`<span class="hash">${value}</span>`]] : [],
  );
}

/** What the report is of and who made it. */
export function identification(
  caption: string,
  rows: readonly (readonly [string, string | Markup])[],
): Markup {
  return html`<table class="facts">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${factRows(rows)}
    </tbody>
  </table>`;
}

/** The chain of custody as it was given, and what this program did, `own`. */
export function custodySection(
  examination: Examination | undefined,
  own: readonly CustodyEntry[],
): Markup {
  const given = examination?.custody ?? [];
  return html`<section>
    <h2>Chain of custody</h2>
    <p>
      ${
        given.length === 0
          ? 'No chain of custody was given. What this program did:'
          : `The first ${given.length === 1 ? 'entry was' : `${given.length} entries were`} given by the examiner and not checked. What follows is what this program did.`
      }
    </p>
    <table>
      <caption>
        Chain of custody, oldest first
      </caption>
      <thead>
        <tr>
          <th scope="col" style="width:40mm">When</th>
          <th scope="col" style="width:32mm">Who</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        ${[...given, ...own].map(
          ({ at, who, what }) =>
            html`<tr>
              <td class="time">${printable(timeText(at))}</td>
              <td>${printable(who)}</td>
              <td class="ids">${printable(what)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
