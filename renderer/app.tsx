import { useEffect } from 'preact/hooks';
import { openSources, start } from './actions.ts';
import { listenToMenu } from './commands/menu.ts';
import { bridge } from './api-client.ts';
import { fileInput } from './file-dialog.ts';
import { listenToKeys } from './keys.ts';
import { applyTheme } from './layout-state.ts';
import { Banners } from './panels/banners.tsx';
import { isDropping, listenToDrops } from './panels/drop.ts';
import { Empty } from './panels/empty.tsx';
import { Help } from './panels/help.tsx';
import { Toast } from './panels/toast.tsx';
import { Palette } from './panels/palette.tsx';
import { StatusBar } from './panels/status-bar.tsx';
import { Toolbar } from './panels/toolbar.tsx';
import { Workplace } from './panels/workplace.tsx';
import { startReview } from './review/case-actions.ts';
import { summary } from './review/case-state.ts';
import { ReviewDialogs } from './review/review-dialogs.tsx';
import { Tour } from './panels/tour.tsx';
import * as state from './state.ts';

/** The whole page. */
export function App() {
  useEffect(() => applyTheme(), []);
  useEffect(() => listenToKeys(window), []);
  useEffect(() => listenToDrops(window), []);
  useEffect(() => listenToMenu(), []);
  useEffect(() => {
    fileInput();
    void startReview(start());
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
      <Tour />
      <Help />
      <Palette />
      <ReviewDialogs />
      {isDropping.value && <div class="drop-cover">Drop to open</div>}
    </div>
  );
}
