/** One image in the report of its case: its small pictures, and which source pixels they show. */
import type { AnnotationShape, CaseImage, MarkedView } from '../../shared/case-contract.ts';
import { UserError } from '../../shared/errors.ts';
import type { DecodePolicy, ImageFacts } from '../../shared/facts.ts';
import type { Region } from '../../shared/finding.ts';
import { viewOfTarget } from '../../shared/finding-views.ts';
import { viewAt } from '../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../../shared/pipelines/request.ts';
import type { Size } from '../../shared/raster.ts';
import type { CaseReportImage, CaseReportPicture } from '../../shared/report/case-report.ts';
import { marksOf } from '../../shared/report/marks.ts';
import { turnShape } from '../../shared/report/turn-shape.ts';
import type { CaseFile } from '../cases/case-file.ts';
import { readCaseImage, readThumbnail } from '../cases/image-page.ts';

/** What the report of a case says of image `id`. */
export function caseReportImage(caseFile: CaseFile, id: number): CaseReportImage {
  const known = readCaseImage(caseFile, id);
  const { row, places, findings, notes } = known;
  return {
    row,
    places: places.map(({ path }) => path),
    reasons: findings[0]?.finding.reasons ?? [],
    notes,
    marks: marksOf(known.annotations, turnOf(known)),
    human: pictureOf(caseFile, known, 'human'),
    machine: pictureOf(caseFile, known, 'machine'),
  };
}

/** How the finding that a case shows was made: the pictures beside it are of the same decoding. */
interface FindingSettings {
  policy?: DecodePolicy;
  view?: ViewRequest | null;
}

/** Marks are drawn on the rows as they are stored; a scan may have turned them. */
function turnOf({ findings: [shown] }: CaseImage): (shape: AnnotationShape) => AnnotationShape {
  const policy = (shown?.settings as FindingSettings | undefined)?.policy;
  return turnFor(policy, shown?.finding.facts ?? null);
}

function pictureOf(
  caseFile: CaseFile,
  known: CaseImage,
  kind: 'human' | 'machine',
): CaseReportPicture | null {
  const picture = known.pictures.find((each) => each.kind === kind);
  if (picture === undefined) return null;
  const { width, height } = picture;
  const { mediaType, bytes } = readThumbnail(caseFile, known.row.id, kind);
  const source = sizeOfSource(known);
  const view = kind === 'human' ? null : shownView(known, source);
  const frame = source === null ? null : frameOf(view, source);
  return {
    src: `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`,
    width,
    height,
    view: view === null ? null : markedViewOf(view),
    shows: frame === null ? null : { width, height, frame },
  };
}

/** The size of the raster that was examined; null where it is not known. */
function sizeOfSource({ findings: [shown] }: CaseImage): Size | null {
  const { width = null, height = null } = shown?.finding ?? {};
  return width === null || height === null ? null : { width, height };
}

/** The view that a survey shows at machine scale; null where it showed its plain one, of the whole. */
function shownView({ findings: [shown] }: CaseImage, source: Size | null): ViewRequest | null {
  const asked = (shown?.settings as FindingSettings | undefined)?.view;
  if (asked) return asked;
  const target = shown?.finding.targets[0];
  return target === undefined || source === null ? null : viewOfTarget(target, source);
}

function frameOf(view: ViewRequest | null, source: Size): Region | null {
  if (view === null) return { x: 0, y: 0, ...source };
  try {
    const shape = { ...source, channels: 3, dtype: 'uint8' } as const;
    return viewAt(pipelineOf(view), shape, sizeOf(view), view.part).frame;
  } catch (error) {
    if (error instanceof UserError) return null; // a pipeline that this version does not know
    throw error;
  }
}

function markedViewOf({ pipeline, width, height, part }: ViewRequest): MarkedView {
  return {
    pipeline,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(part !== undefined && { part }),
  };
}

/** What takes shapes on the stored rows to the raster that `policy` makes of them. */
export function turnFor(
  policy: DecodePolicy | undefined,
  facts: ImageFacts | null,
): (shape: AnnotationShape) => AnnotationShape {
  return policy?.orientation === 'applied' && facts
    ? (shape) => turnShape(shape, facts.orientation, facts)
    : (shape) => shape;
}
