import { useSignal } from '@preact/signals';
import * as navigation from '../navigation.ts';
import * as state from '../state.ts';
import { percent } from '../viewer/labels.ts';
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
        disabled={isOff}
        onClick={() => navigation.zoomBy(0.8)}
      >
        −
      </button>
      <ZoomField scale={frame?.view.scale ?? null} />
      <button
        type="button"
        aria-label="Zoom in"
        disabled={isOff}
        onClick={() => navigation.zoomBy(1.25)}
      >
        +
      </button>
      <button
        type="button"
        disabled={isOff}
        aria-pressed={!isOff && state.view.value === null}
        onClick={navigation.fit}
      >
        Fit
      </button>
      <button type="button" disabled={isOff} onClick={() => navigation.zoomToScale(1)}>
        100 %
      </button>
      <button type="button" disabled={isOff} onClick={() => navigation.zoomToScale(16)}>
        Close-up
      </button>
    </span>
  );
}

function ZoomField({ scale }: { scale: number | null }) {
  const isInvalid = useSignal(false);
  const text = scale === null ? '' : percent(scale);
  return (
    <input
      id="zoom"
      class="zoom-value"
      data-testid="zoom"
      type="text"
      inputMode="decimal"
      disabled={scale === null}
      aria-label="Zoom, such as 150 %, 1:6 or 16:1"
      aria-invalid={isInvalid.value}
      autocomplete="off"
      value={text}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onKeyDown={(event) => {
        const { currentTarget } = event;
        if (event.key === 'Escape') {
          isInvalid.value = false;
          currentTarget.value = text;
          currentTarget.blur();
        }
        if (event.key !== 'Enter') return;
        const typed = readZoom(currentTarget.value);
        isInvalid.value = typed === null;
        if (typed === null) return;
        navigation.zoomToScale(typed);
        currentTarget.blur();
      }}
      onBlur={({ currentTarget }) => {
        isInvalid.value = false;
        currentTarget.value = text;
      }}
    />
  );
}
