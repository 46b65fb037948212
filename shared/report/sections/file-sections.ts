/** What a report is of and made with: the file, and the pipelines that it speaks of. */
import { printable } from '../../base/printable.ts';
import { factRowsOf, itemText } from '../../image/forensics/fact-rows.ts';
import { listedWord } from '../../verdict/words.ts';
import { html, type Markup } from '../html.ts';
import { factRows } from '../page-parts.ts';
import type { Report } from '../report.ts';
import { tokens } from '../tokens.ts';

/** Facts of the file. */
export function factsSection({ finding, engine, request }: Report): Markup {
  const known = finding.facts;
  const rows: [string, string | Markup][] = [];
  if (known !== null) {
    rows.push(
      [
        'Samples',
        `${known.colorType}, ${known.bitDepth} bit${known.hasAlpha ? ', with alpha' : ''}`,
      ],
      ['EXIF orientation', `${known.orientation} (${request.policy.orientation})`],
      [
        'ICC profile',
        known.iccName === null ? 'none' : `${printable(known.iccName)} (never applied)`,
      ],
      ['Frames', String(known.frames)],
      ...known.notes.map((note): [string, string] => ['Decoding', printable(note)]),
      ...(known.forensics ? factRowsOf(known.forensics) : []).map(
        ({ label, value }): [string, string] => [label, value],
      ),
      ...itemRows(finding),
    );
  }
  rows.push([
    'Made with',
    `Scalescope ${engine.scalescope}, Node ${engine.node}, libvips ${engine.libvips}, ${engine.platform}`,
  ]);
  return html`<section>
    <h2>The file</h2>
    <table class="facts many">
      <caption>
        Facts stored in the file, and the software that read it
      </caption>
      <tbody>
        ${factRows(rows)}
      </tbody>
    </table>
  </section>`;
}

/** The most second pictures that are listed. */
const MOST_ITEMS = 32;

/** The pictures in the file besides the main one, with what was found in each. */
function itemRows({ facts, items: examined }: Report['finding']): [string, string][] {
  const { items = [], itemCount = items.length } = facts ?? {};
  const rows = items.slice(0, MOST_ITEMS).map((item): [string, string] => {
    const verdict = examined?.find(({ id }) => id === item.id)?.verdict ?? null;
    const found = verdict === null ? 'not examined' : listedWord(verdict);
    return ['Second picture', printable(`${itemText(item)}: ${found}`)];
  });
  const more = itemCount - rows.length;
  return more > 0 ? [...rows, ['Second picture', `and ${more} more`]] : rows;
}

/** Definitions with their sources. */
export function pipelinesSection({ pipelines: listed }: Report): Markup | null {
  if (listed.length === 0) return null;
  return html`<section>
    <h2>Pipelines</h2>
    <table>
      <caption>
        The pipelines named in this report, with their sources
      </caption>
      <tbody>
        ${listed.map(
          ({ id, title, call, source, versions, exactness }) =>
            html`<tr>
              <th scope="row" class="wide ids">${tokens(id)}</th>
              <td>
                ${title === id ? null : html`<p>${title}</p>`}
                <p><code>${tokens(call)}</code></p>
                <p>${versions}; ${exactness}.</p>
                <p>Source: ${tokens(source)}</p>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
