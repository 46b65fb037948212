import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from '../keys.ts';
import * as state from '../state.ts';

/** The keys, in a dialog over the page. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const { value: isOpen } = state.showsHelp;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      data-testid="help"
      onClose={() => (state.showsHelp.value = false)}
      onKeyDown={(event) => {
        if (event.key === '?') dialog.current?.close();
      }}
    >
      <h2 id="help-title">Keys and pointer</h2>
      <dl>
        {KEYS.filter(({ label }) => label !== undefined).map(({ label, does }) => (
          <div key={label}>
            <dt>
              <kbd>{label}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        <div>
          <dt>wheel, pinch</dt>
          <dd>Zoom at the pointer</dd>
        </div>
        <div>
          <dt>drag</dt>
          <dd>Move the image</dd>
        </div>
        <div>
          <dt>click</dt>
          <dd>In the machine pane: pin the pixel, or let it go</dd>
        </div>
        <div>
          <dt>double click</dt>
          <dd>Fit, or 100 %</dd>
        </div>
      </dl>
      <p class="muted">
        Both panes always show the same part of the picture. Smaller than the source, every pixel on
        screen is the average of all source pixels under it; larger, every source pixel stays a
        square.
      </p>
      <button type="button" class="primary" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
