/**
 * JSON with one spelling per value, so that it can be hashed: keys sorted by UTF-16 code units, no
 * space, numbers and strings as JSON.stringify writes them, fields that are undefined left out.
 * Source: RFC 8785 (JSON Canonicalization Scheme), sections 3.2.2 and 3.2.3.
 */

/**
 * The canonical JSON of `value`. Throws TypeError for what JSON cannot hold: numbers that are not
 * finite, bigints, functions and symbols.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  }
  if (typeof value === 'object') {
    const record = value as Record<string, unknown>;
    const fields = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    return `{${fields.join(',')}}`;
  }
  throw new TypeError(`Expected a value of JSON but received ${String(value)}`);
}
