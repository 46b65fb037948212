/** What was read in the views, in a report: quoted as it was read, never interpreted. */
import { printable } from '../../base/printable.ts';
import type { TextRead, TextReading } from '../../verdict/text-reading.ts';
import { dataText, readingText, whereText } from '../../verdict/text-words.ts';
import { html, type Markup } from '../html.ts';

/** The section; null where nobody asked for text. */
export function textSection(reading: TextReading | undefined): Markup | null {
  if (reading === undefined) return null;
  const { machineOnly, seen, notes, data } = reading;
  const by = data === null ? [] : [`Read by ${dataText(data)}.`];
  return html`<section>
    <h2>Text read</h2>
    <p>${readingText(reading)}</p>
    ${textList('Only the machine receives', machineOnly)} ${textList('A person sees too', seen)}
    ${[...notes, ...by].map((note) => html`<p>${printable(note)}</p>`)}
  </section>`;
}

function textList(title: string, texts: readonly TextRead[]): Markup | null {
  if (texts.length === 0) return null;
  return html`<h3>${title}</h3>
    <ul>
      ${texts.map(
        (read) =>
          html`<li>
            “${printable(read.text.replaceAll('\n', ' '))}” (${whereText(read)})${marksText(read)}
          </li>`,
      )}
    </ul>`;
}

function marksText({ marks }: TextRead): string {
  if (marks.length === 0) return '';
  const listed = marks.map(({ kind, words, source }) => `${kind} “${words}” (${source})`);
  return `. Marked by the phrase list: ${printable(listed.join('; '))}`;
}
