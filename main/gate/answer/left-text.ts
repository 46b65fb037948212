/** Why a text that only the machine reads is still in a cleaned copy, as sentences. */
import type { Finding } from '../../../shared/finding/finding.ts';
import type { Certificate } from '../../../shared/sanitize/certificate.ts';

/** Views that are named of those that a copy was cleaned for. */
const MOST_VIEWS = 3;

/** What `finding` on a copy still reads, and what the copy was cleaned for; none where it reads nothing. */
export function leftText({ text }: Finding, { views }: Pick<Certificate, 'views'>): string[] {
  const [read] = text?.machineOnly ?? [];
  if (read === undefined) return [];
  if (read.view === null) {
    return [
      'A loader still shows a text in the copy, before any resize: no cleaning removes that.',
    ];
  }
  const { pipeline, width, height } = read.view;
  const at = `${pipeline} at ${width}x${height}`;
  const isCleaned = views.some((view) => view.width === width && view.height === height);
  if (isCleaned) return [`A text is still read in the copy with ${at}, for which it was cleaned.`];
  const named = views.slice(0, MOST_VIEWS).map((v) => `${v.pipeline} at ${v.width}x${v.height}`);
  const others = views.length > MOST_VIEWS ? ` and ${views.length - MOST_VIEWS} more views` : '';
  const cleaned = named.length === 0 ? 'for no view' : `for ${named.join(', ')}${others} alone`;
  const remedy = 'A pipeline of the policy that makes this size is cleaned for.';
  return [`A text is still read in the copy with ${at}, but it was cleaned ${cleaned}. ${remedy}`];
}
