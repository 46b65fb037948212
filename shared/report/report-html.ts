/** The report as one HTML page: no scripts, nothing loaded, pictures inside it; the PDF is its print. */
import type { FindingTarget } from '../finding.ts';
import type { LabelPair } from '../labels/labels.ts';
import { labelSentence } from '../labels/labels.ts';
import type { MatrixRow } from '../matrix/result.ts';
import { printable } from '../printable.ts';
import { STANDS_OUT_DB } from '../spectrum/peaks.ts';
import { html, Markup } from './html.ts';
import { htmlPage } from './page.ts';
import { factRows, limitsSection } from './parts.ts';
import type { Report, ReportPicture, SignedReport } from './report.ts';

/** A thumbnail of the matrix as a PNG data address; the caller makes it. */
export type ThumbnailPng = (row: MatrixRow) => string;

/** The page of `report`. */
export function reportHtml(report: Report | SignedReport, thumbnailOf: ThumbnailPng): string {
  const { finding } = report;
  const title = `Evidence report: ${printable(finding.file)}`;
  return htmlPage(
    title,
    html`<p>Made ${report.createdAt} by Scalescope ${report.engine.scalescope}.</p>
      ${reportBody(report, thumbnailOf)}`,
  );
}

/** The sections of one image. */
function reportBody(report: Report | SignedReport, thumbnailOf: ThumbnailPng): Markup {
  return html`${verdictBox(report)} ${views(report)} ${evidence(report)} ${close(report)}
  ${whoSees(report, thumbnailOf)} ${labels(report.finding.labels ?? [])} ${spectrum(report)}
  ${facts(report)} ${pipelines(report)} ${limitsSection(report.limits)} ${review(report)}
  ${reproduce(report)}`;
}

function verdictBox({ finding, summary }: Report): Markup {
  const word = finding.explanation === 'not-assessable' ? 'not assessable' : finding.verdict;
  return html`<section class="verdict ${finding.verdict}">
    <p><strong>${word}</strong> · score ${finding.score.toFixed(3)}</p>
    ${summary.map((sentence) => html`<p>${sentence}</p>`)}
  </section>`;
}

function views({ pictures }: Report): Markup {
  const human = pictureOf(pictures, 'human');
  const machine = pictureOf(pictures, 'view');
  const hidden = pictureOf(pictures, 'hidden');
  return html`<section>
    <h2>What a person sees, and what the machine receives</h2>
    <div class="pair">${figure(human)} ${figure(machine ?? hidden)}</div>
    ${machine === null || hidden === null ? null : figure(hidden)}
  </section>`;
}

function evidence({ finding }: Report): Markup {
  if (finding.targets.length === 0) {
    return html`<section>
      <h2>Evidence</h2>
      <p>${testedText(finding)}</p>
    </section>`;
  }
  return html`<section>
    <h2>Evidence</h2>
    <p>${testedText(finding)}</p>
    ${finding.targets.map(targetTables)}
  </section>`;
}

function testedText({ tested }: Report['finding']): string {
  const search = tested?.search
    ? `Every size from ${tested.search.leastSide} to ${tested.search.most.width}×${tested.search.most.height} was searched.`
    : 'No size was searched.';
  const view = tested?.view
    ? ` The view of ${tested.view.pipeline} at ${tested.view.width}×${tested.view.height} was judged by itself.`
    : '';
  return search + view;
}

function targetTables(target: FindingTarget): Markup {
  const { width, height, samplers, channels, score, records, regions } = target;
  return html`<h3>Target ${width}×${height}</h3>
    <table class="facts">
      <caption>
        What was found at ${width}×${height}
      </caption>
      <tbody>
        <tr>
          <th scope="row">Score</th>
          <td>${score.toFixed(3)}</td>
        </tr>
        <tr>
          <th scope="row">Seen by</th>
          <td>${samplers.join(', ') || 'no resizer of the catalog by itself'}</td>
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
                ? 'none stands out'
                : regions.map((r) => `${r.width}×${r.height} at (${r.x}, ${r.y})`).join('; ')
            }
          </td>
        </tr>
      </tbody>
    </table>
    <table>
      <caption>
        Evidence at ${width}×${height}; a score of 0.5 is the threshold, higher is more suspicious
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

function close({ pictures }: Report): Markup | null {
  const shown = ['lattice', 'heat-map', 'difference']
    .map((id) => pictureOf(pictures, id))
    .filter((picture) => picture !== null);
  if (shown.length === 0) return null;
  return html`<section>
    <h2>Where, pixel by pixel</h2>
    ${shown.map((picture) => figure(picture))}
  </section>`;
}

function whoSees({ matrix }: Report, thumbnailOf: ThumbnailPng): Markup {
  return html`<section>
    <h2>Who sees what</h2>
    <table class="long">
      <caption>
        The ${matrix.rows.length} distinct pictures among ${matrix.views} views of the catalog, and
        how far each departs from the antialiased view, in grey levels
      </caption>
      <thead>
        <tr>
          <th scope="col" class="narrow">Picture</th>
          <th scope="col" class="narrow">Which</th>
          <th scope="col">Departs, RMS</th>
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

/** Members by size: `299×299: opencv/linear, …`. */
function membersText({ members }: MatrixRow): string {
  const bySize = new Map<string, string[]>();
  for (const { pipeline, width, height } of members) {
    const size = `${width}×${height}`;
    bySize.set(size, [...(bySize.get(size) ?? []), pipeline]);
  }
  return [...bySize].map(([size, ids]) => `${size}: ${ids.join(', ')}`).join('. ');
}

function labels(pairs: readonly LabelPair[]): Markup | null {
  if (pairs.length === 0) return null;
  return html`<section>
    <h2>What models say</h2>
    <ul>
      ${pairs.map((pair) => html`<li>${labelSentence(pair)}</li>`)}
    </ul>
  </section>`;
}

function spectrum({ pictures, spectrum: report }: Report): Markup | null {
  const picture = pictureOf(pictures, 'spectrum');
  if (picture === null) return null;
  const standing = report.peaks.filter(({ contrastDb }) => contrastDb >= STANDS_OUT_DB).length;
  return html`<section>
    <h2>Spectrum</h2>
    ${figure(picture)}
    <p>
      Of ${report.peaks.length} places where a payload for this view must leave a peak, ${standing}
      stand at least ${STANDS_OUT_DB} dB above what is around them.
    </p>
  </section>`;
}

function facts({ finding, engine, request }: Report): Markup {
  const known = finding.facts;
  const rows: [string, string | Markup][] = [
    ['File', printable(finding.file)],
    ['SHA-256', html`<span class="hash">${finding.sha256}</span>`],
    ['Size', `${finding.bytes} bytes`],
    ['Format', `${finding.format}, ${finding.width}×${finding.height}`],
  ];
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
    );
  }
  rows.push([
    'Made with',
    `Scalescope ${engine.scalescope}, Node ${engine.node}, libvips ${engine.libvips}, ${engine.platform}`,
  ]);
  return html`<section>
    <h2>The file</h2>
    <table class="facts">
      <caption>
        Facts as they are stored in the file, and what read it
      </caption>
      <tbody>
        ${factRows(rows)}
      </tbody>
    </table>
  </section>`;
}

