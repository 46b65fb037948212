/** What a loader makes of the file, looked at as a machine view: before any resize where that is small enough. */
import type { Finding } from '../../shared/finding/finding.ts';
import type { Size } from '../../shared/base/raster.ts';
import { MAX_TARGET_PIXELS, MAX_TARGET_SIDE } from '../../shared/pipelines/steps/limits.ts';
import { showView } from './actions.ts';
import * as state from './state.ts';

/** A pipeline of free size that loads the file in this way. */
const LOADS_SO: Record<string, string> = {
  'alpha-dropped': 'keras/load-img',
  'clipped-at-255': 'keras/load-img',
};

/** The pipeline that shows what loading by `policy` makes of the file; undefined where there is none. */
export function pipelineThatLoads(policy: string): string | undefined {
  const id = LOADS_SO[policy];
  return state.pipelines.value.some((one) => one.id === id) ? id : undefined;
}

/** What a way to load is called where it is looked at. */
export const LOADS: Record<string, string> = {
  'alpha-dropped': 'without alpha',
  'clipped-at-255': 'with 16-bit gray cut off at 255',
};

/** Ways to load that show another picture and can be looked at. */
export function looksOf({ loaders = [] }: Pick<Finding, 'loaders'>): string[] {
  return loaders.map(({ policy }) => policy).filter((policy) => pipelineThatLoads(policy));
}

/** Shows what loading by `policy` makes of the present image, as large as it is. */
export function lookLoaded(policy: string): void {
  const { value: image } = state.image;
  const id = pipelineThatLoads(policy);
  if (image !== null && id !== undefined) void showView(id, largest(image.raster));
}

/** The size of `source`, made smaller where a view may not be as large. */
function largest({ width, height }: Size): Size {
  const scale = Math.min(
    1,
    MAX_TARGET_SIDE / Math.max(width, height),
    Math.sqrt(MAX_TARGET_PIXELS / (width * height)),
  );
  return {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  };
}
