/** Ids, calls and hashes in running text: lines break between them, and never inside of one that fits on a line. */
import { html, type Markup } from './html.ts';

/** Words of `text`, each held together. */
export function tokens(text: string): Markup[] {
  return text
    .split(' ')
    .map((word, i) => html`${i === 0 ? '' : ' '}<span class="token">${word}</span>`);
}

/** `ids` with commas between them. */
export function tokenList(ids: readonly string[]): Markup[] {
  return tokens(ids.join(', '));
}
