/** Strict reading of query strings: garbage is refused with the field named, never guessed at. */
import { invalid, refusal } from '../../shared/base/invalid.ts';

/**
 * The query of `url` as plain fields. Throws UserError `invalid-argument` where a value is not
 * percent-encoded UTF-8 or a field is given twice.
 */
export function readQuery(url: string): Record<string, string> {
  const start = url.indexOf('?');
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  if (start < 0) return fields;
  for (const part of url.slice(start + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode('query', equals < 0 ? part : part.slice(0, equals));
    if (name in fields) {
      throw refusal('one value', name, 'several');
    }
    fields[name] = equals < 0 ? '' : decode(name, part.slice(equals + 1));
  }
  return fields;
}

function decode(field: string, text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid('percent-encoded UTF-8', field, text);
  }
}
