/** The frame of every printed report: no scripts, nothing loaded. */
import { html, Markup } from './html.ts';
import { REPORT_STYLE } from './report-style.ts';

export interface Page {
  /** The heading. */
  title: string;
  /** At the head and at the foot of every printed page: what it is of, and which report it belongs to. */
  head: string;
  foot: string;
  body: Markup;
}

/** A whole page. */
export function htmlPage({ title, head, foot, body }: Page): string {
  const running = `@page { @top-left { ${marginText(head)} } @bottom-left { ${marginText(foot)} } }`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta
          http-equiv="content-security-policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${new Markup(REPORT_STYLE + running)}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${body}
      </body>
    </html> `.text;
}

function marginText(text: string): string {
  return `content: ${cssString(text)}; font: 7.5pt system-ui, sans-serif; color: #555;`;
}

/** `text` as a string of a style sheet, which neither it nor the element can be left from. */
function cssString(text: string): string {
  return `"${text.replace(/[^\w .,:-]/gu, (c) => `\\${c.codePointAt(0)!.toString(16)} `)}"`;
}
