import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import * as state from '../../session/state.ts';

/** Milliseconds that a toast stays at least, and for each of its characters, which is slow reading. */
const LEAST_MS = 8_000;
const MS_PER_CHARACTER = 100;

/**
 * A toast tells what went well. It lies over the page, so that nothing moves when it comes and goes, and
 * leaves by itself; while somebody points at it, or its button has the focus, its time stands still.
 */
export function Toast() {
  const { value: toast } = state.toast;
  const isHovered = useSignal(false);
  const isFocused = useSignal(false);
  const isHeld = isHovered.value || isFocused.value;
  const area = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // A button that makes room for another one tells of no leaving.
    isFocused.value = area.current?.contains(document.activeElement) ?? false;
  }, [toast]);
  useLayoutEffect(() => {
    if (toast === null) {
      isHovered.value = false; // what is removed tells of no leaving
      isFocused.value = false;
      return undefined;
    }
    if (isHeld || toast.isOngoing === true) return undefined;
    const time = Math.max(LEAST_MS, toast.text.length * MS_PER_CHARACTER);
    const timer = setTimeout(() => (state.toast.value = null), time);
    return () => clearTimeout(timer);
  }, [toast, isHeld]);
  return (
    <div class="toast-area" role="status" ref={area}>
      {toast !== null && (
        <p
          class="toast"
          data-testid="toast"
          data-held={isHeld ? '' : undefined}
          onPointerEnter={() => (isHovered.value = true)}
          onPointerLeave={() => (isHovered.value = false)}
          onFocusIn={() => (isFocused.value = true)}
          onFocusOut={() => (isFocused.value = false)}
        >
          <span>{toast.text}</span>
          {toast.fraction !== undefined && (
            <progress aria-label={toast.text} max={1} value={toast.fraction} />
          )}
          {toast.cancel === undefined ? (
            <button
              key="dismiss"
              type="button"
              class="quiet"
              aria-label="Dismiss this message"
              onClick={() => (state.toast.value = null)}
            >
              Dismiss
            </button>
          ) : (
            <button
              key="cancel"
              type="button"
              class="quiet"
              data-testid="toast-cancel"
              onClick={toast.cancel}
            >
              Cancel
            </button>
          )}
        </p>
      )}
    </div>
  );
}
