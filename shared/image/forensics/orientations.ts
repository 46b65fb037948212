/**
 * What a file says of how its picture is to be turned, in every place that says it. Programs heed different ones:
 * OpenCV 5.0 and libvips the first EXIF block, Pillow 12.3 (`exif_transpose`) the same and XMP where EXIF says
 * nothing, browsers `irot` and `imir` of AVIF and HEIF, and Pillow's `Image.open` none but that of TIFF.
 */

export interface StoredOrientation {
  /** `EXIF`, `EXIF 2` of a second block, `XMP`, `TIFF`, `irot and imir`. */
  where: string;
  /** As EXIF counts it, 1..8. */
  value: number;
}

/** More places than any program reads. */
const MOST_PLACES = 16;

/** What is seen by who turns a picture by an orientation, 2 to 8. */
const SEEN: Record<number, string> = {
  2: 'mirrored left to right',
  3: 'turned by 180 degrees',
  4: 'mirrored top to bottom',
  5: 'mirrored along its falling diagonal',
  6: 'turned by 90 degrees clockwise',
  7: 'mirrored along its rising diagonal',
  8: 'turned by 90 degrees counterclockwise',
};

/** How a picture looks that is turned by `orientation`: `turned by 180 degrees`; null for 1 and what is none. */
export function turnText(orientation: number): string | null {
  return SEEN[orientation] ?? null;
}

/** Adds what `where` says to `list`, numbered where that is there already; other values than 1..8 say nothing. */
export function addOrientation(
  list: StoredOrientation[],
  where: string,
  value: number | null,
): void {
  if (value === null || !(value >= 1 && value <= 8) || list.length >= MOST_PLACES) return;
  const before = list.filter((one) => one.where === where || one.where.startsWith(`${where} `));
  list.push({ where: before.length === 0 ? where : `${where} ${before.length + 1}`, value });
}

/**
 * In a sentence, what two EXIF blocks of one file contradict each other about; null where they do not. No camera
 * writes that, and which one counts depends on the program.
 */
export function orientationConflict(list: readonly StoredOrientation[]): string | null {
  const exif = list.filter(({ where }) => where.startsWith('EXIF'));
  const other = exif.find(({ value }) => value !== exif[0].value);
  if (other === undefined) return null;
  return (
    `Two EXIF blocks of the file contradict each other: orientation ${exif[0].value} and ${other.value}. ` +
    'A program that turns the picture by the one shows another picture than one that heeds the other.'
  );
}

/** What is said, and who heeds it where places differ: the value of a fact; null where nothing turns the picture. */
export function orientationText(list: readonly StoredOrientation[]): string | null {
  if (list.every(({ value }) => value === 1)) return null;
  const said = list.map(({ where, value }) => `${where} ${value}`).join(', ');
  const [{ value }] = list;
  const turn = turnText(value);
  if (list.every((one) => one.value === value)) return `${said}: ${turn ?? 'as stored'}`;
  return `${said}: they differ, and so may what programs show`;
}
