/**
 * Verdicts, scores and bands in words: the same in a terminal, in the viewer and in reports. The data
 * say `clean`; a person never reads it, because nothing found is not the same as nothing there.
 */
import type { UnexplainedLattice } from '../detect/blind.ts';
import type { Size } from '../base/raster.ts';
import type { Judgement, Tested, Verdict } from './judge.ts';
import { THRESHOLDS, type Bands, type Thresholds } from './thresholds.ts';

/** What findings are listed and filtered as: their verdict, but for what could not be assessed. */
export const LISTED_VERDICTS = [
  'attack',
  'suspicious',
  'clean',
  'not-assessable',
  'error',
] as const satisfies readonly (Verdict | 'not-assessable')[];
export type ListedVerdict = (typeof LISTED_VERDICTS)[number];

/** As much of a finding, or of a row of a case, as its verdict takes. */
interface Judged {
  verdict: Verdict;
  explanation: string | null;
}

/** As much as its score takes. */
interface Scored extends Judged {
  score: number;
  judgements: readonly Judgement[];
  /** What it was judged by, where these are not the built-in thresholds. */
  thresholds?: Thresholds | null;
}

/** What a finding leaves open; older findings lack both. */
interface Open {
  unexplained?: readonly UnexplainedLattice[];
  skipped?: number;
}

/** What a finding is listed as: what could not be assessed is a kind of its own. */
export function listedVerdict({ verdict, explanation }: Judged): ListedVerdict {
  return verdict === 'clean' && explanation === 'not-assessable' ? 'not-assessable' : verdict;
}

const WORDS: Record<ListedVerdict, string> = {
  attack: 'Attack',
  suspicious: 'Suspicious',
  clean: 'Nothing found',
  'not-assessable': 'Not assessable',
  error: 'Could not be examined',
};

/** What a person reads for a kind of verdict. */
export function listedWord(listed: ListedVerdict): string {
  return WORDS[listed];
}

/** What a person reads as the verdict of a finding. */
export function verdictWord(finding: Judged): string {
  return WORDS[listedVerdict(finding)];
}

/** How many images there are of each kind: "Attack 2, Suspicious 0, …". */
export function verdictCounts(verdicts: Record<Verdict, number>, notAssessable: number): string {
  const counts = {
    ...verdicts,
    clean: verdicts.clean - notAssessable,
    'not-assessable': notAssessable,
  };
  return LISTED_VERDICTS.map((listed) => `${WORDS[listed]} ${counts[listed]}`).join(', ');
}

/** How a verdict is colored; `calm` is for what was searched in vain and leaves nothing open. */
export type Tone = 'attack' | 'suspicious' | 'calm' | 'none';

/** The tone of a finding: none where it could not be judged, or where a lattice is left to look at. */
export function verdictTone(finding: Judged & Open): Tone {
  const listed = listedVerdict(finding);
  if (listed === 'attack' || listed === 'suspicious') return listed;
  return listed === 'clean' && openPoints(finding).length === 0 ? 'calm' : 'none';
}

const SCORES: Record<Judgement['of'], string> = {
  search: 'probability of an attack, if one image in a hundred is attacked',
  view: 'this view only, suspicious above 0.5, not a probability',
  loaders: 'how far loaders differ on this file, not a probability',
  items: 'that of a second picture in the file',
  text: 'how much text only the machine receives, not a probability',
};

/** What the score of a judgement is: said beside it. */
export function scoreMeaning(of: Judgement['of']): string {
  return SCORES[of];
}

/** What scores are where those of searches, of views and of loaders stand in one list. */
export function scoresText(): string {
  return (
    `Score of a search: ${scoreMeaning('search')}. Score of one view: ${scoreMeaning('view')}. ` +
    `Score where loaders differ: ${scoreMeaning('loaders')}.`
  );
}

/** Whether there is a score to tell: not where nothing could be judged. */
export function hasScore(finding: Judged): boolean {
  const listed = listedVerdict(finding);
  return listed !== 'error' && listed !== 'not-assessable';
}

/** The score of a finding and what it is; null where nothing could be judged. */
export function scoreOf(finding: Scored): {
  value: number;
  meaning: string;
} | null {
  if (!hasScore(finding)) return null;
  const decides = decisive(finding);
  if (decides?.explanation === 'not-assessable') return null; // another was judged, and found nothing
  return { value: finding.score, meaning: scoreMeaning(decides?.of ?? 'search') };
}

/** The judgement that decides on a finding; undefined in findings of before that have none. */
function decisive({ verdict, score, judgements }: Scored): Judgement | undefined {
  return judgements.find((one) => one.verdict === verdict && one.score === score);
}

/** The number behind the verdict, and which verdict takes how much; null where it is not known. */
export function evidenceText(finding: Scored): string | null {
  const { of, evidence, needed } = (hasScore(finding) && decisive(finding)) || {};
  if (evidence === undefined || evidence === null || needed === undefined) return null;
  const unit = of === 'search' ? 'log odds' : 'times what unread pixels explain';
  const beyond = of === 'search' ? beyondUsual(needed, finding.thresholds?.search) : '';
  return `${evidence.toFixed(2)} ${unit}: ${neededText(needed)}${beyond}`;
}

/** Why the search needs more for an attack than its threshold; empty where it does not. */
function beyondUsual({ attack }: Bands, { attack: usual }: Bands = THRESHOLDS.search): string {
  const more = Number((attack - usual).toFixed(2));
  if (more === 0) return '';
  return ` (the threshold of ${short(usual)}, and ${more} more because no known machine takes that size)`;
}

/** As much of a target as its score takes. */
interface TargetScore {
  score: number;
  records: readonly unknown[];
}

