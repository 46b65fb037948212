/** What the review asks of the host: the routes of shared/case-contract. */
import type { CaseImage, CaseScanEvent, CaseSummary, Change } from '../../shared/case-contract.ts';
import type {
  Annotation,
  AnnotationBody,
  Bookmark,
  BookmarkBody,
} from '../../shared/case-marks.ts';
import type { CaseFolder, QueueCounts, QueuePage } from '../../shared/case-queue.ts';
import type { Decision } from '../../shared/case-review.ts';
import type { OpenImage } from '../../shared/contract.ts';
import type { DecodePolicy } from '../../shared/facts.ts';
import type { InferInput } from 'valibot';
import { events, getBitmap, getJson, policyQuery, remove, sendJson } from '../connect.ts';

/** Rows of one request. */
export const PAGE_ROWS = 100;

export function fetchCases(signal?: AbortSignal): Promise<CaseSummary[]> {
  return getJson('/api/cases', signal);
}

/** Opens the case at `path`; makes it where `create` allows. */
export function openCase(path: string, create: boolean): Promise<CaseSummary> {
  return sendJson('POST', '/api/cases', { path, create });
}

export function fetchCase(id: string, signal?: AbortSignal): Promise<CaseSummary> {
  return getJson(casePath(id), signal);
}

export function closeCase(id: string): Promise<void> {
  return remove(casePath(id));
}

/** The first rows that match `query`, in its order. */
export function fetchPage(
  id: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<QueuePage> {
  return getJson(`${casePath(id)}/rows?${query}&limit=${PAGE_ROWS}`, signal);
}

/** The ids of all images that match `query`, in its order. */
export async function fetchOrder(
  id: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<number[]> {
  const { ids } = await getJson<{ ids: number[] }>(`${casePath(id)}/order?${query}`, signal);
  return ids;
}

export function fetchCounts(
  id: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<QueueCounts> {
  return getJson(`${casePath(id)}/counts?${query}`, signal);
}

export function fetchFolders(id: string, signal?: AbortSignal): Promise<CaseFolder[]> {
  return getJson(`${casePath(id)}/folders`, signal);
}

export function fetchRows(
  id: string,
  ids: readonly number[],
  signal?: AbortSignal,
): Promise<QueuePage> {
  return getJson(`${casePath(id)}/rows?ids=${ids.join(',')}`, signal);
}

export function fetchCaseImage(
  id: string,
  image: number,
  signal?: AbortSignal,
): Promise<CaseImage> {
  return getJson(rowPath(id, image), signal);
}

/** Opens the original of `image` for the viewer, decoded as its finding was but for `policy`. */
export function openOriginal(
  id: string,
  image: number,
  policy: Partial<DecodePolicy>,
  signal?: AbortSignal,
): Promise<OpenImage> {
  return sendJson('POST', `${rowPath(id, image)}/open?${policyQuery(policy)}`, {}, signal);
}

/** The small picture of `image` that the scan kept. */
export function fetchThumbnail(
  id: string,
  image: number,
  view: 'human' | 'machine',
  signal?: AbortSignal,
): Promise<ImageBitmap> {
  return getBitmap(`${rowPath(id, image)}/thumbnail?view=${view}`, signal);
}

export function sendDecision(
  id: string,
  image: number,
  decision: Decision | null,
  reviewer: string,
): Promise<Change> {
  return sendJson('POST', `${casePath(id)}/decisions`, { images: [image], decision, reviewer });
}

export function sendNote(
  id: string,
  image: number,
  text: string,
  reviewer: string,
): Promise<Change> {
  return sendJson('POST', `${casePath(id)}/notes`, { image, text, reviewer });
}

export function sendSignOff(
  id: string,
  image: number,
  agrees: boolean | null,
  reviewer: string,
): Promise<Change> {
  return sendJson('POST', `${casePath(id)}/sign-offs`, { image, agrees, reviewer });
}

export function undoChange(id: string, change: number, reviewer: string): Promise<Change> {
  return sendJson('POST', `${casePath(id)}/changes/${change}/undo`, { reviewer });
}

export function addAnnotation(
  id: string,
  image: number,
  body: InferInput<typeof AnnotationBody>,
): Promise<Annotation> {
  return sendJson('POST', `${rowPath(id, image)}/annotations`, body);
}

export function changeAnnotation(
  id: string,
  annotation: number,
  body: InferInput<typeof AnnotationBody>,
): Promise<Annotation> {
  return sendJson('PUT', `${casePath(id)}/annotations/${annotation}`, body);
}

export function addBookmark(
  id: string,
  image: number,
  body: InferInput<typeof BookmarkBody>,
): Promise<Bookmark> {
  return sendJson('POST', `${rowPath(id, image)}/bookmarks`, body);
}

/** Removes an annotation or a bookmark. */
export function removeMark(
  id: string,
  kind: 'annotations' | 'bookmarks',
  mark: number,
  reviewer: string,
): Promise<void> {
  const query = new URLSearchParams({ reviewer });
  return remove(`${casePath(id)}/${kind}/${mark}?${query}`);
}

/** Scans `paths`, or the folders of the case, until it is done or aborted; what is done stays. */
export function scanIntoCase(
  id: string,
  paths: readonly string[] | null,
  signal: AbortSignal,
): AsyncGenerator<CaseScanEvent> {
  return events(`${casePath(id)}/scan`, signal, paths === null ? {} : { paths });
}

function casePath(id: string): string {
  return `/api/cases/${encodeURIComponent(id)}`;
}

function rowPath(id: string, image: number): string {
  return `${casePath(id)}/images/${image}`;
}
