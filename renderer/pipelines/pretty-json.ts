/** JSON as people write it: what is short stays on one line. */

/** Lines that are longer are broken. */
const LINE = 88;

/** `value` as JSON text. */
export function prettyJson(value: unknown): string {
  return `${written(value, '', 0)}\n`;
}

/** `used`: characters of the line before it. */
function written(value: unknown, indent: string, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (indent !== '' && !isDeep(value)) {
    const line = onOneLine(value);
    if (indent.length + used + line.length <= LINE) return line;
  }
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = partsOf(value).map(
    ([label, part]) => inner + label + written(part, inner, label.length),
  );
  return lines.length === 0 ? open + close : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = partsOf(value).map(([label, part]) => label + onOneLine(part));
  if (Array.isArray(value)) return `[${parts.join(', ')}]`;
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** What `value` holds, each with its name as it is written before it. */
function partsOf(value: object): [label: string, part: unknown][] {
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]: [string, unknown]) => [
      Array.isArray(value) ? '' : `${JSON.stringify(name)}: `,
      part,
    ]);
}

/** True where something in `value` holds what holds something itself. */
function isDeep(value: object): boolean {
  const holds = (part: unknown): part is object => typeof part === 'object' && part !== null;
  return Object.values(value).some((part) => holds(part) && Object.values(part).some(holds));
}
