/** Files that are attached to a PDF document (ISO 32000-1, 7.11.3 and 7.11.4). */
import { Ref, type Value } from './pdf-lexer.ts';
import type { Objects } from './pdf-document.ts';

/** The numbers of the streams that an /EF refers to: that these say that they are files is optional. */
export function attachedNumbers(
  values: ReadonlyMap<number, Value>,
  resolve: Objects['resolve'],
): Set<number> {
  const numbers = new Set<number>();
  const waiting: Value[] = [...values.values()];
  // Each value is met once: those that are referred to are among `values` themselves.
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (Array.isArray(value)) for (const one of value) waiting.push(one);
    if (!(value instanceof Map)) continue;
    for (const one of value.values()) waiting.push(one);
    const files = resolve(value.get('EF'));
    if (files instanceof Map) for (const file of files.values()) addNumbers(file, values, numbers);
  }
  return numbers;
}

/** Adds the number that `file` refers to, and those that it leads on to. */
function addNumbers(file: Value, values: ReadonlyMap<number, Value>, numbers: Set<number>): void {
  let at: Value | undefined = file;
  while (at instanceof Ref && !numbers.has(at.number)) {
    numbers.add(at.number);
    at = values.get(at.number);
  }
}
