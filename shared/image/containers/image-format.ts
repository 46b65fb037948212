/** The formats of images. */

/** The formats that are accepted, recognised by content. */
export const IMAGE_FORMATS = [
  'png',
  'jpeg',
  'webp',
  'gif',
  'tiff',
  'avif',
  'heic',
  'jxl',
  'bmp',
] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];
