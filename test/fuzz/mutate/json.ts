/** Changes of JSON that stays JSON, or nearly so; and of lines of it. */
import type { Random } from '../../support/random.ts';
import { plainMutator, type Mutator } from './bytes.ts';

/** Stands for text that JSON.stringify would not write. */
const RAW = '\u0000raw:';

const DEEP = 3000;

/** Values that are right nowhere, or only just. */
function oddValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => true,
    () => 0,
    () => -1,
    () => 0.5,
    () => -0,
    () => 2 ** 31,
    () => 2 ** 53,
    () => 1e308,
    () => `${RAW}1e999`,
    () => `${RAW}-1e999`,
    () => '',
    () => 'x'.repeat(100_000),
    () => '\u001b[31mred\u0007',
    () => '\u202egnp.exe',
    () => '\ud800',
    () => '<img src=x onerror=alert(1)>',
    () => '../../../etc/passwd',
    () => '2026-13-45T99:99:99.999Z',
    () => [],
    () => ({}),
    () => [[[]]],
    () => ({ __proto__: null, constructor: 1 }),
    () => `${RAW}{"__proto__": {"schema": 1}}`,
    () => `${RAW}${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
    () => new Array<number>(2000).fill(1),
    () => '0'.repeat(64),
    () => 'AAAA',
  ])();
}

type Holder = Record<string, unknown> | unknown[];

/** Every place in `value` that can hold another one. */
function placesIn(value: unknown, into: [Holder, string][] = []): [Holder, string][] {
  if (typeof value !== 'object' || value === null || into.length > 5000) return into;
  for (const key of Object.keys(value)) {
    into.push([value as Holder, key]);
    placesIn((value as Record<string, unknown>)[key], into);
  }
  return into;
}

/** Changes one place of `value` in place. */
function changePlace(value: unknown, random: Random): void {
  const places = placesIn(value);
  if (places.length === 0) return;
  const [holder, key] = random.pick(places);
  const fields = holder as Record<string, unknown>;
  switch (random.int(0, 6)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(fields, key);
      return;
    case 1: {
      const [from, name] = random.pick(places);
      fields[key] = structuredClone((from as Record<string, unknown>)[name]);
      return;
    }
    case 2:
      if (Array.isArray(holder)) holder.push(...(structuredClone(holder) as unknown[]));
      else fields[random.pick(['__proto__x', 'constructor', 'length', '', 'a.b'])] = fields[key];
      return;
    case 3:
      fields[key] = near(fields[key], random);
      return;
    default:
      fields[key] = oddValue(random);
  }
}

/** A value of the same type beside `value`. */
function near(value: unknown, random: Random): unknown {
  if (typeof value === 'number') {
    return random.pick([value + 1, value - 1, -value, value * 1e9, value / 3, 0, 1e21]);
  }
  if (typeof value === 'string') {
    const text = plainMutator(Buffer.from(value), random, Buffer.from('other')).toString('utf8');
    return random.pick([text, value + value, value.slice(1), value.toUpperCase()]);
  }
  return typeof value === 'boolean' ? !value : oddValue(random);
}

function written(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  return json.replace(/"\\u0000raw:((?:[^"\\]|\\.)*)"/g, (_, raw: string) =>
    raw.replace(/\\"/g, '"'),
  );
}

/** Changes the JSON in `bytes`; plain where there is none, and now and then in any case. */
export const jsonMutator: Mutator = (bytes, random, other) => {
  if (random.chance(0.1)) return plainMutator(bytes, random, other);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return plainMutator(bytes, random, other);
  }
  try {
    for (let i = random.pick([1, 1, 2, 4]); i > 0; i--) changePlace(value, random);
    return Buffer.from(written(value));
  } catch {
    return plainMutator(bytes, random, other); // nested deeper than this can follow
  }
};

/** Changes lines, of JSON or of words. */
export const lineMutator: Mutator = (bytes, random, other) => {
  const lines = bytes.toString('latin1').split('\n');
  const at = random.int(0, lines.length - 1);
  const line = lines[at] ?? '';
  switch (random.int(0, 7)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, line);
      break;
    case 2: {
      const to = random.int(0, lines.length - 1);
      [lines[at], lines[to]] = [lines[to] ?? '', line];
      break;
    }
    case 3:
      lines[at] = random.pick(other.toString('latin1').split('\n'));
      break;
    case 4:
      lines[at] = plainMutator(Buffer.from(line, 'latin1'), random, other).toString('latin1');
      break;
    default:
      lines[at] = jsonMutator(Buffer.from(line, 'latin1'), random, other).toString('latin1');
  }
  return Buffer.from(lines.join(random.chance(0.05) ? '\r\n' : '\n'), 'latin1');
};
