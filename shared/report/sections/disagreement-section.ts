/** Where reviewers disagree, by name: both say what they say, whatever holds now. */
import { printable } from '../../base/printable.ts';
import type { CaseReport } from '../case-report.ts';
import { disagreementsOf, type Disagreement } from '../disagreements.ts';
import { html, type Markup } from '../html.ts';
import { timeText } from '../page-parts.ts';
import { decisionText } from './inventory-sections.ts';

/** Nothing where nobody disagrees. */
export function disagreementSection({ statements = [] }: CaseReport): Markup | null {
  const found = disagreementsOf(statements);
  if (found.length === 0) return null;
  return html`<section>
    <h2>Where reviewers disagree</h2>
    <p>
      One person decided, and another said otherwise: in a second look or a sign-off, which replace
      nothing, or in a decision, which holds since.
    </p>
    <table class="many">
      <caption>
        ${found.length} ${found.length === 1 ? 'disagreement' : 'disagreements'}, oldest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Image</th>
          <th scope="col" style="width:48mm">One says</th>
          <th scope="col" style="width:58mm">Another says</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(row)}
      </tbody>
    </table>
  </section>`;
}

function row({ name, first, second, by }: Disagreement): Markup {
  return html`<tr>
    <td class="ids">${printable(name)}</td>
    <td>${printable(`${decisionText(first.value)}, ${first.reviewer}, ${timeText(first.at)}`)}</td>
    <td>${printable(`${SAYS[by](second.value)}, ${second.reviewer}, ${timeText(second.at)}`)}</td>
  </tr>`;
}

const SAYS: Record<Disagreement['by'], (value: string) => string> = {
  decision: (value) => `${decisionText(value)}, which replaced it`,
  'sign-off': () => 'disagrees',
  'second look': (value) => `second look: ${decisionText(value)}`,
};
