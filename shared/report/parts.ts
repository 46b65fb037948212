/** Parts that the reports of an image and of a case share. */
import { html, type Markup } from './html.ts';

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
