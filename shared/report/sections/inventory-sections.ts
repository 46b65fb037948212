/** What could not be examined, what people said and what that replaced, and the full inventory of a case. */
import { printable } from '../../base/printable.ts';
import { knownText } from '../../known/known.ts';
import { listedWord } from '../../verdict/words.ts';
import type { CaseStatement, InventoryRow } from '../case-inventory.ts';
import {
  DECISION_WORDS,
  type CaseReport,
  type DigestedPart,
  type PartDigest,
} from '../case-report.ts';
import { html, type Markup } from '../html.ts';
import { timeText } from '../page-parts.ts';

/** Rows that a table prints; a browser takes minutes for more. The JSON form has all of them. */
const MOST_ROWS = 5000;

/** What has to be said of the list `part` of `count` rows where they are not all printed. */
function restText(count: number, digest?: PartDigest, part?: DigestedPart): Markup | null {
  if (count <= MOST_ROWS) return null;
  return html`<p>
      The first ${MOST_ROWS} of ${count} are printed here. The other ${count - MOST_ROWS} are in the
      JSON form of this report, which is attached to the PDF.
    </p>
    ${
      digest === undefined || part === undefined
        ? null
        : html`<p>
            All ${digest.rows} are the field <code>${part}</code> of it. The SHA-256 of that list,
            as canonical JSON (RFC 8785), is <span class="hash">${digest.sha256}</span>.
            <code>scalescope verify</code> computes it again.
          </p>`
    }`;
}

