/** A finding in words: the same in a terminal, in the viewer and in reports. */
import type { Finding, Region, Tested } from '../finding.ts';
import type { Verdict } from './judge.ts';

/** What findings are listed and filtered as: their verdict, but for what could not be assessed. */
export const LISTED_VERDICTS = [
  'attack',
  'suspicious',
  'clean',
  'not-assessable',
  'error',
] as const satisfies readonly (Verdict | 'not-assessable')[];
export type ListedVerdict = (typeof LISTED_VERDICTS)[number];

/** What a finding is listed as: what could not be assessed is never called clean. */
export function listedVerdict({
  verdict,
  explanation,
}: Pick<Finding, 'verdict'> & { explanation: string | null }): ListedVerdict {
  return verdict === 'clean' && explanation === 'not-assessable' ? 'not-assessable' : verdict;
}

/** The same as a word for people. */
export function verdictWord(finding: Parameters<typeof listedVerdict>[0]): string {
  return listedVerdict(finding).replace('-', ' ');
}

/** Said after a number of distinct images, where they lie at more paths: " at 5 paths". */
export function atPaths(images: number, paths: number): string {
  return paths === images ? '' : ` at ${paths} paths`;
}

/** A place in the source: "40x30 pixels at 100,200". */
export function regionText({ x, y, width, height }: Region): string {
  return `${width}x${height} pixels at ${x},${y}`;
}

/** Which sizes the search covered. */
export function searchedText({ search }: Pick<Tested, 'search'>): string {
  if (search === null) return 'no size: the image is too small to hide a picture in';
  const { leastSide, most } = search;
  return `every size from ${leastSide} to ${most.width}x${most.height}, whole and centered crops`;
}

/** What has to be said with a clean verdict. */
export const ABSENCE =
  'Absence of evidence is not evidence of absence: a picture for a size or crop that was not searched, ' +
  'or one too faint to tell from detail, would not be seen here.';

/** What can be done where nothing can be said. */
export const NOT_ASSESSABLE =
  'To say more, choose a smaller target size or a sampler that leaves pixels unread, or look at the ' +
  'picture before it was shrunk.';
