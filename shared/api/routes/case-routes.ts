/**
 * Routes of case files and their queue. Two ways to page: `cursor` from page to page; or all ids once and
 * rows by `ids`, for lists in which a person jumps about.
 */
import * as v from 'valibot';
import {
  AUDIT,
  CAMPAIGNS,
  CASE,
  CASE_IMAGE,
  COUNTS,
  FOLDERS,
  NEWS,
  ORDER,
  PAGE,
  PROGRESS,
  SCAN_PROGRESS,
  SCAN_RESULT,
  VERIFY_RESULT,
  OPEN_IMAGE,
} from './answers.ts';
import { events, json, route } from './route.ts';
import {
  AuditQuery,
  OpenCaseBody,
  OpenOriginalQuery,
  ScanBody,
  ThumbnailQuery,
  type AuditEntry,
  type CaseScanEvent,
  type CaseSummary,
  type CaseVerifyEvent,
} from '../../case/case-contract.ts';
import { NewsQuery, type CaseNews } from '../../case/case-people.ts';
import {
  FilterQuery,
  OrderQuery,
  PageQuery,
  type Campaign,
  type CaseFolder,
  type QueueCounts,
  type QueuePage,
  type QueueProgress,
} from '../../case/case-queue.ts';

const LISTING = v.object({ ...FilterQuery.entries, ...OrderQuery.entries });

export const CASE_ROUTES = {
  cases: route('GET', '/cases', {
    summary: 'The cases that are open.',
    answer: json<CaseSummary[]>(v.array(CASE)),
  }),
  openCase: route('POST', '/cases', {
    summary:
      'Opens a case; other than those of the command line only where the session says openPaths.',
    body: OpenCaseBody,
    answer: json(CASE),
  }),
  case: route('GET', '/cases/:case', { summary: 'An open case.', answer: json(CASE) }),
  caseNews: route('GET', '/cases/:case/news', {
    summary: 'The images of what was changed since an entry of the log.',
    query: NewsQuery,
    answer: json<CaseNews>(NEWS),
  }),
  closeCase: route('DELETE', '/cases/:case', {
    summary: 'Closes it: what runs on it ends, nothing is unsaved.',
    answer: { kind: 'nothing' },
  }),
  rows: route('GET', '/cases/:case/rows', {
    summary: 'Rows that match, in their order, after `cursor`; or those of `ids`, in that order.',
    query: v.object({ ...LISTING.entries, ...PageQuery.entries }),
    answer: json<QueuePage>(PAGE),
  }),
  order: route('GET', '/cases/:case/order', {
    summary: 'Every id that matches, in order.',
    query: LISTING,
    answer: json(ORDER),
  }),
  counts: route('GET', '/cases/:case/counts', {
    summary: 'How many images match, and of each kind.',
    query: FilterQuery,
    answer: json<QueueCounts>(COUNTS),
  }),
  progress: route('GET', '/cases/:case/progress', {
    summary: 'How far the review is.',
    answer: json<QueueProgress>(PROGRESS),
  }),
  folders: route('GET', '/cases/:case/folders', {
    summary: 'Folders in which images were seen.',
    answer: json<CaseFolder[]>(FOLDERS),
  }),
  campaigns: route('GET', '/cases/:case/campaigns', {
    summary: 'Hidden pictures that several files carry.',
    answer: json<Campaign[]>(CAMPAIGNS),
  }),
  audit: route('GET', '/cases/:case/audit', {
    summary: 'Entries of the audit log, newest first.',
    query: AuditQuery,
    answer: json<AuditEntry[]>(AUDIT),
  }),
  findingsTable: route('GET', '/cases/:case/findings.csv', {
    summary: 'The current findings as a table.',
    answer: { kind: 'bytes', mediaTypes: ['text/csv; charset=utf-8'] },
  }),
  caseImage: route('GET', '/cases/:case/images/:image', {
    summary: 'Everything known of the image of a row.',
    answer: json(CASE_IMAGE),
  }),
  thumbnail: route('GET', '/cases/:case/images/:image/thumbnail', {
    summary: 'A small picture of it, antialiased; X-View says what it shows.',
    query: ThumbnailQuery,
    answer: { kind: 'bytes', mediaTypes: ['image/webp'] },
  }),
  openOriginal: route('POST', '/cases/:case/images/:image/open', {
    summary:
      'Opens the original, decoded as its finding was but for what is asked; `changed` or `not-found` where it is no longer what was scanned.',
    query: OpenOriginalQuery,
    answer: json(OPEN_IMAGE),
  }),
  scanCase: route('POST', '/cases/:case/scan', {
    summary:
      'Scans paths, or the roots of the case; abort the request to stop, what is done stays.',
    body: ScanBody,
    answer: events<CaseScanEvent>(SCAN_RESULT, SCAN_PROGRESS),
  }),
  verifyCase: route('POST', '/cases/:case/verify', {
    summary:
      'Checks that rows, originals and log agree, and who of those that the person trusts vouches for the log.',
    answer: events<CaseVerifyEvent>(VERIFY_RESULT),
  }),
} as const;
