/** The programs beside this file: what each is called with, and the methods it knows. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface NativeLibrary {
  methods: readonly string[];
  /** Methods that are not equal to the last bit: their outputs are kept, not only hashes. */
  approximate?: readonly string[];
  /** Outputs that the sampler's `exactness` excepts, by source and size. */
  leftOut?: RegExp;
  /** Program and arguments; `work` is the folder of what README.md says to build. */
  command: (work: string) => string[];
}

export const NATIVE_LIBRARIES: Record<string, NativeLibrary> = {
  java2d: {
    methods: ['nearest', 'bilinear', 'bicubic', 'scaled-default', 'scaled-smooth'],
    command: java,
  },
  thumbnailator: {
    methods: ['progressive'],
    // Of a side of 1 that does not shrink it draws nothing.
    leftOut: /\/(1x13|1x7|41x1)$/,
    command: java,
  },
  go: {
    methods: ['nearest', 'approx-bilinear', 'bilinear', 'catmull-rom'],
    command: (work) => [join(work, 'go/oracle')],
  },
  'rust-image': {
    methods: ['nearest', 'triangle', 'catmullrom', 'gaussian', 'lanczos3', 'thumbnail'],
    command: (work) => [join(work, 'rust/target/release/oracle'), 'rust-image'],
  },
  'fast-image-resize': {
    methods: [
      'nearest',
      'box',
      'bilinear',
      'hamming',
      'catmullrom',
      'mitchell',
      'gaussian',
      'lanczos3',
      'bilinear+interpolation',
      'catmullrom+interpolation',
      'mitchell+interpolation',
      'lanczos3+interpolation',
      'bilinear+supersampling2',
      'catmullrom+supersampling2',
      'lanczos3+supersampling2',
    ],
    command: (work) => [join(work, 'rust/target/release/oracle'), 'fast-image-resize'],
  },
  imagemagick: {
    methods: [
      'resize',
      'lanczos',
      'mitchell',
      'catrom',
      'triangle',
      'box',
      'point',
      'sample',
      'scale',
      'adaptive',
      'thumbnail',
    ],
    command: () => [fileHere('magick.sh')],
  },
};

function java(work: string): string[] {
  const classes = `${join(work, 'java/thumbnailator-0.4.21.jar')}:${join(work, 'java/out')}`;
  return ['java', '-Djava.awt.headless=true', '-cp', classes, 'Java2D'];
}

/** A file of this folder. */
export function fileHere(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
