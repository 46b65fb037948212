/** What a loader makes of a stored picture: the one place where the libraries meet. */
import { findLoader, type Loader } from './loader.ts';
import { turned, type LoadedPicture } from './stored/loaded-picture.ts';
import { imread } from './opencv/imread.ts';
import { toGray, toRgb, toRgba } from './pillow/convert.ts';
import { asIs, openAsPillow } from './pillow/mode.ts';
import type { StoredPicture } from './stored/stored-picture.ts';

/**
 * The array that loader `id` returns for the file called `name`, in its own sample type. Throws UserError `unsupported-format` where the library refuses the file, with its
 * reason, and `invalid-argument` for an id that is none.
 */
export function loadPicture(stored: StoredPicture, id: string, name: string): LoadedPicture {
  const loader = findLoader(id);
  if (loader.library === 'opencv') return imread(stored, loader.mode, name);
  return loadByPillow(stored, loader, name);
}

function loadByPillow(
  stored: StoredPicture,
  { mode, orientation }: Loader,
  name: string,
): LoadedPicture {
  const opened = openAsPillow(stored, name);
  const turns = orientation === 'applied' && stored.format !== 'tiff';
  const image = turns ? turned(opened, stored.orientation) : opened;
  switch (mode) {
    case 'rgb':
      return toRgb(image, name);
    case 'rgba':
      return toRgba(image, name);
    case 'gray':
      return toGray(image, name);
    case 'as-is':
      return asIs(image);
  }
}
