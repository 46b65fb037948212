/** What reports cite: papers, standards and guidelines, numbered in the order they are listed. */
import { html, type Markup } from '../html.ts';

const WORKS = {
  xiao:
    'Q. Xiao, Y. Chen, C. Shen, Y. Chen, K. Li: Seeing is Not Believing: Camouflage Attacks on Image Scaling ' +
    'Algorithms. USENIX Security Symposium, 2019, pp. 443–460.',
  quiring:
    'E. Quiring, D. Klein, D. Arp, M. Johns, K. Rieck: Adversarial Preprocessing: Understanding and Preventing ' +
    'Image-Scaling Attacks in Machine Learning. USENIX Security Symposium, 2020, pp. 1363–1380.',
  decamouflage:
    'B. Kim, A. Abuadbba, Y. Gao, Y. Zheng, M. E. Ahmed, S. Nepal, H. Kim: Decamouflage: A Framework to Detect ' +
    'Image-Scaling Attacks on CNN. IEEE/IFIP International Conference on Dependable Systems and Networks (DSN), 2021.',
  enfsi:
    'European Network of Forensic Science Institutes: ENFSI Guideline for Evaluative Reporting in Forensic Science. ' +
    'Version 3.0, 2015.',
  extrapolation:
    'P. Vergeer, A. van Es, A. de Jongh, I. Alberink, R. Stoel: Numerical likelihood ratios outputted by LR systems ' +
    'are often based on extrapolation: When to stop extrapolating? Science & Justice 56, 2016, pp. 482–491.',
  wilson:
    'E. B. Wilson: Probable Inference, the Law of Succession, and Statistical Inference. Journal of the American ' +
    'Statistical Association 22, 1927, pp. 209–212.',
  hashes:
    'FIPS 180-4: Secure Hash Standard (SHA-1, SHA-256). National Institute of Standards and Technology, 2015. ' +
    'RFC 1321: The MD5 Message-Digest Algorithm, 1992.',
  ed25519: 'RFC 8032: Edwards-Curve Digital Signature Algorithm (EdDSA), 2017.',
  pdfa:
    'ISO 19005-3:2012: Document management. Electronic document file format for long-term preservation. Part 3: ' +
    'Use of ISO 32000-1 with support for embedded files (PDF/A-3).',
} as const;

type Work = keyof typeof WORKS;
const NUMBERS = new Map(Object.keys(WORKS).map((work, i) => [work, i + 1]));

/** The number of a work in brackets. */
export function cite(...works: Work[]): Markup {
  return html`<span class="cite">[${works.map((work) => NUMBERS.get(work)).join(', ')}]</span>`;
}

/** The source of a measure with the numbers of the works that it names. */
export function citedSource(source: string): Markup[] {
  const named = [
    ['Quiring 2020', 'quiring'],
    ['Decamouflage', 'decamouflage'],
  ] as const;
  const works = named.filter(([name]) => source.includes(name)).map(([, work]) => work);
  return [html`${source}`, ...(works.length === 0 ? [] : [html` ${cite(...works)}`])];
}

/** The list. */
export function bibliography(): Markup {
  return html`<section>
    <h2>Bibliography</h2>
    <ol class="bibliography">
      ${Object.values(WORKS).map((work) => html`<li>${work}</li>`)}
    </ol>
  </section>`;
}
