/** HTML that cannot be broken out of: what is inserted is escaped unless it is markup of our own. */

/** A piece of markup that is safe as it is. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Insertable = string | number | Markup | null | undefined | readonly Insertable[];

/** Markup with everything that is inserted escaped; lists are joined, null is nothing. */
export function html(parts: TemplateStringsArray, ...values: Insertable[]): Markup {
  return new Markup(
    parts.reduce((all, part, i) => all + part + (i < values.length ? textOf(values[i]) : ''), ''),
  );
}

function textOf(value: Insertable): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return String(value).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
