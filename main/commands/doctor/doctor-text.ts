/** What the doctor found, for people. */
import { aboutBytes } from '../../../shared/image/cost.ts';
import { sandboxAdvice, sandboxSentence } from '../../engine/sandbox/sandbox-words.ts';
import type { Examination } from './examination.ts';

/** Fewer open files than this do not carry a scan on every core. */
const FEW_FILES = 128;

/** Lines, each with a line end. */
export function doctorText(found: Examination): string {
  const { system, node, memory, openFiles, viewer, packages } = found;
  const lines = [
    `Scalescope ${found.version} (${found.detector})`,
    `Node ${node.version} at ${node.path}`,
    `System ${system.platform} ${system.release}, ${system.arch}, ${system.cores} cores`,
    `Packages ${Object.entries(packages).map(packageText).join(', ')}`,
    ...engineLines(found),
    '',
    `Memory ${aboutBytes(memory.total)}, ${aboutBytes(memory.free)} of it free${memoryText(memory)}`,
    `Open files ${openFiles === null ? 'as many as the system has' : `at most ${openFiles}`}`,
    ...(openFiles !== null && openFiles < FEW_FILES
      ? ['  That is few: allow more with ulimit -n.']
      : []),
    `A file may cost ${aboutBytes(found.limits.maxMemoryBytes ?? memory.total)} of memory and ${found.limits.timeoutMs / 1000} s`,
    '',
    `Electron ${viewer.electron ?? 'is not installed'}`,
    `Browser ${viewer.browser ?? 'none was found'}`,
  ];
  return `${lines.join('\n')}\n`;
}

function packageText([name, version]: [string, string | null]): string {
  return `${name} ${version ?? '(not installed)'}`;
}

function memoryText({ granted, addresses }: Examination['memory']): string {
  const parts = [
    ...(granted === null ? [] : [`a control group grants ${aboutBytes(granted)}`]),
    ...(addresses === null ? [] : [`ulimit -v grants ${aboutBytes(addresses)}`]),
  ];
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

function engineLines({ engine, sandbox, failure }: Examination): string[] {
  const lines: string[] = [];
  if (engine !== null) {
    const { vips, png, mozjpeg, webp, tiff, heif, aom } = engine.libraries;
    const libraries = Object.entries({ vips, png, mozjpeg, webp, tiff, heif, aom });
    const named = libraries.filter(([, version]) => version !== undefined);
    lines.push(`Libraries ${named.map(([name, version]) => `${name} ${version}`).join(', ')}`);
    lines.push(
      `Fonts ${engine.hasFont ? 'texts can be drawn' : 'there is none: craft --text fails'}`,
    );
  }
  if (failure !== null) lines.push('', failure);
  if (sandbox === null) return lines;
  lines.push('', sandboxSentence(sandbox));
  if (sandbox.reason !== null) lines.push(`Why there is no more: ${sandbox.reason}.`);
  const advice = sandboxAdvice(sandbox);
  if (advice !== null) lines.push(advice);
  return lines;
}
