/** Models that find and cut out things: SAM, SAM 2, DETR, Grounding DINO, RT-DETR. */
import type { Step } from '../steps/format.ts';
import { processorPresets, square, type ProcessorRow } from './processor-preset.ts';
import { samplerOf, squashSteps, type Backend } from './transformers-steps.ts';

/** The longer side to `side`, the other by floor(x + 0.5), padded black at the right and the bottom. */
export function samSteps(backend: Backend, side: number): Step[] {
  return [
    {
      op: 'letterbox',
      sampler: samplerOf('bilinear', backend),
      size: square(side),
      rounding: 'half-up',
      enlarge: true,
      at: 'start',
      color: [0],
    },
  ];
}

/** The shorter side to `side` as long as the longer stays within `longest`. */
export function detrSteps(backend: Backend, side: number, longest: number): Step[] {
  const size = { rule: 'shortest', side, enlarge: true, longest } as const;
  return [{ op: 'resize', sampler: samplerOf('bilinear', backend), size }];
}

// prettier-ignore
const ROWS: ProcessorRow[] = [
  { name: 'sam', title: 'SAM', processor: 'SamImageProcessor', folder: 'sam', settings: '',
    steps: (b) => samSteps(b, 1024), size: square(1024) },
  { name: 'sam-2', title: 'SAM 2', processor: 'Sam2ImageProcessor', folder: 'sam2', settings: '', only: 'tv',
    steps: (b) => squashSteps(b, 'bilinear', 1024), size: square(1024) },
  { name: 'detr', title: 'DETR', processor: 'DetrImageProcessor', folder: 'detr', settings: '',
    steps: (b) => detrSteps(b, 800, 1333), size: { width: 1066, height: 800 } },
  { name: 'grounding-dino', title: 'Grounding DINO', processor: 'GroundingDinoImageProcessor', folder: 'grounding_dino', settings: '',
    steps: (b) => detrSteps(b, 800, 1333), size: { width: 1066, height: 800 } },
  { name: 'rt-detr', title: 'RT-DETR', processor: 'RTDetrImageProcessor', folder: 'rt_detr', settings: '',
    steps: (b) => squashSteps(b, 'bilinear', 640), size: square(640) },
];

export const detectorPresets = processorPresets(ROWS);
