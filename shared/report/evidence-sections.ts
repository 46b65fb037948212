/** What was found: the evidence of each target, and who sees what. */
import type { FindingTarget } from '../finding/finding.ts';
import type { MatrixRow } from '../matrix/result.ts';
import { html, type Markup } from './html.ts';
import { openPoints, searchedText } from '../verdict/words.ts';
import type { Report } from './report.ts';

/** A thumbnail of the matrix as a PNG data address; the caller makes it. */
export type ThumbnailPng = (row: MatrixRow) => string;

/** The values and thresholds of every target. */
export function evidenceSection({ finding }: Report): Markup {
  const { tested, judgements } = finding;
  const searched = tested === null ? 'nothing' : searchedText({ tested, judgements });
  return html`<section>
    <h2>Evidence</h2>
    <p>Searched: ${searched}.</p>
    ${openPoints(finding).map((sentence) => html`<p>${sentence}</p>`)}
    ${finding.targets.map(targetTables)}
  </section>`;
}

function targetTables(target: FindingTarget): Markup {
  const { width, height, samplers, channels, score, records, regions } = target;
  return html`<h3>Target ${width}x${height}</h3>
    <table class="facts">
      <caption>
        What was found at ${width}x${height}
      </caption>
      <tbody>
        <tr>
          <th scope="row">Score</th>
          <td>${score.toFixed(3)} (${records.length > 0 ? 'of the search' : 'of this view'})</td>
        </tr>
        <tr>
          <th scope="row">Seen by</th>
          <td>${samplers.join(', ') || 'no sampler of the catalog by itself'}</td>
        </tr>
        <tr>
          <th scope="row">Channels</th>
          <td>${channels.join(', ')}</td>
        </tr>
        <tr>
          <th scope="row">Altered places</th>
          <td>
            ${
              regions.length === 0
                ? 'no place stands out'
                : regions.map((r) => `${r.width}x${r.height} at (${r.x}, ${r.y})`).join('; ')
            }
          </td>
        </tr>
      </tbody>
    </table>
    <table>
      <caption>
        Evidence at ${width}x${height}; a score of 0.5 is the threshold, higher is more suspicious
      </caption>
      <thead>
        <tr>
          <th scope="col" class="narrow">Measure</th>
          <th scope="col" class="number">Value</th>
          <th scope="col" class="number">Threshold</th>
          <th scope="col" class="number">Score</th>
          <th scope="col">What it means</th>
          <th scope="col" class="middle">Source</th>
        </tr>
      </thead>
      <tbody>
        ${records.map(
          (record) =>
            html`<tr>
              <th scope="row">${record.title}</th>
              <td class="number">${figureOf(record.value)}</td>
              <td class="number">${figureOf(record.threshold)}</td>
              <td class="number">${record.score.toFixed(2)}</td>
              <td>${record.meaning}</td>
              <td>${record.source}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

/** The distinct pictures among many views. */
export function whoSeesSection({ matrix }: Report, thumbnailOf: ThumbnailPng): Markup {
  const { length } = matrix.rows;
  const pictures = length === 1 ? 'The one picture' : `The ${length} distinct pictures`;
  return html`<section>
    <h2>Who sees what</h2>
    <table class="long">
      <caption>
        ${pictures} among ${matrix.views} views of the catalog, and how far each differs from the
        antialiased view, in grey levels
      </caption>
      <thead>
        <tr>
          <th scope="col" class="narrow">Picture</th>
          <th scope="col" class="narrow">Which</th>
          <th scope="col">Difference, RMS</th>
          <th scope="col">Seen by</th>
        </tr>
      </thead>
      <tbody>
        ${matrix.rows.map(
          (row) =>
            html`<tr>
              <td><img class="thumbnail" alt="" src="${thumbnailOf(row)}" /></td>
              <td>${row.label}</td>
              <td class="number">${row.rms.toFixed(1)}</td>
              <td class="ids">${membersText(row)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** `**224x224, 299x299**: torch: area, nearest; opencv: area`: ids by where they show it, then library. */
function membersText({ members }: MatrixRow): Markup[] {
  const sizesOf = new Map<string, string[]>();
  for (const { pipeline, width, height } of members) {
    sizesOf.set(pipeline, [...(sizesOf.get(pipeline) ?? []), `${width}x${height}`]);
  }
  const bySizes = grouped([...sizesOf], ([, sizes]) => sizes.sort().join(', '));
  return [...bySizes].map(([sizes, listed]) => {
    const libraries = grouped(
      listed.map(([id]) => id.split('/')),
      ([library]) => library!,
    );
    const texts = [...libraries].map(
      ([library, ids]) => `${library}: ${ids.map(([, ...name]) => name.join('/')).join(', ')}`,
    );
    return html`<p><strong>${sizes}</strong> ${texts.join('; ')}</p>`;
  });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** A measured value with the digits that matter. */
function figureOf(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
