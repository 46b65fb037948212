import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
  /** Whether it is shown; Escape and the browser close it too. */
  open: Signal<boolean>;
  /** Its class, its test id, and part of its ids. */
  name: string;
  title: string;
  children: ComponentChildren;
}

/** A dialog over the page. The focus goes back to where it came from when it closes. */
export function Dialog({ open, name, title, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { value: isOpen } = open;
  // Before the next key arrives: what is typed right after the shortcut is meant for the dialog.
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${name}`}
      aria-labelledby={`${name}-title`}
      data-testid={name}
      // The event of its closing comes later than the next key, which may have opened it again.
      onCancel={({ target }) => {
        if (target === dialog.current) open.value = false;
      }}
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) open.value = false;
      }}
      onClick={({ target }) => {
        if (target === dialog.current) open.value = false; // the backdrop is the dialog itself
      }}
    >
      <h2 id={`${name}-title`}>{title}</h2>
      {isOpen && children}
    </dialog>
  );
}
