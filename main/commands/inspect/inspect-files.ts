/** The files of `inspect --out`: what each is called, and who writes it. */
import { join, parse } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { isFoundBySearch, viewOfTarget } from '../../../shared/finding/finding-views.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { DrawOrder, OpenedImage, WrittenFile } from '../../engine/images/orders.ts';
import type { Engines } from '../../engine/pool/engines.ts';

/** What the files are made of. */
export interface Written {
  opened: OpenedImage;
  finding: Finding;
  /** The view that was asked for, or null. */
  view: ViewRequest | null;
  engines: Engines;
  signal?: AbortSignal | undefined;
}

interface OutFile {
  /** Comes after the image's own name. */
  suffix: string;
  write: (path: string) => Promise<WrittenFile>;
}

/** Writes every file into `folder`, named after the image `name`; returns their paths. */
export async function writeFiles(
  name: string,
  folder: string,
  written: Written,
): Promise<string[]> {
  const stem = parse(name).name;
  const paths: string[] = [];
  for (const { suffix, write } of filesOf(written)) {
    const path = join(folder, `${stem}.${suffix}.png`);
    if (paths.includes(path)) continue; // the view that was asked for may be the one of a target
    await write(path);
    paths.push(path);
  }
  return paths;
}

/** Every file in the order it is written. Another kind of picture is one more entry here. */
function filesOf(written: Written): OutFile[] {
  return [
    ...askedView(written),
    ...targetViews(written),
    ...foundPictures(written),
    ...evidencePictures(written),
  ];
}

function askedView({ view, finding, opened, engines, signal }: Written): OutFile[] {
  if (view === null) return [];
  const size = finding.view ?? opened.raster;
  return [
    {
      suffix: viewSuffix(view, size),
      write: (path) => engines.resize(opened, view, path, signal),
    },
  ];
}

/** The view of each target that shows it best. */
function targetViews({ finding, opened, engines, signal }: Written): OutFile[] {
  return finding.targets.flatMap((target) => {
    const view = viewOfTarget(target, opened.raster);
    if (view === null) return [];
    return [
      {
        suffix: viewSuffix(view, target),
        write: (path: string) => engines.resize(opened, view, path, signal),
      },
    ];
  });
}

/** The hidden picture at its own size, and the map of where it lies. */
function foundPictures({ finding, opened, engines, signal }: Written): OutFile[] {
  if (!isFoundBySearch(finding)) return [];
  return (['hidden', 'heat'] as const).map((kind) => ({
    suffix: kind,
    write: (path) => engines.writeFound(opened, kind, path, signal),
  }));
}

/** Pictures of the view that was asked for, or of the best target; see docs/reference/evidence.md. */
function evidencePictures({ view, finding, opened, engines, signal }: Written): OutFile[] {
  const [target] = finding.targets;
  const shown = view ?? (target === undefined ? null : viewOfTarget(target, opened.raster));
  if (shown === null) return [];
  const size = view === null && target !== undefined ? target : (finding.view ?? opened.raster);
  const region = target?.region ?? null;
  const at =
    region === null
      ? undefined
      : { x: region.x + region.width / 2, y: region.y + region.height / 2 };
  const drawn = (picture: DrawOrder['picture'], suffix: string): OutFile => ({
    suffix,
    write: (path) => engines.draw(opened, { picture, view: shown, at }, path, signal),
  });
  const ofView = (['lattice', 'influence', 'difference', 'read', 'rebuilt'] as const).map(
    (picture) => drawn(picture, `${viewSuffix(shown, size)}.${picture}`),
  );
  const heat =
    isFoundBySearch(finding) && target !== undefined ? [drawn('heat-map', 'heat-map')] : [];
  return [...ofView, drawn('spectrum', 'spectrum'), ...heat];
}

/** What a file of `view` is called by: an engine tells the size, and must not choose a folder by it. */
function viewSuffix({ pipeline, part }: ViewRequest, { width, height }: Size): string {
  if (![width, height].every((side) => Number.isSafeInteger(side) && side > 0)) {
    throw new UserError('internal', 'The engine told no valid size of a view; it is not written');
  }
  const of = part === undefined ? '' : `.part${part + 1}`;
  return `${pipeline.replaceAll(/[/\\]/g, '-')}.${width}x${height}${of}`;
}
