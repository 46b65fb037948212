/**
 * Routes of the review. Every change has a number; undo puts back what it replaced, and is a change itself.
 * A second reviewer's sign-off is void once the decision changes.
 */
import * as v from 'valibot';
import { ANNOTATION, BOOKMARK, CHANGE, EXPOSURE } from './answers.ts';
import { json, route } from './route.ts';
import {
  AnnotationBody,
  BookmarkBody,
  type Annotation,
  type Bookmark,
} from '../../case/case-marks.ts';
import {
  DecisionBody,
  NoteBody,
  ReviewerQuery,
  SignOffBody,
  UndoBody,
} from '../../case/case-review.ts';
import { ViewsBody, type Exposure } from '../../case/case-people.ts';

export const REVIEW_ROUTES = {
  decide: route('POST', '/cases/:case/decisions', {
    summary:
      'A decision on images that were seen; null takes it back. `changed` where one is not as it was shown.',
    body: DecisionBody,
    answer: json(CHANGE),
  }),
  views: route('POST', '/cases/:case/views', {
    summary:
      'What was on the screen of a reviewer; a decision needs it. Gives what they were exposed to.',
    body: ViewsBody,
    answer: json<Exposure>(EXPOSURE),
  }),
  note: route('POST', '/cases/:case/notes', {
    summary: 'The one note of a reviewer on an image.',
    body: NoteBody,
    answer: json(CHANGE),
  }),
  signOff: route('POST', '/cases/:case/sign-offs', {
    summary: 'Whether a second reviewer agrees.',
    body: SignOffBody,
    answer: json(CHANGE),
  }),
  undo: route('POST', '/cases/:case/changes/:change/undo', {
    summary: 'Takes a change back; `changed` where somebody has gone on from it.',
    body: UndoBody,
    answer: json(CHANGE),
  }),
  annotations: route('GET', '/cases/:case/annotations', {
    summary: 'The annotations of a case.',
    answer: json<Annotation[]>(v.array(ANNOTATION)),
  }),
  addAnnotation: route('POST', '/cases/:case/images/:image/annotations', {
    summary: 'Draws on an image.',
    body: AnnotationBody,
    answer: json<Annotation>(ANNOTATION),
  }),
  changeAnnotation: route('PUT', '/cases/:case/annotations/:id', {
    summary: 'Draws it otherwise.',
    body: AnnotationBody,
    answer: json<Annotation>(ANNOTATION),
  }),
  removeAnnotation: route('DELETE', '/cases/:case/annotations/:id', {
    summary: 'Removes it.',
    query: ReviewerQuery,
    answer: { kind: 'nothing' },
  }),
  bookmarks: route('GET', '/cases/:case/bookmarks', {
    summary: 'The bookmarks of a case: places, views and settings.',
    answer: json<Bookmark[]>(v.array(BOOKMARK)),
  }),
  addBookmark: route('POST', '/cases/:case/images/:image/bookmarks', {
    summary: 'Keeps a place of an image.',
    body: BookmarkBody,
    answer: json<Bookmark>(BOOKMARK),
  }),
  changeBookmark: route('PUT', '/cases/:case/bookmarks/:id', {
    summary: 'Keeps another in its stead.',
    body: BookmarkBody,
    answer: json<Bookmark>(BOOKMARK),
  }),
  removeBookmark: route('DELETE', '/cases/:case/bookmarks/:id', {
    summary: 'Removes it.',
    query: ReviewerQuery,
    answer: { kind: 'nothing' },
  }),
} as const;
