import { showImage, stepImage } from '../../session/actions.ts';
import { showsQueue, toggleTheme } from '../../session/layout-state.ts';
import * as state from '../../session/state.ts';
import { OpenButton } from '../../widgets/open-button.tsx';
import { HistoryControls } from './history-controls.tsx';
import { PartPicker } from './part-picker.tsx';
import { PipelinePicker } from './pipeline-picker.tsx';
import { PolicyPicker } from './policy-picker.tsx';
import { SizePicker } from './size-picker.tsx';
import { ZoomControls } from './zoom-controls.tsx';

/** The two rows above the panes: which image and how large, which pipeline and target size. */
export function Toolbar() {
  return (
    <header class="toolbar">
      <div class="toolbar-row">
        <h1>Scalescope</h1>
        <OpenButton label="Open…" />
        <ImageSwitcher />
        <span class="spacer" />
        <HistoryControls />
        <ZoomControls />
        <button
          type="button"
          data-command="window.queue"
          data-tip="Show or hide the list of images"
          aria-pressed={showsQueue.value}
          onClick={() => (showsQueue.value = !showsQueue.value)}
        >
          Queue
        </button>
        <button
          type="button"
          aria-label="Light or dark"
          data-command="window.theme"
          onClick={toggleTheme}
        >
          ◐
        </button>
        <button
          type="button"
          data-command="help.palette"
          data-tip="Find a command, a size, a pipeline or an image by name"
          onClick={() => (state.showsPalette.value = true)}
        >
          Commands
        </button>
        <button
          type="button"
          aria-label="Keyboard help"
          data-command="help.keys"
          data-tip="Help on where you are, and all keys"
          onClick={() => (state.showsHelp.value = true)}
        >
          ?
        </button>
      </div>
      <div class="toolbar-row choices">
        <PipelinePicker />
        <SizePicker />
        <PartPicker />
        <PolicyPicker />
      </div>
    </header>
  );
}

function ImageSwitcher() {
  const { value: images } = state.images;
  const { value: current } = state.current;
  if (current === null) return <span class="file-name" />;
  if (images.length === 1) {
    return (
      <span class="file-name" data-testid="file-name" title={current.name}>
        {current.name}
      </span>
    );
  }
  return (
    <span class="switcher" role="group" aria-label="Images">
      <button
        type="button"
        aria-label="Previous image"
        data-command="file.previous"
        onClick={() => void stepImage(-1)}
      >
        ‹
      </button>
      <select
        aria-label="Image"
        data-tip="The image that is shown"
        data-testid="image-list"
        value={String(current.key)}
        onChange={({ currentTarget }) => void showImage(Number(currentTarget.value))}
      >
        {images.map(({ key, name }, at) => (
          <option key={key} value={String(key)}>
            {at + 1}/{images.length} {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label="Next image"
        data-command="file.next"
        onClick={() => void stepImage(1)}
      >
        ›
      </button>
    </span>
  );
}
