/** Which resizers read a lattice geometry, for people: the pixels of largest weight of each. */
import type { Geometry } from './geometry.ts';

const ALIGNED = [
  'torch/bilinear+align_corners',
  'tensorflow/bilinear+align_corners',
  'tfjs/bilinear+align_corners',
  'torch/bicubic+align_corners',
];

export const SAMPLERS_OF: Record<Geometry, readonly string[]> = {
  half1: [
    'tensorflow/nearest',
    'pillow/nearest',
    'torch/nearest-exact',
    'opencv/nearest-exact',
    'opencv/linear',
    'tensorflow/bilinear',
  ],
  half2: [
    'tensorflow/bilinear',
    'opencv/linear',
    'opencv/cubic',
    'torch/bilinear',
    'torch/bicubic',
    'tensorflow/bicubic',
  ],
  corner1: ['opencv/nearest', 'torch/nearest', 'tensorflow/nearest+legacy', 'tfjs/nearest+legacy'],
  corner2: ['tensorflow/bilinear+legacy', 'tensorflow/bicubic+legacy', 'tfjs/bilinear+legacy'],
  align2: ALIGNED,
  align1: ALIGNED,
};