function pipelines({ pipelines: listed }: Report): Markup | null {
  if (listed.length === 0) return null;
  return html`<section>
    <h2>Pipelines</h2>
    <table>
      <caption>
        The definitions that this report speaks of, with their sources
      </caption>
      <thead>
        <tr>
          <th scope="col" class="middle">Pipeline</th>
          <th scope="col">What it is</th>
          <th scope="col">Versions and exactness</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        ${listed.map(
          ({ id, title, call, source, versions, exactness }) =>
            html`<tr>
              <th scope="row" class="ids">${id}</th>
              <td>${title}: <code>${call}</code></td>
              <td>${versions}; ${exactness}</td>
              <td>${source}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function review({ decisions, audit }: Report): Markup | null {
  if (decisions.length === 0 && audit.length === 0) return null;
  return html`<section>
    <h2>Review</h2>
    ${decisions.length === 0 ? html`<p>Nobody has decided on this image.</p>` : null}
    <ul>
      ${decisions.map(
        ({ decision, reviewer, at, note }) =>
          html`<li>
            ${at}, ${printable(reviewer)}: ${decision}${note === null ? '' : `. ${printable(note)}`}
          </li>`,
      )}
    </ul>
    ${
      audit.length === 0
        ? null
        : html`<h3>From the audit log</h3>
            <ol>
              ${audit.map((line) => html`<li class="hash">${printable(line)}</li>`)}
            </ol>`
    }
  </section>`;
}

function reproduce(report: Report | SignedReport): Markup {
  const signed =
    'signature' in report
      ? html`<p>
          The JSON form is signed with the Ed25519 key
          <span class="hash">${report.signature.keyId}</span>.
        </p>`
      : html`<p>This report is not signed.</p>`;
  return html`<section>
    <h2>How to reproduce</h2>
    <p>
      The same finding, the same figures and the same pictures come out of the same file with the
      same version. The JSON form of this report is checked, and made again, by:
    </p>
    <pre>${report.reproduce.map(printable).join('\n')}</pre>
    <table>
      <caption>
        Pictures of this report
      </caption>
      <thead>
        <tr>
          <th scope="col" class="middle">Picture</th>
          <th scope="col" class="narrow">Size</th>
          <th scope="col">SHA-256 of its samples</th>
        </tr>
      </thead>
      <tbody>
        ${report.pictures.map(
          ({ title, width, height, pixelsSha256 }) =>
            html`<tr>
              <th scope="row">${title}</th>
              <td>${width}×${height}</td>
              <td class="hash">${pixelsSha256}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${signed}
  </section>`;
}

function pictureOf(pictures: readonly ReportPicture[], id: string): ReportPicture | null {
  return pictures.find((picture) => picture.id === id) ?? null;
}

/** Pictures up to this wide are never shrunk on the page, so their pixels may stay sharp. */
const NEVER_SHRUNK = 320;

function figure(picture: ReportPicture | null): Markup | null {
  if (picture === null) return null;
  const { title, caption, png, width, height } = picture;
  const exact = width <= NEVER_SHRUNK;
  return html`<figure>
    <img
      class="${exact ? 'pixels' : ''}"
      alt="${title}"
      width="${width}"
      height="${height}"
      src="data:image/png;base64,${png}"
    />
    <figcaption>${title}. ${caption}</figcaption>
  </figure>`;
}

/** A measured value with the digits that matter. */
function figureOf(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
