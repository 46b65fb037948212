import { useEffect, useRef } from 'preact/hooks';
import * as history from '../../session/history.ts';
import * as state from '../../session/state.ts';
import { useClosing } from '../../widgets/use-closing.ts';

/** Back and forth through the sizes, pipelines and places of this image, and the list of them. */
export function HistoryControls() {
  const list = useClosing<HTMLSpanElement>(
    history.showsHistory.value,
    () => (history.showsHistory.value = false),
  );
  return (
    <span class="history" role="group" aria-label="History">
      <button
        type="button"
        class="sign"
        aria-label="Undo"
        data-command="view.undo"
        data-tip="Undo: back to the size, pipeline and place before"
        data-testid="undo"
        disabled={!history.canUndo.value}
        onClick={history.undo}
      >
        ↶
      </button>
      <button
        type="button"
        class="sign"
        aria-label="Redo"
        data-command="view.redo"
        data-tip="Redo: forth to the size, pipeline and place after"
        data-testid="redo"
        disabled={!history.canRedo.value}
        onClick={history.redo}
      >
        ↷
      </button>
      <span class="display" ref={list}>
        <button
          type="button"
          class="sign"
          aria-label="History and snapshots"
          aria-expanded={history.showsHistory.value}
          aria-controls="history-list"
          data-command="view.history"
          data-tip="The steps of this image, and snapshots A and B"
          data-testid="history"
          disabled={state.image.value === null}
          onClick={() => (history.showsHistory.value = !history.showsHistory.value)}
        >
          ▾
        </button>
        {history.showsHistory.value && <HistoryList />}
      </span>
    </span>
  );
}

function HistoryList() {
  const { places, at } = history.steps.value;
  const list = useRef<HTMLDivElement>(null);
  // Who opens it by its key goes on by keys.
  useEffect(() => list.current?.querySelector<HTMLElement>('[aria-current]')?.focus(), []);
  return (
    <div
      ref={list}
      class="display-options history-list"
      id="history-list"
      role="group"
      aria-label="History"
    >
      {history.SNAPSHOT_NAMES.map((name) => (
        <SnapshotRow key={name} name={name} />
      ))}
      <h2>Steps of this image, the last first</h2>
      <ol data-testid="history-steps" reversed>
        {places
          .map((place, step) => (
            <li key={step}>
              <button
                type="button"
                class="quiet"
                aria-current={step === at ? 'step' : undefined}
                data-tip="Go back to this step"
                onClick={() => history.goToStep(step)}
              >
                {history.placeLabel(place)}
              </button>
            </li>
          ))
          .reverse()}
      </ol>
    </div>
  );
}

function SnapshotRow({ name }: { name: history.SnapshotName }) {
  const { [name]: kept } = history.snapshots.value;
  const id = `snapshot-${name.toLowerCase()}`;
  return (
    <div class="snapshot" role="group" aria-label={`Snapshot ${name}`} data-testid={id}>
      <strong>{name}</strong>
      <input
        type="text"
        aria-label={`Name of snapshot ${name}`}
        placeholder={kept === null ? 'nothing kept yet' : history.placeLabel(kept.place)}
        maxLength={80}
        disabled={kept === null}
        value={kept?.title ?? ''}
        onInput={({ currentTarget }) => history.renameSnapshot(name, currentTarget.value)}
      />
      <button
        type="button"
        class="quiet"
        data-command={`view.keep-${name.toLowerCase()}`}
        onClick={() => history.keepSnapshot(name)}
      >
        Keep
      </button>
      <button
        type="button"
        class="quiet"
        data-command={`view.${id}`}
        disabled={kept === null}
        onClick={() => history.recallSnapshot(name)}
      >
        Show
      </button>
    </div>
  );
}
