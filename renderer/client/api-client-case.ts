/** What the review asks of the host: the routes of shared/case/case-contract.ts. */
import type {
  CaseImage,
  CaseScanEvent,
  CaseSummary,
  Change,
} from '../../shared/case/case-contract.ts';
import type {
  Annotation,
  AnnotationBody,
  Bookmark,
  BookmarkBody,
} from '../../shared/case/case-marks.ts';
import type { CaseNews, Exposure, Views } from '../../shared/case/case-people.ts';
import type {
  Campaign,
  CaseFolder,
  QueueCounts,
  QueuePage,
  QueueRow,
} from '../../shared/case/case-queue.ts';
import type { Decision } from '../../shared/case/case-review.ts';
import type { OpenImage } from '../../shared/api/contract.ts';
import type { DecodePolicy } from '../../shared/image/facts.ts';
import type { InferInput } from 'valibot';
import { ROUTES } from '../../shared/api/routes/routes.ts';
import { call, callBlob, callEvents, callForNothing } from './call.ts';

/** Rows of one request. */
export const PAGE_ROWS = 100;

export function fetchCases(signal?: AbortSignal): Promise<CaseSummary[]> {
  return call(ROUTES.cases, { signal });
}

/** Opens the case at `path`, a shared one with `token`; makes a file where `create` allows. */
export function openCase(path: string, create: boolean, token: string): Promise<CaseSummary> {
  const body = { path, create, ...(token !== '' && { token }) };
  return call(ROUTES.openCase, { body });
}

export function fetchCase(id: string, signal?: AbortSignal): Promise<CaseSummary> {
  return call(ROUTES.case, { params: { case: id }, signal });
}

export function closeCase(id: string): Promise<void> {
  return callForNothing(ROUTES.closeCase, { params: { case: id } });
}

/** The first rows that match `query`, in its order. */
export function fetchPage(
  id: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<QueuePage> {
  const asked = { ...Object.fromEntries(query), limit: PAGE_ROWS };
  return call(ROUTES.rows, { params: { case: id }, query: asked, signal });
}

/** The ids of all images that match `query`, in its order. */
export async function fetchOrder(
  id: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<number[]> {
  const asked = Object.fromEntries(query);
  return (await call(ROUTES.order, { params: { case: id }, query: asked, signal })).ids;
}

export function fetchCounts(
  id: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<QueueCounts> {
  const asked = Object.fromEntries(query);
  return call(ROUTES.counts, { params: { case: id }, query: asked, signal });
}

export function fetchFolders(id: string, signal?: AbortSignal): Promise<CaseFolder[]> {
  return call(ROUTES.folders, { params: { case: id }, signal });
}

export function fetchRows(
  id: string,
  ids: readonly number[],
  signal?: AbortSignal,
): Promise<QueuePage> {
  return call(ROUTES.rows, { params: { case: id }, query: { ids: ids.join(',') }, signal });
}

export function fetchCaseImage(
  id: string,
  image: number,
  signal?: AbortSignal,
): Promise<CaseImage> {
  return call(ROUTES.caseImage, { params: { case: id, image }, signal });
}

/** Opens the original of `image` for the viewer, decoded as its finding was but for `policy`. */
export function openOriginal(
  id: string,
  image: number,
  policy: Partial<DecodePolicy>,
  signal?: AbortSignal,
): Promise<OpenImage> {
  return call(ROUTES.openOriginal, { params: { case: id, image }, query: policy, signal });
}

/** The small picture of `image` that the scan kept. */
export async function fetchThumbnail(
  id: string,
  image: number,
  view: 'human' | 'machine',
  signal?: AbortSignal,
): Promise<ImageBitmap> {
  const params = { case: id, image };
  return createImageBitmap(await callBlob(ROUTES.thumbnail, { params, query: { view }, signal }));
}

export function sendDecision(
  id: string,
  image: number,
  decision: Decision | null,
  {
    reviewer,
    basis,
    views,
  }: { reviewer: string; basis: string | undefined; views: Views['views'] },
): Promise<Change> {
  const against = basis === undefined ? {} : { [image]: basis };
  const body = { images: [image], decision, reviewer, against, views };
  return call(ROUTES.decide, { params: { case: id }, body });
}

/** The same decision on all `images` of a campaign, of which one was looked at. */
export function sendCampaignDecision(
  id: string,
  rows: readonly QueueRow[],
  decision: Decision,
  said: { reviewer: string; campaign: string; views: Views['views'] },
): Promise<Change> {
  const images = rows.map((row) => row.id);
  const against = Object.fromEntries(rows.map((row) => [row.id, row.basis]));
  const body = { images, decision, against, ...said };
  return call(ROUTES.decide, { params: { case: id }, body });
}

export function fetchCampaigns(id: string): Promise<Campaign[]> {
  return call(ROUTES.campaigns, { params: { case: id } });
}

/** Tells what was on the screen of `reviewer`; gives what they were exposed to. */
export function sendViews(id: string, views: Views['views'], reviewer: string): Promise<Exposure> {
  return call(ROUTES.views, { params: { case: id }, body: { views, reviewer } });
}

/** What was changed since the entry `after` of the log. */
export function fetchNews(id: string, after: number): Promise<CaseNews> {
  return call(ROUTES.caseNews, { params: { case: id }, query: { after } });
}

export function sendNote(
  id: string,
  image: number,
  text: string,
  reviewer: string,
  against: string,
): Promise<Change> {
  const body = { image, text, reviewer, against };
  return call(ROUTES.note, { params: { case: id }, body });
}

export function sendSignOff(
  id: string,
  image: number,
  agrees: boolean | null,
  reviewer: string,
  basis: string | undefined,
): Promise<Change> {
  const body = { image, agrees, reviewer, ...(basis !== undefined && { against: basis }) };
  return call(ROUTES.signOff, { params: { case: id }, body });
}

export function undoChange(id: string, change: number, reviewer: string): Promise<Change> {
  return call(ROUTES.undo, { params: { case: id, change }, body: { reviewer } });
}

export function addAnnotation(
  id: string,
  image: number,
  body: InferInput<typeof AnnotationBody>,
): Promise<Annotation> {
  return call(ROUTES.addAnnotation, { params: { case: id, image }, body });
}

export function changeAnnotation(
  id: string,
  annotation: number,
  body: InferInput<typeof AnnotationBody>,
): Promise<Annotation> {
  return call(ROUTES.changeAnnotation, { params: { case: id, id: annotation }, body });
}

export function addBookmark(
  id: string,
  image: number,
  body: InferInput<typeof BookmarkBody>,
): Promise<Bookmark> {
  return call(ROUTES.addBookmark, { params: { case: id, image }, body });
}

/** Removes an annotation or a bookmark. */
export function removeMark(
  id: string,
  kind: 'annotations' | 'bookmarks',
  mark: number,
  reviewer: string,
): Promise<void> {
  const route = kind === 'annotations' ? ROUTES.removeAnnotation : ROUTES.removeBookmark;
  return callForNothing(route, { params: { case: id, id: mark }, query: { reviewer } });
}

/** Scans `paths`, or the folders of the case, until it is done or aborted; what is done stays. */
export function scanIntoCase(
  id: string,
  paths: readonly string[] | null,
  signal: AbortSignal,
): AsyncGenerator<CaseScanEvent> {
  const body = paths === null ? {} : { paths: [...paths] };
  return callEvents(ROUTES.scanCase, { params: { case: id }, body, signal });
}
