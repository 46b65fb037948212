/** A certificate as text for people. */
import type { Certificate, Visible } from '../../../shared/sanitize/certificate.ts';
import {
  notMeasuredReason,
  percent,
  placeText,
  unmeasuredText,
  type CertifiedView,
} from '../../../shared/sanitize/certify-views.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import {
  certificateSentences,
  certificateWord,
  listedWord,
} from '../../../shared/verdict/words.ts';

/** The lines of `certificate` on the file `output`. */
export function certificateText(certificate: Certificate, output: string): string {
  const { reasons, views, visible, idempotence } = certificate;
  return printableLines([
    `${output}: ${headline(certificate)}`,
    ...foundLines(certificate),
    ...views.map(viewLine),
    ...alikeLines(certificate),
    ...rebuiltLines(certificate),
    `  visible picture: ${changeText(visible)}`,
    `  cleaned once more: ${changeText(idempotence)}`,
    ...matrixLines(certificate),
    `  verdict: ${certificateSentences(certificate)}`,
    ...reasons.map((reason) => `    ${reason}`),
  ]);
}

/** One line on `certificate`, for lists of files. */
export function certificateLine(certificate: Certificate, output: string): string {
  const word = certificateWord(certificate);
  const change = `visible picture ${changeText(certificate.visible)}`;
  if (isUntouched(certificate)) return `${output}: ${word}, ${change}`;
  return `${output}: ${word}, ${headline(certificate)}, ${change}`;
}

function isUntouched({ found }: Certificate): boolean {
  return found !== null && found.before.verdict === 'clean';
}

function headline(certificate: Certificate): string {
  const { hiddenShare, method, views } = certificate;
  if (isUntouched(certificate)) return 'nothing was found and nothing was changed';
  const isMeasured = views.every(({ notMeasured }) => notMeasured === null);
  if (!isMeasured) return `the remainder could not be measured (${method.kind})`;
  if (hiddenShare === null) return `nothing was hidden there (${method.kind})`;
  return `${percent(hiddenShare)} of the hidden picture remains (${method.kind})`;
}

function foundLines({ found }: Certificate): string[] {
  if (found === null || found.before.verdict === 'clean') return [];
  const sizes = found.before.targets.map(({ width, height }) => `${width}x${height}`).join(', ');
  const [before, after] = [found.before, found.after].map(({ verdict }) => listedWord(verdict));
  return [`  detector: before ${before} at ${sizes}, after ${after}`];
}

function viewLine(view: CertifiedView): string {
  const { rmsBefore, rmsAfter, departingBefore, departingAfter, hiddenShare, unmeasured } = view;
  const areNumbers =
    rmsBefore !== null && rmsAfter !== null && departingBefore !== null && departingAfter !== null;
  if (!areNumbers) return `  ${notMeasuredReason(view)}`;
  const hidden =
    hiddenShare === null
      ? 'nothing was hidden'
      : `${percent(hiddenShare)} of the hidden picture remains`;
  const rest = unmeasured === 0 ? '' : `; not measured in ${unmeasuredText(view)}`;
  return (
    `  ${placeText(view)}: before ${rmsBefore.toFixed(1)}, after ${rmsAfter.toFixed(1)} grey levels from the ` +
    `untouched neighbors; departing cells before ${percent(departingBefore)}, ` +
    `after ${percent(departingAfter)}; ${view.notMeasured === null ? hidden : 'no share is known'}${rest}`
  );
}

/** Views in which nothing can hide are counted, so that none goes missing. */
function alikeLines({ viewsAlike }: Certificate): string[] {
  if (viewsAlike === 0) return [];
  const views = viewsAlike === 1 ? 'view reads' : 'views read';
  return [`  ${viewsAlike} ${views} all pixels about equally, so nothing can be hidden there`];
}

function rebuiltLines({ rebuilt, source }: Certificate): string[] {
  if (rebuilt === null) return [];
  const pixels = source.width * source.height;
  const lines = [
    `  rebuilt: ${percent(rebuilt.rebuilt / pixels)} of all pixels; ` +
      `${percent(rebuilt.read / pixels)} are read`,
  ];
  if (rebuilt.fromRead > 0) {
    lines.push(
      `    ${percent(rebuilt.fromRead / rebuilt.rebuilt)} of these from pixels that are also read, with ` +
        'less weight, because nearly every pixel is read',
    );
  }
  return lines;
}

function changeText({ psnrDb, ssim, changedShare }: Visible): string {
  if (psnrDb === null) return 'unchanged';
  const share = changedShare === null ? 'enlarged to compare' : `${percent(changedShare)} changed`;
  return `PSNR ${psnrDb.toFixed(1)} dB, SSIM ${ssim.toFixed(3)}, ${share}`;
}

function matrixLines({ matrix }: Certificate): string[] {
  if (matrix === null) return [];
  const { before, after } = matrix;
  const count = ({ otherPictures }: typeof before) =>
    otherPictures.reduce((sum, { members }) => sum + members.length, 0);
  return [
    `  who sees what: of ${before.views} views, ${count(before)} received another picture before ` +
      `and ${count(after)} do now`,
  ];
}
