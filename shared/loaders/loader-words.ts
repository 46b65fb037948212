/** What a library's loader makes of a file, in words. */
import type { ImageFacts } from '../image/facts.ts';
import { turnText } from '../image/forensics/orientations.ts';
import type { LoaderLibrary } from './by-library.ts';
import { LOADERS } from './loader.ts';

const NAMES: Record<LoaderLibrary, string> = {
  pillow: 'Pillow',
  opencv: 'OpenCV',
  torchvision: 'torchvision',
  tensorflow: 'TensorFlow',
};

/** The library with the release whose arrays ours are compared with: "Pillow 12.3". */
function titleOf(library: LoaderLibrary): string {
  const { version = '' } = LOADERS.find((loader) => loader.library === library) ?? {};
  return `${NAMES[library]} ${version.split('.').slice(0, 2).join('.')}`;
}

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
    return `inks become RGB by ${NAMES[library]}’s own formula, without a profile`;
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

/** Why `library` refuses the file, of which pixels are shown all the same; null where it reads it. */
export function refusalBy(
  library: LoaderLibrary,
  { format, orientation, forensics }: Pick<ImageFacts, 'format' | 'orientation' | 'forensics'>,
): string | null {
  if (library === 'opencv' && format === 'png') {
    // libpng passes over chunks whose names begin with a small letter.
    const isBroken = forensics?.checksums?.wrong.some(({ type }) => /^[A-Z]/.test(type));
    return isBroken ? 'refuses the file: a checksum in it is wrong' : null;
  }
  if (library === 'opencv' && format === 'tiff' && orientation >= 5) {
    return `refuses the file: it does not turn TIFF by ${orientation}`;
  }
  if (library === 'pillow' && format === 'jpeg' && forensics?.isCutShort) {
    return 'refuses the file: it ends too early';
  }
  return null;
}

/** Who loads the file, and what that changes; `orientation` is what its call does with that of the file. */
export function loaderText(
  library: LoaderLibrary,
  facts: ImageFacts,
  orientation: 'stored' | 'applied',
): string {
  const refusal = refusalBy(library, facts);
  if (refusal !== null) {
    return `${titleOf(library)}, which ${refusal}. The view is of the pixels that others read`;
  }
  const change = loaderChange(library, facts);
  const isLying = facts.orientation !== 1 && orientation === 'stored' && facts.format !== 'tiff';
  const lying = `the picture is not ${turnText(facts.orientation)}, as viewers show it`;
  const changes = [...(change === null ? [] : [change]), ...(isLying ? [lying] : [])];
  return [titleOf(library), ...changes].join(changes.length === 1 ? ': ' : '; ');
}
