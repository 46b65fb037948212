/** Who sees what as text for a terminal: one block for each distinct picture. */
import type { MatrixMember, MatrixResult, MatrixRow } from '../../../shared/matrix/result.ts';
import type { MatrixOrder } from '../../engine/images/orders.ts';
import { printableLines } from '../../../shared/base/printable.ts';

/** The rows of `matrix`, made of what `compared` names, who sees each grouped by size and library. */
export function matrixText(matrix: MatrixResult, { sizes, presets }: MatrixOrder): string {
  const { rows, refused, views } = matrix;
  const pictures = rows.length === 1 ? 'one picture' : `${rows.length} distinct pictures`;
  const at = sizes.map(({ width, height }) => `${width}x${height}`).join(', ');
  const models = presets ? 'every model at its own size' : 'no models (--presets adds them)';
  const lines = [
    `Who sees what: ${pictures} in ${views} views`,
    `  Every sampler at ${at}, and ${models}`,
  ];
  rows.forEach((row, i) => lines.push('', ...rowLines(row, i + 1)));
  if (refused.length > 0) lines.push('', '  These pipelines cannot take this image:');
  for (const { pipeline, reason } of refused) lines.push(`    ${pipeline}: ${reason}`);
  return printableLines(lines);
}

function rowLines({ label, rms, normalised, members }: MatrixRow, number: number): string[] {
  const views = members.length === 1 ? '1 view' : `${members.length} views`;
  const [first] = members;
  const lines = [
    `  ${number}. ${label}: ${views}`,
    `     ${first.pipeline} at ${first.width}x${first.height} is ${rms.toFixed(1)} grey levels from ` +
      `the antialiased view, ${normalised.toFixed(1)} times the image's own detail`,
  ];
  for (const [size, ids] of idsBySize(members)) {
    lines.push(
      `     ${size}`,
      ...[...byLibrary(ids)].map(([library, names]) => named(library, names)),
    );
  }
  return lines;
}

function named(library: string, names: string[]): string {
  return `       ${library}: ${names.join(', ')}`;
}

function idsBySize(members: readonly MatrixMember[]): Map<string, string[]> {
  const sizes = new Map<string, string[]>();
  for (const { pipeline, width, height, parts, name } of members) {
    const size = `${width}x${height}`;
    const ids = sizes.get(size) ?? [];
    ids.push(parts === 1 ? pipeline : `${pipeline} (${name})`);
    sizes.set(size, ids);
  }
  return sizes;
}

function byLibrary(ids: readonly string[]): Map<string, string[]> {
  const libraries = new Map<string, string[]>();
  for (const id of ids.toSorted()) {
    const slash = id.indexOf('/');
    const library = id.slice(0, slash);
    libraries.set(library, [...(libraries.get(library) ?? []), id.slice(slash + 1)]);
  }
  return libraries;
}
