/** Files dropped anywhere on the page. */
import { signal } from '@preact/signals';
import { openFiles } from '../session/actions.ts';
import * as state from '../session/state.ts';

/** True while files hover over the page. */
export const isDropping = signal(false);

const FOLDER_MESSAGE =
  'That is a folder. Drop image files here. For whole folders, run “scalescope scan FOLDER”.';

/** Listens on `target` until the returned function is called. */
export function listenToDrops(target: Window): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  const hasFiles = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes('Files') ?? false;

  target.addEventListener(
    'dragover',
    (event) => {
      event.preventDefault(); // else the browser would open the file in place of the viewer
      isDropping.value = hasFiles(event);
    },
    { signal },
  );
  target.addEventListener(
    'dragleave',
    (event) => {
      if (event.relatedTarget === null) isDropping.value = false;
    },
    { signal },
  );
  target.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      isDropping.value = false;
      if (event.dataTransfer !== null) openDropped(event.dataTransfer);
    },
    { signal },
  );
  return () => listeners.abort();
}

function openDropped(data: DataTransfer): void {
  const items = [...data.items].filter((item) => item.kind === 'file');
  const isFolder = (item: DataTransferItem): boolean =>
    item.webkitGetAsEntry()?.isDirectory ?? false;
  const files = items.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? []);
  void openFiles(files);
  if (items.some(isFolder)) state.notice.value = FOLDER_MESSAGE;
}
