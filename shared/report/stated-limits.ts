/** What a verdict cannot say, and how often it is wrong: the sentences of every report. */
import { MEASURED_RATES, type MeasuredRate } from '../verdict/measured-rates.ts';
import type { Finding } from '../finding/finding.ts';
import { openPoints } from '../verdict/words.ts';
import { REPORT_EDITION, type ReportEdition } from './report.ts';

/** The limits of the search, whatever it found. */
export function searchLimits(edition: ReportEdition = REPORT_EDITION): string[] {
  const { benign, attacks, attack, suspicious } = MEASURED_RATES;
  const { attackFound, suspiciousFound, foundAtOnePercent } = MEASURED_RATES;
  return [
    `The search was measured on ${benign} ordinary images, over half of them of kinds that mislead it, and on ` +
      `${attacks} attacked images, made from photographs and pictures that it was not fitted to. Of the ordinary ` +
      `images it called ${told(attack)} an attack and ${told(suspicious)} suspicious or worse. Of the attacked ` +
      `images it called ${told(attackFound)} an attack and ${told(suspiciousFound)} suspicious or worse. ` +
      // Of other attacks than the rates before it, so that two figures stand side by side that cannot be compared.
      (edition === 1
        ? `At one false alarm in a hundred ordinary images it finds ${told(foundAtOnePercent)}. `
        : '') +
      'The rates for other images may be better or worse.',
    'The score of the search is the probability of an attack if one image in a hundred is attacked. If attacks are ' +
      'rarer, a finding is more often a false alarm; if they are more frequent, less often.',
    'A machine view is exact for the library and the versions that its pipeline names, on the samples as they ' +
      'are decoded here. What a real system does with a file may differ.',
  ];
}

/** The limits that a reader of `finding` has to know. */
export function limitsOf(finding: Finding, edition: ReportEdition = REPORT_EDITION): string[] {
  const { verdict, explanation, tested } = finding;
  const limits = searchLimits(edition);
  if (verdict === 'clean' && explanation !== 'not-assessable') {
    limits.push(
      'Absence of evidence is not evidence of absence. A payload that is small, faint, or made for a size or a ' +
        'crop that was not searched may be present.',
    );
  }
  if (openPoints(finding).length > 0) {
    limits.push(
      'An unexplained lattice is a regular pattern of pixels for which no harmless cause is known. It does not ' +
        'prove an attack: a person has to look at the view of its size.',
    );
  }
  if (tested?.search === null) {
    limits.push(
      'This finding does not include the search of every size, or the image was too small for it.',
    );
  }
  return limits;
}

function told({ count, of, low, high }: MeasuredRate): string {
  const percent = (value: number) => value.toFixed(value < 10 ? 1 : 0);
  return `${count} of ${of} (95 % interval ${percent(low)} to ${percent(high)} %)`;
}
