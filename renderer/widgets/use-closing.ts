import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Closes what hangs below a button, `isOpen`, by Escape and by a press elsewhere. Gives the ref of the element that
 * holds both; Escape gives the focus back to its first button. A dialog above it takes Escape for itself.
 */
export function useClosing<T extends HTMLElement>(
  isOpen: boolean,
  close: () => void,
): RefObject<T | null> {
  const held = useRef<T>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const listeners = new AbortController();
    const options = { signal: listeners.signal, capture: true };
    document.addEventListener(
      'pointerdown',
      ({ target }) => {
        if (target instanceof Node && held.current?.contains(target) !== true) close();
      },
      options,
    );
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || document.querySelector('dialog[open]') !== null) return;
        event.stopPropagation();
        close();
        held.current?.querySelector('button')?.focus();
      },
      options,
    );
    return () => listeners.abort();
  }, [isOpen]);
  return held;
}
