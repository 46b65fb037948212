import { useEffect } from 'preact/hooks';
import { openSources, start } from '../session/actions.ts';
import { followLink } from '../out/link.ts';
import { listenToMenu } from './menu.ts';
import { bridge } from '../client/api-client.ts';
import { fileInput } from '../session/file-dialog.ts';
import { listenToKeys } from './keys.ts';
import { applyTheme } from '../session/layout-state.ts';
import { Banners } from './notices/banners.tsx';
import { isDropping, listenToDrops } from './drop.ts';
import { Empty } from './workplace/empty.tsx';
import { Help } from './notices/help-dialog.tsx';
import { Toast } from './notices/toast.tsx';
import { Palette } from './notices/palette.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toolbar } from './toolbar/toolbar.tsx';
import { Workplace } from './workplace/workplace.tsx';
import { startReview } from '../review/case-actions.ts';
import { FingerprintDialog } from '../fingerprint/fingerprint-dialog.tsx';
import { PipelineEditor } from '../pipelines/pipeline-editor.tsx';
import { summary } from '../session/case-state.ts';
import { ReviewDialogs } from '../review/review-dialogs.tsx';
import { startHistory } from '../session/history.ts';
import * as state from '../session/state.ts';

/** The whole page. */
export function App() {
  useEffect(() => applyTheme(), []);
  useEffect(() => listenToKeys(window), []);
  useEffect(() => listenToDrops(window), []);
  useEffect(() => listenToMenu(), []);
  useEffect(() => startHistory(), []);
  useEffect(() => {
    fileInput();
    const { hash } = location;
    void startReview(start().then(() => followLink(hash)));
    bridge?.onOpenPaths((paths) => void openSources(paths.map((path) => ({ path }))));
  }, []);
  return (
    <div class="app">
      <Toolbar />
      <Banners />
      {state.current.value === null && summary.value === null ? (
        state.isStarted.value ? (
          <Empty />
        ) : (
          <main />
        )
      ) : (
        <Workplace />
      )}
      <StatusBar />
      <Toast />
      <Help />
      <Palette />
      <ReviewDialogs />
      <FingerprintDialog />
      <PipelineEditor />
      {isDropping.value && <div class="drop-cover">Drop to open</div>}
    </div>
  );
}
