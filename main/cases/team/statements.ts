/** The statements of a case as PostgreSQL takes them. */

const known = new Map<string, string>();
const MOST_KNOWN = 1000;

/** Texts in quotes, which hold no parameters, and parameters: `?` in their order, or `?1` by their number. */
const PARTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?(\d*)/g;

/** `sql` with its parameters as `$1`, `$2` and so on. */
export function numbered(sql: string): string {
  const before = known.get(sql);
  if (before !== undefined) return before;
  let count = 0;
  const text = sql.replaceAll(PARTS, (part, number: string | undefined) =>
    part.startsWith('?') ? `$${number === '' ? ++count : number}` : part,
  );
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(sql, text);
  return text;
}
