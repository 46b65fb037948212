import { useSignal } from '@preact/signals';
import * as navigation from '../../session/navigation.ts';
import * as state from '../../session/state.ts';
import { percent } from '../../words/view-labels.ts';
import { readZoom } from './zoom-text.ts';

/** The zoom: typed, by steps, fitted, or pixel for pixel. */
export function ZoomControls() {
  const { value: frame } = navigation.frame;
  const isOff = frame === null;
  return (
    <span class="zoom" role="group" aria-label="Zoom">
      <button
        type="button"
        aria-label="Zoom out"
        data-command="zoom.out"
        disabled={isOff}
        onClick={() => navigation.zoomBy(0.8)}
      >
        −
      </button>
      <ZoomField scale={frame?.view.scale ?? null} />
      <button
        type="button"
        aria-label="Zoom in"
        data-command="zoom.in"
        disabled={isOff}
        onClick={() => navigation.zoomBy(1.25)}
      >
        +
      </button>
      <button
        type="button"
        disabled={isOff}
        data-command="zoom.fit"
        aria-pressed={!isOff && state.view.value === null}
        onClick={navigation.fit}
      >
        Fit
      </button>
      <button
        type="button"
        disabled={isOff}
        data-command="zoom.actual"
        onClick={() => navigation.zoomToScale(1)}
      >
        100 %
      </button>
      <button
        type="button"
        disabled={isOff}
        data-command="zoom.close"
        onClick={() => navigation.zoomToScale(16)}
      >
        Close-up
      </button>
    </span>
  );
}

function ZoomField({ scale }: { scale: number | null }) {
  /** What is being typed; null while the zoom itself is shown. */
  const typed = useSignal<string | null>(null);
  const isInvalid = useSignal(false);
  const text = scale === null ? '' : percent(scale);
  const finish = (field: HTMLInputElement): void => {
    typed.value = null;
    isInvalid.value = false;
    field.blur();
  };
  return (
    <input
      id="zoom"
      class="zoom-value"
      data-testid="zoom"
      data-command="zoom.type"
      data-tip="The zoom. Type 150, 12.5 %, 1:6 or 16:1 and press Enter"
      type="text"
      inputMode="decimal"
      disabled={scale === null}
      aria-label="Zoom, such as 150 %, 1:6 or 16:1"
      aria-invalid={isInvalid.value}
      autocomplete="off"
      value={typed.value ?? text}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape') finish(currentTarget);
        if (key !== 'Enter') return;
        const chosen = readZoom(currentTarget.value);
        isInvalid.value = chosen === null;
        if (chosen === null) return;
        navigation.zoomToScale(chosen);
        finish(currentTarget);
      }}
      onBlur={({ currentTarget }) => {
        if (typed.value !== null) finish(currentTarget);
      }}
    />
  );
}
