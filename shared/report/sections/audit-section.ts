/** The end of a case's audit log, in its report. */
import { printable } from '../../base/printable.ts';
import type { CaseReport } from '../case-report.ts';
import { html, type Markup } from '../html.ts';
import { logProof, timeText } from '../page-parts.ts';

/** The last entries, newest first. */
export function auditSection({
  audit: { entries, head, last },
  case: of,
  images: listed,
  inventory = [],
}: CaseReport): Markup {
  const names = new Map([
    ...inventory.map(({ sha256, paths }) => [sha256, fileName(paths[0] ?? '')] as const),
    ...listed.map(({ row }) => [row.sha256, row.name] as const),
  ]);
  return html`<section>
    <h2>Audit log</h2>
    ${logProof({ name: of.name, entries, head })}
    <table class="many">
      <caption>
        The last ${last.length} entries, newest first
      </caption>
      <thead>
        <tr>
          <th scope="col" class="number">Entry</th>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Subject</th>
          <th scope="col">Hash begins</th>
        </tr>
      </thead>
      <tbody>
        ${last.map(
          ({ seq, at, actor, action, details, hash }) =>
            html`<tr>
              <td class="number">${seq}</td>
              <td class="time">${timeText(at)}</td>
              <td>${printable(actor)}</td>
              <td>${action}${decisionText(details)}</td>
              <td class="ids">${printable(subjectOf(details, names))}</td>
              <td class="mono">${hash.slice(0, 16)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function decisionText(details: unknown): string {
  const { decision, verdict, before } = Object(details) as Record<string, unknown>;
  if (decision === null) return ' taken back';
  if (typeof decision === 'string') return `: ${decision}`;
  // Of a finding that was made again: what it said before, and what it says.
  const { verdict: was } = Object(before) as { verdict?: unknown };
  const isAgain = typeof was === 'string' && typeof verdict === 'string';
  return isAgain ? ` again: ${was}, now ${verdict}` : '';
}

/** What an audit entry is of: the images by their names, else by their paths or hashes. */
function subjectOf(details: unknown, names: ReadonlyMap<string, string>): string {
  const {
    image,
    images: several,
    sha256,
    path,
    paths,
  } = Object(details) as Record<string, unknown>;
  if (typeof path === 'string') return fileName(path);
  const hashes = Array.isArray(several) ? several : [image ?? sha256];
  const known = (Array.isArray(paths) ? paths : hashes).filter((each) => typeof each === 'string');
  const shown = known.slice(0, MOST_SUBJECTS).map((each) => names.get(each) ?? shortHash(each));
  const more = known.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Images that a row of the audit log names. */
const MOST_SUBJECTS = 3;

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

function shortHash(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? `SHA-256 ${text.slice(0, 16)}` : text;
}
