/** What was found: the evidence of each target. */
import type { FindingTarget } from '../../finding/finding.ts';
import { citedSource } from './bibliography.ts';
import { html, type Markup } from '../html.ts';
import { openPoints, searchedText } from '../../verdict/words.ts';
import type { Report } from '../report.ts';
import { tokenList } from '../tokens.ts';

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
          <td>
            ${samplers.length === 0 ? 'no sampler of the catalog by itself' : tokenList(samplers)}
          </td>
        </tr>
        ${differenceRow(target)}
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
    ${records.length === 0 ? null : recordsTable(target)}`;
}

/** How far the view that the summary names is from the antialiased one: the figure of the table of who sees what. */
function differenceRow({ views: [best] }: FindingTarget): Markup | null {
  if (best === undefined) return null;
  const { pipeline, width, height, disagreement } = best;
  return html`<tr>
    <th scope="row">Difference</th>
    <td>
      ${disagreement.rms.toFixed(1)} grey levels RMS with ${pipeline} at ${width}x${height}, over
      all channels
    </td>
  </tr>`;
}

function recordsTable({ width, height, records }: FindingTarget): Markup {
  return html`<table>
    <caption>
      Evidence at ${width}x${height}; a score of 0.5 is the threshold, higher is more suspicious
    </caption>
    <thead>
      <tr>
        <th scope="col">Measure</th>
        <th scope="col" class="number">Value</th>
        <th scope="col" class="number">Threshold</th>
        <th scope="col" class="number">Score</th>
        <th scope="col" style="width:41%">What it means</th>
        <th scope="col" style="width:22%">Source</th>
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
            <td>${citedSource(record.source)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A measured value with the digits that matter. */
function figureOf(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
