/** How what a report says was come to, in the order it is done. */
import { html, type Markup } from '../html.ts';
import { cite } from './bibliography.ts';

/** The section; the same in every report of this version. */
export function methodsSection(detector: string): Markup {
  return html`<section>
    <h2>Methods</h2>
    <ol>
      <li>
        <strong>Reading.</strong> The file is read only, hashed, and decoded in a process of its
        own. Its pixels are taken as they are stored: no color profile is applied.
      </li>
      <li>
        <strong>Machine views.</strong> A resizer is a table: for every output, the source pixels it
        reads and their weights. With the library’s own arithmetic, the table reproduces its output.
        Attacks write a second picture into the few pixels that such a table reads
        ${cite('xiao', 'quiring')}.
      </li>
      <li>
        <strong>Search.</strong> For every target size along both axes, the pixels that a machine of
        this size would read are compared with their unread neighbors and with control lattices. The
        measures follow published ones ${cite('quiring', 'decamouflage')} or are own formulations;
        the tables under “Evidence” name the source of each.
      </li>
      <li>
        <strong>Fusion and calibration.</strong> Boosted trees with monotone inputs fuse the
        measures into log odds. A logistic calibration turns these into a likelihood ratio, and with
        one attacked image in a hundred into the score. The detector is ${detector}.
      </li>
      <li>
        <strong>Confirmation.</strong> The exact views of the samplers that read the found pixels
        are computed and compared with the antialiased view of the same size.
      </li>
      <li>
        <strong>Differences.</strong> “Grey levels RMS” is one measure throughout this report: the
        root mean square of the differences between a machine view and the antialiased view of the
        same size, over all its pixels and color channels, on a scale of 0 to 255. Each figure names
        the view it is of. Views by other samplers or at other sizes differ by other amounts.
      </li>
      <li>
        <strong>Error rates.</strong> Shares have 95 % Wilson score intervals ${cite('wilson')}.
      </li>
      <li>
        <strong>Integrity.</strong> Files are named by MD5, SHA-1 and SHA-256 ${cite('hashes')}. The
        first two serve comparison with older records only; they do not withstand forgery.
        Signatures are Ed25519 ${cite('ed25519')}. The PDF form is PDF/A-3 ${cite('pdfa')} and holds
        the JSON form as an attachment.
      </li>
    </ol>
  </section>`;
}