/** The score of a target, and whose it is: a target of the search has records, one of a view none. */
export function targetScoreText({ score, records }: TargetScore): string {
  return `${records.length > 0 ? 'search' : 'view'} score ${score.toFixed(2)}`;
}

/** A verdict and its score, as a headline has them: "Attack (score 0.98)". */
export function verdictAndScore(finding: Scored, word: string = verdictWord(finding)): string {
  const score = scoreOf(finding);
  return `${word}${score === null ? '' : ` (score ${score.value.toFixed(2)})`}`;
}

/** As much of a certificate as its verdict takes. */
interface Certified {
  verdict: 'clean' | 'remains' | 'unmeasured';
  views: readonly (Size & { pipeline: string })[];
  found: { before: { verdict: Verdict }; after: { verdict: Verdict } } | null;
}

/** So many sizes and pipelines are named in a sentence; more are counted. */
const MOST_NAMED = 4;

/** What a person reads for what a certificate says of a cleaned picture: no more than its views show. */
export function certificateWord({ verdict, views, found }: Certified): string {
  if (verdict === 'remains') return 'Something remains';
  if (verdict === 'unmeasured') return 'Not measured';
  if (found?.before.verdict === 'clean') return 'Nothing was found, and nothing was changed';
  if (views.length === 0) return 'Nothing can be hidden in the views of this certificate';
  return `Nothing remains ${viewsText(views)}`;
}

/** The same as sentences: what the certificate leaves open follows. */
export function certificateSentences(certificate: Certified & { matrix: unknown }): string {
  const { verdict, found, matrix } = certificate;
  const word = certificateWord(certificate);
  if (verdict !== 'clean') return word;
  if (found === null) {
    const others = matrix === null ? 'sizes and pipelines' : 'sizes';
    return `${word}. Other ${others} were not checked.`;
  }
  if (found.before.verdict === 'clean') return `${word}.`;
  return found.after.verdict === 'clean'
    ? `${word}. The detector finds nothing in the copy.`
    : `${word}. The detector still calls the copy ${listedWord(found.after.verdict).toLowerCase()}.`;
}

/** "at 299x299 and 224x224 with tensorflow/bilinear". */
function viewsText(views: Certified['views']): string {
  const sizesOf = new Map<string, Set<string>>();
  for (const { pipeline, width, height } of views) {
    const sizes = sizesOf.get(pipeline) ?? new Set();
    sizesOf.set(pipeline, sizes.add(`${width}x${height}`));
  }
  const groups = [...sizesOf].map(([pipeline, sizes]) => ({ pipeline, sizes: [...sizes] }));
  const count = groups.reduce((sum, { sizes }) => sum + sizes.length, 0);
  if (count > MOST_NAMED) return `in the ${views.length} views of this certificate`;
  return groups.map(({ pipeline, sizes }) => `at ${listText(sizes)} with ${pipeline}`).join(', ');
}

/** "a, b and c". */
function listText(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
}

/** Said after a number of distinct images, where they lie at more paths: " at 5 paths". */
export function atPaths(images: number, paths: number): string {
  return paths === images ? '' : ` at ${paths} paths`;
}

/** What was looked at: the sizes that the search covered, and the view that was asked for. */
export function searchedText({
  tested,
  judgements,
}: {
  tested: Tested;
  judgements: readonly Pick<Judgement, 'of'>[];
}): string {
  const { search, view } = tested;
  const asked = view === null ? null : `${view.width}x${view.height} with ${view.pipeline}`;
  if (search !== null) {
    const { leastSide, most } = search;
    const sizes = `every size from ${leastSide} to ${most.width}x${most.height}, of the whole image and of centered crops`;
    return asked === null ? sizes : `${sizes}; judged by itself: ${asked}`;
  }
  if (asked !== null && !judgements.some(({ of }) => of === 'search')) return `only ${asked}`;
  const none = 'no size: the image is too small to hide a picture in';
  return asked === null ? none : `${none}; judged by itself: ${asked}`;
}

/** "1092x1092, 33 sigma". */
export function latticeFacts({ width, height, sigma }: UnexplainedLattice): string {
  return `${width}x${height}, ${Math.round(sigma)} sigma`;
}

/** "Unexplained lattice: 1092x1092, 33 sigma". */
export function latticeText(lattice: UnexplainedLattice): string {
  return `Unexplained lattice: ${latticeFacts(lattice)}`;
}

/** How many lattices were not looked at; null where all were. */
export function skippedText(skipped = 0): string | null {
  if (skipped === 0) return null;
  return skipped === 1
    ? '1 further lattice was not examined.'
    : `${skipped} further lattices were not examined.`;
}

/** What a finding leaves open, a sentence each: lattices to look at, and how many were not. */
export function openPoints(finding: Open): string[] {
  const { unexplained = [], skipped } = finding;
  const lattices = unexplained.map((one) => `${latticeText(one)}: look at the view of this size.`);
  const rest = skippedText(skipped);
  return rest === null ? lattices : [...lattices, rest];
}

/** Above which evidence there is which verdict: said beside the number that decides. */
export function neededText({ suspicious, attack }: Bands): string {
  return `suspicious above ${short(suspicious)}, an attack above ${short(attack)}`;
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** What has to be said where nothing was found. */
export const ABSENCE =
  'Absence of evidence is not evidence of absence. A picture hidden for a size or crop that was not searched, ' +
  'or one too faint to distinguish from detail, would not be detected here.';

/** What can be done where nothing can be said. */
export const NOT_ASSESSABLE =
  'To learn more, choose a smaller target size or a sampler that leaves pixels unread, or examine the ' +
  'picture as it was before it was made smaller.';
