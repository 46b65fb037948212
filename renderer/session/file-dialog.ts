/** Asks for images: by the system's dialog in a native window, else by the browser's. */
import { openFiles, openSources } from './actions.ts';
import { HOLDING_EXTENSIONS } from '../../shared/api/holding-files.ts';
import { bridge } from '../client/api-client.ts';

/** Formats that browsers know by their type, and the endings of the others. */
const ACCEPTED = [
  'image/png,image/jpeg,image/webp,image/gif,image/tiff,image/avif,image/heic,image/heif,image/jxl,image/bmp',
  '.heic,.heif,.hif,.jxl,.bmp,.dib',
  ...HOLDING_EXTENSIONS.map((extension) => `.${extension}`),
].join(',');

let input: HTMLInputElement | null = null;

/** Lets a person choose one or more images, and opens them. */
export function chooseFiles(): void {
  if (bridge === undefined) fileInput().click();
  else void bridge.openDialog().then((paths) => openSources(paths.map((path) => ({ path }))));
}

/** The page's own field for files; it is never seen. */
export function fileInput(): HTMLInputElement {
  if (input !== null) return input;
  const made = (input = document.createElement('input'));
  made.type = 'file';
  made.multiple = true;
  made.hidden = true;
  made.accept = ACCEPTED;
  made.dataset['testid'] = 'file-input';
  made.addEventListener('change', () => {
    void openFiles([...(made.files ?? [])]);
    made.value = '';
  });
  document.body.append(made);
  return made;
}
