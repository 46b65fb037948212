import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { TIPPED, tipOf, type Tip } from './tips.ts';

/** Time that the pointer or the focus rests before the tip comes, and that it stays after them. */
const REST_MS = 450;
const STAY_MS = 120;
/** Between control and tip, and between tip and the edges of the window, in CSS pixels. */
const GAP = 6;

interface Shown extends Tip {
  control: HTMLElement;
}

/**
 * One tip for all controls: what it does and its shortcut. It comes by pointer and by focus, can be
 * pointed at, and Escape sends it away. It lies in the top layer, so that dialogs have it too.
 */
export function Tooltip() {
  const shown = useSignal<Shown | null>(null);
  const tip = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const listeners = new AbortController();
    const options = { signal: listeners.signal, capture: true };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (ms: number, does: () => void): void => {
      clearTimeout(timer);
      timer = setTimeout(does, ms);
    };
    const hide = (): void => {
      clearTimeout(timer);
      shown.value = null;
    };
    const show = (control: HTMLElement): void => {
      const told = control.isConnected ? tipOf(control) : null;
      shown.value = told === null ? null : { ...told, control };
    };
    const meet = ({ target }: Event): void => {
      if (!(target instanceof Element)) return;
      if (target.closest('.tooltip') !== null) return clearTimeout(timer);
      const control = controlAt(target);
      if (control === null) later(STAY_MS, hide);
      else if (control !== shown.value?.control) {
        later(shown.value === null ? REST_MS : STAY_MS, () => show(control));
      } else clearTimeout(timer);
    };
    document.addEventListener('pointerover', meet, options);
    document.addEventListener(
      'focusin',
      (event) => {
        const { target } = event;
        if (target instanceof Element && target.matches(':focus-visible')) meet(event);
      },
      options,
    );
    document.addEventListener('focusout', hide, options);
    document.addEventListener('pointerdown', hide, options);
    document.addEventListener('keydown', hide, options);
    document.addEventListener('wheel', hide, { ...options, passive: true });
    document.documentElement.addEventListener('pointerleave', hide, options);
    return () => {
      hide();
      listeners.abort();
    };
  }, []);

  useLayoutEffect(() => {
    const { current } = tip;
    const { value: of } = shown;
    if (current === null) return undefined;
    if (of === null) {
      if (current.matches(':popover-open')) current.hidePopover();
      return undefined;
    }
    current.showPopover();
    place(current, of.control);
    if (of.control.hasAttribute('aria-describedby')) return undefined;
    of.control.setAttribute('aria-describedby', 'tooltip');
    return () => of.control.removeAttribute('aria-describedby');
  }, [shown.value]);

  const { value: told } = shown;
  return (
    <div
      ref={tip}
      id="tooltip"
      class="tooltip"
      role="tooltip"
      popover="manual"
      data-testid="tooltip"
    >
      <span>{told?.text}</span>
      {told !== null && told.keys !== '' && <kbd>{told.keys}</kbd>}
    </div>
  );
}

/** The control that `target` belongs to: a radio or a check box is pointed at by its label. */
function controlAt(target: Element): HTMLElement | null {
  const near = target.closest<HTMLElement>(TIPPED);
  if (near !== null) return near;
  return target.closest('label')?.querySelector<HTMLElement>('input, select') ?? null;
}

/** Below the control, or above where there is no room. */
function place(tip: HTMLElement, control: HTMLElement): void {
  const near = control.closest('label.mode') ?? control;
  const box = near.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(
    window.innerWidth - width - GAP,
    Math.max(GAP, box.left + (box.width - width) / 2),
  );
  const below = box.bottom + GAP;
  const hasRoom = below + height <= window.innerHeight - GAP;
  tip.style.left = `${left}px`;
  tip.style.top = `${hasRoom ? below : Math.max(GAP, box.top - height - GAP)}px`;
}
