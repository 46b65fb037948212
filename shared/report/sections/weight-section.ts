/** The weight of the evidence, for a reader who has to combine it with what else is known. */
import { html, type Markup } from '../html.ts';
import { cite } from './bibliography.ts';
import type { Report } from '../report.ts';
import { cautiousLog10, ratioText, supportText, type EvidenceWeight } from '../weight.ts';

/** The section. */
export function weightSection({ weight }: Report): Markup | null {
  if (weight === undefined) return null;
  return html`<section>
    <h2>Weight of the evidence</h2>
    ${
      weight === null
        ? html`<p>
            No likelihood ratio is given: what decides this verdict is not the calibrated score of
            the search.
          </p>`
        : weighed(weight)
    }
  </section>`;
}

function weighed(weight: EvidenceWeight): Markup {
  const { log10OfScore, posteriors, ofVerdict, calibration } = weight;
  const rows: [string, string | Markup][] = [
    [
      'Likelihood ratio of the score',
      `about ${ratioText(10 ** log10OfScore)} (log10 ${log10OfScore.toFixed(2)})`,
    ],
    [
      'Likelihood ratio of the verdict, as measured',
      ofVerdict === null
        ? 'not known: the verdict is by thresholds of the person’s own'
        : measuredText(ofVerdict),
    ],
    ['In words, by the weaker of both', supportText(cautiousLog10(weight))],
    [
      'Probability of the first proposition',
      posteriors
        .map(({ prior, posterior }) => `${posteriorText(posterior)} if ${priorText(prior)}`)
        .join('; '),
    ],
    ['Calibration', calibration],
  ];
  return html`<p>
      First proposition: pixels of this file were written so that a machine which resizes it
      receives another picture. Second proposition: it is an ordinary file. A likelihood ratio says
      how many times more probable the evidence is if the first is true than if the second is
      ${cite('enfsi')}. It is no probability of either. That also takes how frequent such files are
      where this one comes from, which this report does not know.
    </p>
    <table class="facts">
      <caption>
        Likelihood ratio, and what it makes of prior shares
      </caption>
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p>
      The ratio of the score comes from the calibrated model. Where it goes beyond the measured
      limits of the verdict, it is extrapolated, and so are the probabilities made of it
      ${cite('extrapolation')}.
    </p>`;
}

function measuredText({
  ratio,
  low,
  high,
  attacked,
  harmless,
}: NonNullable<EvidenceWeight['ofVerdict']>): string {
  const bounds =
    high === null
      ? `at least ${ratioText(low)}`
      : `${ratioText(ratio ?? low)}, between ${ratioText(low)} and ${ratioText(high)}`;
  return (
    `${bounds} (95 % limits). ${attacked.count} of ${attacked.of} attacked and ${harmless.count} of ` +
    `${harmless.of} ordinary images have this verdict`
  );
}

function posteriorText(posterior: number): string {
  const percent = 100 * posterior;
  if (percent > 99.9) return 'over 99.9 %';
  if (percent < 0.01) return 'below 0.01 %';
  return `${percent.toPrecision(percent < 1 ? 1 : 3)} %`;
}

function priorText(prior: number): string {
  return prior === 0.5
    ? 'one file in two is attacked'
    : `one in ${Math.round(1 / prior).toLocaleString('en')}`;
}
