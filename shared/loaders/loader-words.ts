/** What a library's loader makes of a file, in words. */
import type { ImageFacts } from '../image/facts.ts';
import type { LoaderLibrary } from './by-library.ts';

/** The library with the release whose arrays ours are compared with. */
export const LIBRARY_TITLES: Record<LoaderLibrary, string> = {
  pillow: 'Pillow 12.3',
  opencv: 'OpenCV 5.0',
  torchvision: 'torchvision 0.29',
  tensorflow: 'TensorFlow 2.21',
};

const OWNERS: Record<LoaderLibrary, string> = {
  pillow: 'Pillow’s',
  opencv: 'OpenCV’s',
  torchvision: 'torchvision’s',
  tensorflow: 'TensorFlow’s',
};

/** What `library` changes of the samples of a file, as a clause; null where it takes them as they are. */
export function loaderChange(
  library: LoaderLibrary,
  {
    format,
    colorType,
    bitDepth,
    hasAlpha,
  }: Pick<ImageFacts, 'format' | 'colorType' | 'bitDepth' | 'hasAlpha'>,
): string | null {
  if (library === 'tensorflow' && format === 'jpeg')
    return 'JPEG is decoded by libjpeg’s fast transform, which is off by some levels';
  const isPillow = library === 'pillow';
  if (colorType === 'cmyk')
    return `inks become RGB by ${OWNERS[library]} own formula, without a profile`;
  if (isPillow && bitDepth === 16) {
    const isGray = colorType === 'gray';
    return isGray ? '16-bit gray is cut off at 255' : 'of 16 bits the high byte is kept';
  }
  if (library === 'tensorflow' && bitDepth === 16) return 'of 16 bits the high byte is kept';
  if (format !== 'gif' || !hasAlpha) return null;
  if (library === 'tensorflow') return 'transparent pixels are black';
  return isPillow
    ? 'transparent pixels keep the color of their palette entry'
    : 'transparent pixels get the background color of the file';
}

/** Who loads the file, and what that changes. */
export function loaderText(library: LoaderLibrary, facts: ImageFacts): string {
  const change = loaderChange(library, facts);
  return change === null ? LIBRARY_TITLES[library] : `${LIBRARY_TITLES[library]}: ${change}`;
}
