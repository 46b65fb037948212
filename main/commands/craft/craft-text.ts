/** What `scalescope craft` says of the attack it wrote. */
import type { CraftManifest } from '../../../shared/craft/manifest.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import { manifestPath } from '../../engine/write/manifest-path.ts';

/** The lines for people: the file, each payload's fidelity, and how visible the change is. */
export function craftText(manifest: CraftManifest, output: string): string {
  const { visibility, notes, bound, jpegQuality, suppressedDb } = manifest;
  const jpeg = jpegQuality === null ? '' : ` as JPEG of quality ${jpegQuality}`;
  const lines = [`${output}: crafted test image${jpeg}, manifest in ${manifestPath(output)}`];
  for (const payload of manifest.payloads) lines.push(...payloadLines(payload));
  const unseen = visibility.psnrDb === null ? 'no change' : `PSNR ${decibels(visibility.psnrDb)}`;
  lines.push(
    `  visible: ${unseen}, SSIM ${visibility.ssim.toFixed(3)} against the decoy, ` +
      `${percent(visibility.changedShare)} of its pixels changed, by up to ${levels(visibility.max)}`,
  );
  if (bound !== null) lines.push(`  no value had to change by more than ${levels(bound)}`);
  if (suppressedDb !== null) {
    lines.push(
      `  the target's harmonics are ${suppressedDb.toFixed(1)} dB weaker than without suppression`,
    );
  }
  for (const note of notes) lines.push(`  ${note}`);
  return printableLines(lines);
}

function payloadLines(payload: CraftManifest['payloads'][number]): string[] {
  const { payload: file, pipeline, width, height, fidelity, at, text } = payload;
  const place = at === undefined ? '' : ` in ${at.width}x${at.height} at ${at.x},${at.y}`;
  const name = text === undefined ? file.file : `the text in letters of ${text.sizePx} pixels`;
  const room = at ?? { width, height };
  const fitted =
    text !== undefined || (file.width === room.width && file.height === room.height)
      ? ''
      : `, averaged from ${file.width}x${file.height} to that size,`;
  const all = fidelity.outputs + fidelity.leftOut;
  const kept = fidelity.outputs - fidelity.spoiltPixels;
  const isPart = kept < all;
  const over = isPart ? ` in the ${kept} pixels that were written and kept` : '';
  const exact = (fidelity.max === 0 ? 'exactly' : `within ${levels(fidelity.max)}`) + over;
  const numbers =
    fidelity.psnrDb === null
      ? ''
      : ` (PSNR ${decibels(fidelity.psnrDb)}, SSIM ${fidelity.ssim.toFixed(3)}${isPart ? ` over all ${all} pixels` : ''})`;
  const lines = [
    `  ${pipeline} at ${width}x${height} sees ${name}${place}${fitted} ${exact}${numbers}`,
  ];
  if (fidelity.spoiltPixels > 0) {
    lines.push(
      `    except ${fidelity.spoiltPixels} of its ${all} pixels, which later payloads overwrote`,
    );
  }
  if (fidelity.leftOut > 0) {
    lines.push(
      `    ${fidelity.leftOut} of its ${all} pixels remain as in the decoy, because the mask excludes them`,
    );
  }
  if (fidelity.missed > 0) {
    lines.push(`    ${fidelity.missed} of its ${all} pixels are off by more than the tolerance`);
  }
  return lines;
}

function decibels(value: number): string {
  return `${value.toFixed(1)} dB`;
}

function levels(count: number): string {
  return count === 1 ? '1 grey level' : `${count} grey levels`;
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'under 0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}
