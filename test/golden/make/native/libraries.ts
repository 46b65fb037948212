/** The programs beside this file: what each is called with, and the methods it knows. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface NativeLibrary {
  /** What the library is called in docs/reference/exactness.md. */
  title: string;
  methods: readonly string[];
  /** Outputs that the sampler's `exactness` excepts, by source and size. */
  leftOut?: RegExp;
  /** Program and arguments; `work` is the folder of what README.md says to build. */
  command: (work: string) => string[];
}

export const NATIVE_LIBRARIES: Record<string, NativeLibrary> = {
  java2d: {
    title: 'Java2D, OpenJDK 17.0.15',
    methods: ['nearest', 'bilinear', 'bicubic', 'scaled-default', 'scaled-smooth'],
    command: java,
  },
  thumbnailator: {
    title: 'Thumbnailator 0.4.21',
    methods: ['progressive'],
    // Of a side of 1 that does not shrink it draws nothing.
    leftOut: / (1x13|1x7|41x1)$/,
    command: java,
  },
  go: {
    title: 'Go, x/image/draw 0.48.0',
    methods: ['nearest', 'approx-bilinear', 'bilinear', 'catmull-rom'],
    command: (work) => [join(work, 'go/oracle')],
  },
  'rust-image': {
    title: 'image 0.25.10 (Rust)',
    methods: ['nearest', 'triangle', 'catmullrom', 'gaussian', 'lanczos3', 'thumbnail'],
    command: (work) => [join(work, 'rust/target/release/oracle'), 'rust-image'],
  },
  'fast-image-resize': {
    title: 'fast_image_resize 6.0.0 (Rust)',
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
    title: 'ImageMagick 6.9.11-60 Q16',
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
