/** What answers the routes of what is said of an open image. */
import * as v from 'valibot';
import { MATRIX } from '../../shared/api/routes/answers.ts';
import { EVIDENCE_ROUTES } from '../../shared/api/routes/evidence-routes.ts';
import type { MatrixResult, SweepPoint } from '../../shared/api/contract.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { SpectrumOptions } from '../../shared/spectrum/spectrum.ts';
import { BUILT_IN_CLASSIFIERS, type Classifier } from '../../shared/pipelines/classifier.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import type { Progress } from '../engine/images/orders.ts';
import { toldFinding } from '../engine/images/told-finding.ts';
import { INSPECT_TEXT, readImageText } from '../engine/text/read-image-text.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { requireImage, reviewOf } from '../report/make-case-report.ts';
import { makeReport } from '../report/make-report.ts';
import { renderReport } from '../report/render-report.ts';
import type { Bind } from './bind.ts';
import type { OpenImages } from './open-images.ts';
import type { OwnPipelines } from './own-pipelines.ts';
import { countedRegionOf, matrixOf, sweepOf, viewsAsked } from './requests.ts';

/** What the forms of a report are. */
const REPORT_TYPES = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  json: 'application/json',
} as const;

/** Sizes of a sweep that are told together. */
const SWEEP_STEP = 8;

export interface EvidenceOptions {
  engines: Engines;
  classifiers?: readonly Classifier[] | undefined;
  own: OwnPipelines;
  /** The open case of an id. */
  caseOf: (id: string) => CaseFile;
}

/** The spectrum that a query asks for; what is left out is the same as what it stands for. */
function spectrumOf({ window, detrend, channel, detail }: SpectrumOptions): SpectrumOptions {
  return { window, detrend, channel, ...(detail === 'coarse' && { detail }) };
}

const isMatrix = (told: unknown): told is MatrixResult => v.is(MATRIX, told);

/** Binds them. */
export function bindEvidence(bind: Bind, images: OpenImages, options: EvidenceOptions): void {
  const { engines, classifiers = BUILT_IN_CLASSIFIERS, own, caseOf } = options;
  const { optionalViewOf, shownViewOf } = viewsAsked(own);
  const imageOf = ({ id }: { id: string }) => images.get(id).image;

  bind(EVIDENCE_ROUTES.inspect, ({ params, query }) => {
    const image = imageOf(params);
    const view = optionalViewOf(query);
    return async (progress, signal) => ({
      type: 'result',
      finding: toldFinding(await engines.inspect(image, view, progress, signal), image.source.name),
    });
  });

  bind(EVIDENCE_ROUTES.matrix, ({ params, query }) => {
    const image = imageOf(params);
    const order = matrixOf(query);
    return async (progress, signal, send) => {
      const tell: Progress = (stage, fraction, soFar) => {
        progress(stage, fraction);
        if (isMatrix(soFar)) send({ type: 'so-far', matrix: soFar });
      };
      return { type: 'result', matrix: await engines.matrix(image, order, tell, signal) };
    };
  });

  bind(EVIDENCE_ROUTES.sweep, ({ params, query }) => {
    const image = imageOf(params);
    const { sides, ...asked } = sweepOf(query);
    const order = { ...asked, pipeline: own.ofView(asked.pipeline) };
    return async (_progress, signal, send) => {
      const points: SweepPoint[] = [];
      while (points.length < sides.length) {
        const next = sides.slice(points.length, points.length + SWEEP_STEP);
        const made = await engines.sweep(image, { ...order, sides: next }, signal);
        points.push(...made);
        send({ type: 'points', points: made, fraction: points.length / sides.length });
      }
      return { type: 'result', points };
    };
  });

  bind(EVIDENCE_ROUTES.spectrum, ({ params, query, signal }) => {
    const view = query.pipeline === undefined ? null : optionalViewOf(query);
    return engines.spectrum(imageOf(params), spectrumOf(query), view, signal);
  });

  bind(EVIDENCE_ROUTES.spectrumPicture, ({ params, query, signal }) =>
    engines.spectrumPicture(imageOf(params), spectrumOf(query), signal),
  );

  bind(EVIDENCE_ROUTES.combs, ({ params, query, signal }) =>
    engines.combs(imageOf(params), query.channel, signal),
  );

  bind(EVIDENCE_ROUTES.histogram, ({ params, query, signal }) =>
    engines.histogram(imageOf(params), shownViewOf(query), countedRegionOf(query), signal),
  );

  bind(EVIDENCE_ROUTES.profile, ({ params, query, signal }) => {
    const { x0, y0, x1, y1, count } = query;
    const order = { line: { x0, y0, x1, y1 }, count };
    return engines.profile(imageOf(params), shownViewOf(query), order, signal);
  });

  bind(EVIDENCE_ROUTES.labels, ({ params, query, signal }) => {
    const image = imageOf(params);
    const classifier = classifiers.find(({ id }) => id === query.classifier);
    if (classifier !== undefined) return engines.labels(image, classifier, signal);
    throw new UserError('not-found', `This viewer has no classifier ${query.classifier}`);
  });

  bind(EVIDENCE_ROUTES.text, async ({ params, signal }) => {
    const image = imageOf(params);
    const told = await engines.inspect(image, null, undefined, signal);
    const finding = toldFinding(told, image.source.name);
    return readImageText(image, finding, engines, INSPECT_TEXT, { signal });
  });

  bind(EVIDENCE_ROUTES.report, ({ params, query }) => {
    const image = imageOf(params);
    const caseFile = query.case === undefined ? null : caseOf(query.case);
    if (caseFile !== null) requireImage(caseFile, image.facts.sha256);
    const createdAt = new Date().toISOString();
    const text = query.text === 'yes' ? INSPECT_TEXT : null;
    return async (progress, signal) => {
      const order = { source: image.source, view: null, createdAt, text, progress, signal };
      const report = await makeReport(order, engines);
      if (caseFile !== null) Object.assign(report, reviewOf(caseFile, report));
      const bytes = await renderReport(report, `.${query.form}`, signal);
      const base64 = Buffer.from(bytes).toString('base64');
      return { type: 'result', mediaType: REPORT_TYPES[query.form], base64 };
    };
  });
}
