/**
 * The steps of Hugging Face's image processors, of both backends: the Pillow classes and the
 * torchvision ones (uint8 tensors, antialiased). They resize alike but for 0.2 to 0.5 % of values by
 * 1, and pad an odd rest differently: Pillow's classes put the longer half before, torchvision's the
 * shorter. Both crop at floor((length - crop) / 2), where torchvision itself rounds half to even.
 *
 * Source: transformers 5.17.0, models/<model>/image_processing_*.py; measured.
 */
import type { Size } from '../../base/raster.ts';
import type { Color, Rounding, Step } from '../steps/format.ts';
import { centerCrop, shortest, squarePad, squash } from './preset-rules.ts';

export type Backend = 'pil' | 'tv';
export type Filter = 'bilinear' | 'bicubic' | 'lanczos';

/** The sampler of a filter in one backend. */
export function samplerOf(filter: Filter, backend: Backend): string {
  return backend === 'pil' ? `pillow/${filter}` : `torchvision/${filter}+tensor+v2+antialias`;
}

function cropRounding(backend: Backend): Rounding {
  return backend === 'pil' ? 'floor' : 'trunc';
}

/** The shorter side to `side`, then a center crop (CLIP, BiT, DINOv2, ConvNeXT below 384). */
export function cropSteps(backend: Backend, side: number, crop: number): Step[] {
  return [shortest(samplerOf('bicubic', backend), side), centerCrop(crop, cropRounding(backend))];
}

/** Exactly side x side (SigLIP, ViT, Gemma 3, ConvNeXT from 384). */
export function squashSteps(backend: Backend, filter: Filter, side: number): Step[] {
  return [squash(samplerOf(filter, backend), side)];
}

/** trunc(mean * 255) of CLIP's image mean. */
const CLIP_MEAN: Color = [122, 116, 104];

/** LLaVA with do_pad: to a square of the mean color, then as CLIP. */
export function llavaPadSteps(backend: Backend, side: number): Step[] {
  return [squarePad(CLIP_MEAN), ...cropSteps(backend, side, side)];
}

/** The whole image squashed, then tiles of the best of `sizes`, letterboxed black. */
export function llavaNextSteps(backend: Backend, side: number, sizes: Size[]): Step[] {
  const sampler = samplerOf('bicubic', backend);
  return [
    {
      op: 'branch',
      branches: [
        { name: 'whole image', steps: [squash(sampler, side)] },
        {
          name: 'tiles',
          steps: [
            {
              op: 'letterbox',
              sampler,
              size: { bestOf: sizes },
              rounding: 'ceil',
              enlarge: true,
              color: [0],
            },
            { op: 'tiles', size: { width: side, height: side } },
            ...cropSteps(backend, side, side),
          ],
        },
      ],
    },
  ];
}

/** The resolutions LLaVA-NeXT chooses from, in its order, for tiles of `side`. */
export function llavaNextSizes(side: number): Size[] {
  return [
    { width: 2 * side, height: side },
    { width: side, height: 2 * side },
    { width: 2 * side, height: 2 * side },
    { width: side, height: 3 * side },
    { width: 3 * side, height: side },
  ];
}

/** Two resizes, tiles row by row, then the whole image squashed to one tile more. */
export function idefics3Steps(backend: Backend, longest: number, tile: number): Step[] {
  const sampler = samplerOf('lanczos', backend);
  return [
    { op: 'resize', sampler, size: { rule: 'longest', side: longest } },
    { op: 'resize', sampler, size: { rule: 'multiple', of: tile } },
    {
      op: 'branch',
      branches: [
        { name: 'tiles', steps: [{ op: 'tiles', size: { width: tile, height: tile } }] },
        { name: 'whole image', steps: [squash(sampler, tile)] },
      ],
    },
  ];
}

/** Idefics3 without splitting: two resizes, the second a squash. */
export function idefics3WholeSteps(backend: Backend, longest: number, tile: number): Step[] {
  const sampler = samplerOf('lanczos', backend);
  return [
    { op: 'resize', sampler, size: { rule: 'longest', side: longest } },
    squash(sampler, tile),
  ];
}

/** smart_resize to multiples of `factor` (patch size times merge size). */
export function qwenSteps(
  backend: Backend,
  factor: number,
  minPixels: number,
  maxPixels: number,
): Step[] {
  const size = { rule: 'smart', factor, minPixels, maxPixels, maxAspect: 200 } as const;
  return [{ op: 'resize', sampler: samplerOf('bicubic', backend), size }];
}

/** The whole image, then crops along its longer side; each squashed. */
export function panSteps(
  backend: Backend,
  side: number,
  pan: { minSide: number; maxCrops: number; minRatio: number },
): Step[] {
  return [
    {
      op: 'branch',
      branches: [
        { name: 'whole image', steps: [] },
        { name: 'tiles', steps: [{ op: 'pan-and-scan', ...pan }] },
      ],
    },
    squash(samplerOf('bilinear', backend), side),
  ];
}
