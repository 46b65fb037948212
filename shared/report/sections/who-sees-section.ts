/** Who sees what: the distinct pictures among many views, in short, and every view in an appendix. */
import type { MatrixMember, MatrixRow } from '../../matrix/result.ts';
import { html, type Markup } from '../html.ts';
import type { Report } from '../report.ts';
import { tokenList, tokens } from '../tokens.ts';

/** A thumbnail of the matrix as a PNG data address; the caller makes it. */
export type ThumbnailPng = (row: MatrixRow) => string;

/** The distinct pictures, and how many resizers of each library show them. */
export function whoSeesSection({ matrix }: Report, thumbnailOf: ThumbnailPng): Markup {
  const { length } = matrix.rows;
  const pictures = length === 1 ? 'The one picture' : `The ${length} distinct pictures`;
  return html`<section>
    <h2>Who sees what</h2>
    <p>
      Each row is one picture, and the resizers of each library that show it. The difference is that
      of the view that stands for the picture, to the antialiased view, in grey levels RMS. Appendix
      A names every view.
    </p>
    <table>
      <caption>
        ${pictures} among ${matrix.views} views of the catalog
      </caption>
      <thead>
        <tr>
          <th scope="col" class="narrow">Picture</th>
          <th scope="col" style="width:62mm">Which, and its difference</th>
          <th scope="col">Seen by, with how many resizers</th>
        </tr>
      </thead>
      <tbody>
        ${matrix.rows.map(
          (row, i) =>
            html`<tr>
              <td><img class="thumbnail" alt="" src="${thumbnailOf(row)}" /></td>
              <td>
                <p>${i + 1}: ${row.label}</p>
                <p class="ids">
                  ${tokens(`${row.rms.toFixed(1)} of ${viewName(row.members[0]!)}`)}
                </p>
              </td>
              <td>${[...bySizes(row)].map(libraryCounts)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Every view, by the picture that it shows. */
export function viewsAppendix({ matrix }: Report): Markup {
  return html`<section class="appendix">
    <h2>Appendix A: every view that was compared</h2>
    ${matrix.rows.map(
      (row, i) =>
        html`<h3>Picture ${i + 1}, ${row.label}: ${row.members.length} views</h3>
          ${[...bySizes(row)].map(libraryLists)}`,
    )}
    ${
      matrix.refused.length === 0
        ? null
        : html`<h3>Not compared: ${matrix.refused.length}</h3>
            <p class="ids">${tokenList(matrix.refused.map(({ pipeline }) => pipeline))}</p>`
    }
  </section>`;
}

function viewName({ pipeline, width, height }: MatrixMember): string {
  return `${pipeline} at ${width}x${height}`;
}

type OfSizes = [sizes: string, pipelines: string[]];

/** Pipelines by the sizes at which they show the picture: `224x224, 299x299`. */
function bySizes({ members }: MatrixRow): Map<string, string[]> {
  const sizesOf = new Map<string, Set<string>>();
  for (const { pipeline, width, height } of members) {
    const sizes = sizesOf.get(pipeline) ?? new Set();
    sizesOf.set(pipeline, sizes.add(`${width}x${height}`));
  }
  const groups = grouped([...sizesOf], ([, sizes]) => [...sizes].sort().join(', '));
  return new Map([...groups].map(([sizes, listed]) => [sizes, listed.map(([id]) => id)]));
}

function libraryCounts([sizes, pipelines]: OfSizes): Markup {
  const texts = [...byLibrary(pipelines)].map(([library, names]) => `${library} ${names.length}`);
  return html`<p><strong>${sizes}:</strong> ${texts.join(', ')}</p>`;
}

function libraryLists([sizes, pipelines]: OfSizes): Markup {
  return html`<p class="ids"><strong>At ${sizes}</strong></p>
    <ul class="ids">
      ${[...byLibrary(pipelines)].map(
        ([library, names]) => html`<li>${library}: ${tokenList(names)}</li>`,
      )}
    </ul>`;
}

function byLibrary(pipelines: readonly string[]): Map<string, string[]> {
  const groups = grouped(
    pipelines.map((id) => id.split('/')),
    ([library]) => library!,
  );
  return new Map(
    [...groups].map(([library, ids]) => [library, ids.map(([, ...name]) => name.join('/'))]),
  );
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
