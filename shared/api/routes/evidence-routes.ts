/** Routes of what is said of an open image: the search, comparisons, spectra, labels, its report. */
import * as v from 'valibot';
import {
  COMBS,
  FINDING,
  HISTOGRAM,
  LABELS,
  MATRIX,
  PROFILE,
  SPECTRUM,
  SWEEP_POINTS,
  TEXT_READING,
} from './answers.ts';
import { events, json, route } from './route.ts';
import {
  type InspectEvent,
  type MatrixEvent,
  type ReportEvent,
  type SweepEvent,
} from '../contract.ts';
import {
  LabelsQuery,
  LineQuery,
  MatrixQuery,
  OptionalShownQuery,
  OptionalViewQuery,
  ReportQuery,
  SpectrumQuery,
  SweepQuery,
  ViewRegionQuery,
} from '../queries.ts';

const RESULT = v.literal('result');

export const EVIDENCE_ROUTES = {
  inspect: route('POST', '/images/:id/inspect', {
    summary: 'The search of every size, and the view where one is given.',
    query: OptionalViewQuery,
    answer: events<InspectEvent>(v.object({ type: RESULT, finding: FINDING })),
  }),
  matrix: route('POST', '/images/:id/matrix', {
    summary:
      'Who sees what at the sizes; `presets` 0: bare samplers, 1: models too, only: models alone.',
    query: MatrixQuery,
    answer: events<MatrixEvent>(
      v.object({ type: RESULT, matrix: MATRIX }),
      v.object({ type: v.literal('so-far'), matrix: MATRIX }),
    ),
  }),
  sweep: route('POST', '/images/:id/sweep', {
    summary: 'How far the view is from the antialiased one, size by size.',
    query: SweepQuery,
    answer: events<SweepEvent>(
      v.object({ type: RESULT, points: SWEEP_POINTS }),
      v.object({
        type: v.literal('points'),
        points: SWEEP_POINTS,
        fraction: v.pipe(v.number(), v.finite()),
      }),
    ),
  }),
  spectrum: route('GET', '/images/:id/spectrum', {
    summary: 'What the spectrum says; with a view the peaks that a payload for it would make.',
    query: v.object({ ...SpectrumQuery.entries, ...OptionalViewQuery.entries }),
    answer: json(SPECTRUM),
  }),
  spectrumPicture: route('GET', '/images/:id/spectrum/picture', {
    summary: 'The spectrum in gray, black at its lowDb and white at its highDb.',
    query: SpectrumQuery,
    answer: { kind: 'pixels', channels: 1 },
  }),
  combs: route('GET', '/images/:id/combs', {
    summary: 'How each target size stands out along both axes.',
    query: v.pick(SpectrumQuery, ['channel']),
    answer: json(COMBS),
  }),
  histogram: route('GET', '/images/:id/histogram', {
    summary: 'How often each value occurs, in the source where no view is given, or in a region.',
    query: v.object({ ...OptionalShownQuery.entries, ...v.partial(ViewRegionQuery).entries }),
    answer: json(HISTOGRAM),
  }),
  profile: route('GET', '/images/:id/profile', {
    summary: 'The values along a line, in the source where no view is given.',
    query: v.object({ ...OptionalShownQuery.entries, ...LineQuery.entries }),
    answer: json(PROFILE),
  }),
  labels: route('GET', '/images/:id/labels', {
    summary: 'What a classifier says at both scales.',
    query: LabelsQuery,
    answer: json(LABELS),
  }),
  text: route('GET', '/images/:id/text', {
    summary: 'Text that only the machine receives, and text that a person sees too.',
    answer: json(TEXT_READING),
  }),
  report: route('POST', '/images/:id/report', {
    summary: 'The evidence report, to be saved; `case`: with what its reviewers said.',
    query: ReportQuery,
    answer: events<ReportEvent>(
      v.object({ type: RESULT, mediaType: v.string(), base64: v.string() }),
    ),
  }),
} as const;
