/** One image in the report of its case: its small pictures, and which source pixels they show. */
import type { CaseImage } from '../../shared/case/case-contract.ts';
import type { AnnotationShape, MarkedView } from '../../shared/case/case-marks.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { DecodePolicy, ImageFacts } from '../../shared/image/facts.ts';
import type { Region } from '../../shared/finding/finding.ts';
import { surveyView } from '../../shared/finding/finding-views.ts';
import { viewAt } from '../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../../shared/pipelines/request.ts';
import type { Size } from '../../shared/base/raster.ts';
import type { CaseReportImage, CaseReportPicture } from '../../shared/report/case-report.ts';
import { openPoints } from '../../shared/verdict/words.ts';
import { marksOf } from '../../shared/report/report-marks.ts';
import { turnShape } from '../../shared/report/turn-shape.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import { lastLooks } from '../cases/inventory.ts';
import { secondLooksOf } from '../cases/review/looks-told.ts';
import { readCaseImage, readThumbnail } from '../cases/review/image-page.ts';
import { storedFinding, type StoredFinding } from './stored-finding.ts';

/** What the report of a case says of image `id`. */
export function caseReportImage(caseFile: CaseFile, id: number): CaseReportImage {
  const known = readCaseImage(caseFile, id);
  const { row, places, notes } = known;
  const stored = storedFinding(caseFile.name, known);
  const { finding, policy } = stored;
  const { width, height, facts } = finding;
  const source = width === null || height === null ? null : { width, height };
  const human = source && { view: null, frame: { x: 0, y: 0, ...source } };
  return {
    row,
    places: places.map(({ path }) => path),
    reasons: [...finding.reasons, ...openPoints(finding)],
    ...(known.known && { known: known.known }),
    ...(known.hashes && { hashes: known.hashes }),
    notes,
    ...lastLooks(secondLooksOf(caseFile, id)),
    // Marks are drawn on the rows as they are stored; a scan may have turned them.
    marks: marksOf(known.annotations, turnFor(policy, facts)),
    human: pictureOf(caseFile, known, 'human', human),
    machine: pictureOf(caseFile, known, 'machine', source && machineShown(stored, source)),
  };
}

function pictureOf(
  caseFile: CaseFile,
  { row, pictures }: CaseImage,
  kind: 'human' | 'machine',
  shown: Shown | null,
): CaseReportPicture | null {
  const picture = pictures.find((each) => each.kind === kind);
  if (picture === undefined) return null;
  const { width, height } = picture;
  const { mediaType, bytes } = readThumbnail(caseFile, row.id, kind);
  return {
    src: `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`,
    width,
    height,
    view: shown?.view ? markedViewOf(shown.view) : null,
    shows: shown === null ? null : { width, height, frame: shown.frame },
  };
}

/** What a small picture shows: the view (null: the source), and the part of the source. */
interface Shown {
  view: ViewRequest | null;
  frame: Region;
}

/** What the machine's small picture shows; null where that cannot be told. */
function machineShown({ finding, view: asked }: StoredFinding, source: Size): Shown | null {
  try {
    const view = surveyView(finding, asked, source);
    const shape = { ...source, channels: 3, dtype: 'uint8' } as const;
    return { view, frame: viewAt(pipelineOf(view), shape, sizeOf(view), view.part).frame };
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
  policy: Pick<DecodePolicy, 'orientation'> | undefined,
  facts: Pick<ImageFacts, 'orientation' | 'width' | 'height'> | null,
): (shape: AnnotationShape) => AnnotationShape {
  return policy?.orientation === 'applied' && facts
    ? (shape) => turnShape(shape, facts.orientation, facts)
    : (shape) => shape;
}