/** Files and images of which nothing can be said, by name and with the reason. */
export function unexaminedSection(report: CaseReport): Markup | null {
  const { failures = [], inventory = [], digests } = report;
  const broken = inventory.filter(({ error }) => error !== null);
  if (failures.length + broken.length === 0) return null;
  const rows = [
    ...failures.map(({ path, message }) => [path, message] as const),
    ...broken.map(({ paths, error }) => [paths.join('; '), error!] as const),
  ];
  return html`<section>
    <h2>Files that could not be examined</h2>
    <p>Nothing can be said of these files. They may hold anything.</p>
    ${restText(rows.length, broken.length > 0 ? digests?.inventory : digests?.failures, broken.length > 0 ? 'inventory' : 'failures')}
    <table class="many">
      <caption>
        ${rows.length} ${rows.length === 1 ? 'file' : 'files'} that could not be examined
      </caption>
      <thead>
        <tr>
          <th scope="col" style="width:45%">File</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, MOST_ROWS).map(
          ([file, why]) =>
            html`<tr>
              <td class="ids">${printable(file)}</td>
              <td>${printable(why)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Every decision, note and sign-off ever made, and what it replaced. */
export function statementsSection({ statements, digests }: CaseReport): Markup | null {
  if (statements === undefined) return null;
  return html`<section>
    <h2>Decisions, notes and sign-offs</h2>
    ${
      statements.length === 0
        ? html`<p>Nobody has decided, noted or signed off anything.</p>`
        : html`<p>
              All that reviewers ever said, also what was changed or taken back later, and also of
              images in which nothing was found.
            </p>
            ${restText(statements.length, digests?.statements, 'statements')}
            <table class="many">
              <caption>
                ${statements.length} ${statements.length === 1 ? 'statement' : 'statements'}, oldest
                first
              </caption>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col" style="width:24mm">Who</th>
                  <th scope="col">Image</th>
                  <th scope="col" style="width:36mm">What</th>
                  <th scope="col" style="width:38mm">Before</th>
                </tr>
              </thead>
              <tbody>
                ${statements.slice(0, MOST_ROWS).map(statementRow)}
              </tbody>
            </table>`
    }
  </section>`;
}

function statementRow(statement: CaseStatement): Markup {
  const { at, reviewer, name, kind, value, isUndo, before, of } = statement;
  const undone = isUndo ? ' (undone)' : '';
  const about = of ? `, of ${valueText('decision', of.value)} by ${of.reviewer}` : '';
  const was =
    before === null
      ? 'nothing'
      : `${valueText(kind, before.value)}, ${before.reviewer}, ${timeText(before.at)}`;
  return html`<tr>
    <td class="time">${printable(timeText(at))}</td>
    <td>${printable(reviewer)}</td>
    <td class="ids">${printable(name)}</td>
    <td>${printable(valueText(kind, value) + about)}${undone}</td>
    <td>${printable(was)}</td>
  </tr>`;
}

function valueText(kind: CaseStatement['kind'], value: string | null): string {
  if (value === null) return `${kind} taken back`;
  if (kind === 'note') return `note: ${value}`;
  if (kind === 'sign-off') return `${value}s`;
  const decided = decisionText(value);
  return kind === 'decision' ? decided : `second look: ${decided}`;
}

/** A decision as it is read. */
export function decisionText(value: string): string {
  return DECISION_WORDS[value as keyof typeof DECISION_WORDS] ?? value;
}

/** What others say of a decision in second looks. */
export function lookTexts(looks: InventoryRow['secondLooks'] = []): string[] {
  return looks.map(
    ({ reviewer, decision, agrees }) =>
      `second look of ${reviewer}: ${decisionText(decision)}, ${agrees ? 'agrees' : 'disagrees'}`,
  );
}

/** Every image of the case. */
export function inventoryAppendix({ inventory, digests }: CaseReport): Markup | null {
  if (inventory === undefined) return null;
  return html`<section class="appendix">
    <h2>Appendix A: full inventory</h2>
    <p>
      Every image of the case, whatever was found in it, by its first path. Copies of the same bytes
      are one image with several paths. Files that could not be read as images are listed above.
    </p>
    ${restText(inventory.length, digests?.inventory, 'inventory')}
    <table class="many">
      <caption>
        ${inventory.length} ${inventory.length === 1 ? 'image' : 'images'}
      </caption>
      <thead>
        <tr>
          <th scope="col" class="number">No.</th>
          <th scope="col">Paths, size and SHA-256</th>
          <th scope="col" style="width:28mm">Verdict</th>
          <th scope="col" style="width:33mm">Review</th>
        </tr>
      </thead>
      <tbody>
        ${inventory.slice(0, MOST_ROWS).map(inventoryRow)}
      </tbody>
    </table>
  </section>`;
}

function inventoryRow(row: InventoryRow, i: number): Markup {
  const { paths, sha256, bytes, format, width, height, verdict, score } = row;
  const { known = [], hashes = null } = row;
  const size = width === null || height === null ? '' : `, ${width}x${height}`;
  const judged = score === null ? '' : `, score ${score.toFixed(3)}`;
  return html`<tr>
    <td class="number">${i + 1}</td>
    <td class="ids">
      ${paths.map((path) => html`<p>${printable(path)}</p>`)}
      <p>${bytes} bytes, ${format ?? 'no image format'}${size}</p>
      <p class="hash">${sha256}</p>
      ${hashes && html`<p class="hash">SHA-1 ${hashes.sha1}, MD5 ${hashes.md5}</p>`}
      ${known.map((hit) => html`<p>${printable(knownText(hit))}</p>`)}
    </td>
    <td>${listedWord(verdict)}${judged}</td>
    <td>${printable(reviewText(row))}</td>
  </tr>`;
}

function reviewText(row: InventoryRow): string {
  const { decision, reviewer, signOff, notes, marks, secondLooks } = row;
  const said = [
    decision === null ? 'not decided' : `${decisionText(decision)}, ${reviewer ?? 'nobody'}`,
    signOff && `${signOff.reviewer} ${signOff.agrees ? 'agrees' : 'disagrees'}`,
    ...lookTexts(secondLooks),
    notes > 0 && `${notes} ${notes === 1 ? 'note' : 'notes'}`,
    marks > 0 && `${marks} ${marks === 1 ? 'mark' : 'marks'}`,
  ];
  return said.filter((text) => typeof text === 'string').join('; ');
}
