import { showsFingerprint } from '../../fingerprint/fingerprint-actions.ts';
import { openSources } from '../../session/actions.ts';
import { chooseFiles } from '../../session/file-dialog.ts';
import { forgetFiles, recentFiles, type RecentFile } from '../../client/recent.ts';
import { showsCaseDialog } from '../../session/case-state.ts';
import * as state from '../../session/state.ts';
import { startTour } from '../../commands/tour.ts';
import { OpenButton } from '../../widgets/open-button.tsx';

/** What is shown before any image is opened. */
export function Empty() {
  return (
    <main class="empty" data-testid="empty">
      <div class="empty-card">
        <h2>See an image the way the machine sees it</h2>
        <p>
          Vision models shrink every picture before they look at it. Many of them read only a few of
          its pixels for that, so a picture can show one thing at human scale and another at machine
          scale.
        </p>
        <div class="empty-buttons">
          <OpenButton label="Open images…" isPrimary />
          <button
            type="button"
            data-testid="open-sample"
            data-tip="A picture with another one hidden in it; the tour shows how to find it"
            onClick={() => void startTour()}
          >
            Open the sample, with a tour
          </button>
          <button
            type="button"
            data-tip="Go through many images and write down what was decided"
            onClick={() => (showsCaseDialog.value = true)}
          >
            Review a case…
          </button>
          <button
            type="button"
            data-tip="Find out how a service resizes that you cannot look into"
            onClick={() => (showsFingerprint.value = true)}
          >
            Fingerprint a service…
          </button>
        </div>
        <p class="muted">
          or drop PNG, JPEG, WebP, GIF, TIFF, AVIF, HEIC, JPEG XL or BMP files anywhere. Nothing
          leaves this computer.
        </p>
        {recentFiles.value.length > 0 && <Recent files={recentFiles.value} />}
      </div>
    </main>
  );
}

function Recent({ files }: { files: readonly RecentFile[] }) {
  return (
    <section class="recent" aria-labelledby="recent-title">
      <div class="recent-head">
        <h2 id="recent-title">Recently opened</h2>
        <button
          type="button"
          class="quiet"
          data-tip="Forget which files were opened"
          onClick={forgetFiles}
        >
          Clear the list
        </button>
      </div>
      <ul>
        {files.map((file) => (
          <li key={`${file.path} ${file.name}`}>
            <button
              type="button"
              data-tip={file.path ?? 'A browser asks for the file again'}
              onClick={() => open(file)}
            >
              {canOpen(file) ? file.name : `${file.name}…`}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function canOpen({ path }: RecentFile): boolean {
  return path !== null && state.session.value?.openPaths === true;
}

function open(file: RecentFile): void {
  if (canOpen(file)) void openSources([{ path: file.path! }]);
  else chooseFiles();
}
