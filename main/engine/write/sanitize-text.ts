/** How a cleaned file says in its metadata what was done to it; folder runs compare it to resume. */
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { SanitizeMethod } from '../../../shared/sanitize/sanitize.ts';

/** `selective-median scope departing; tensorflow/bilinear 299x299`, or `; what was found`. */
export function methodText(
  { kind, ...numbers }: SanitizeMethod,
  views: readonly ViewRequest[] | null,
): string {
  const run = [kind, ...Object.entries(numbers).map(([name, value]) => `${name} ${value}`)];
  const targets =
    views?.map(({ pipeline, width, height }) =>
      width === undefined ? pipeline : `${pipeline} ${width}x${height}`,
    ) ?? [];
  return `${run.join(' ')}; ${targets.length === 0 ? 'what was found' : targets.join(', ')}`;
}
