/** Routes of the viewer's start: what it was given, and what it can do. */
import * as v from 'valibot';
import { CLASSIFIERS, CONTENTS, OPEN_IMAGE, PIPELINE, PIPELINES, SESSION } from './answers.ts';
import { json, route } from './route.ts';
import { type PipelineSummary, type Session } from '../contract.ts';
import { InsideText, PolicyQuery, SourceQuery, TicketText } from '../queries.ts';
import type { ClassifierSummary } from '../../pipelines/classifier.ts';

export const SESSION_ROUTES = {
  session: route('GET', '/session', {
    summary: 'What the viewer was started with: version, host and images.',
    answer: { ...json<Session>(SESSION), isFresh: true },
  }),
  openStartImage: route('POST', '/session/images/:index', {
    summary: 'Opens a start image (0-based) once more, with another policy.',
    query: PolicyQuery,
    answer: json(OPEN_IMAGE),
  }),
  pipelines: route('GET', '/pipelines', {
    summary: 'The catalog; with `source` each pipeline with its exposure at that source size.',
    query: SourceQuery,
    answer: json<PipelineSummary[]>(PIPELINES),
  }),
  addPipeline: route('POST', '/pipelines', {
    summary:
      'Takes a pipeline of your own: its file in JSON, named by `name`. Views are asked by the id that it answers.',
    query: v.object({ name: v.optional(v.string('a text')) }),
    rawBody: true,
    answer: json<PipelineSummary>(PIPELINE),
  }),
  classifiers: route('GET', '/classifiers', {
    summary: 'The classifiers that label images.',
    answer: json<ClassifierSummary[]>(CLASSIFIERS),
  }),
  openSample: route('POST', '/sample', {
    summary: 'Opens the picture that Scalescope comes with.',
    query: PolicyQuery,
    answer: json(OPEN_IMAGE),
  }),
  contents: route('POST', '/contents', {
    summary:
      'The pictures inside of a file, given as for `/images`; none where it holds no other files.',
    query: v.object({ name: v.optional(v.string('a text')) }),
    rawBody: true,
    answer: json(CONTENTS),
  }),
  openImage: route('POST', '/images', {
    summary:
      'Opens an image: its bytes, named by `name`; or `{"path"}` in JSON, where the session says openPaths. ' +
      '`inside` is the way to a picture inside of the file. `ticket` is a UUID, by which its preview is asked for.',
    query: v.object({
      ...PolicyQuery.entries,
      name: v.optional(v.string('a text')),
      inside: v.optional(InsideText),
      ticket: v.optional(TicketText),
    }),
    rawBody: true,
    answer: json(OPEN_IMAGE),
  }),
  preview: route('GET', '/previews/:ticket', {
    summary:
      'A coarse picture of the image that is being opened as `ticket`, long before all of it is decoded. ' +
      'Only large JPEGs have one; the others answer 0x0.',
    answer: { kind: 'pixels', channels: 4 },
  }),
} as const;
