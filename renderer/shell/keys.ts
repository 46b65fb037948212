/** The keyboard: the shortcuts of the commands. */
import { isEnabled, isPressed, type Command } from '../commands/command.ts';
import { COMMANDS } from '../commands/commands.ts';

/** Listens on `target` until the returned function is called. Fields and dialogs keep their keys. */
export function listenToKeys(target: Window): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  /** What is held, by the key that began it. */
  const held = new Map<string, Command>();

  const release = (key: string): void => {
    held.get(key)?.release?.();
    held.delete(key);
  };
  target.addEventListener(
    'keydown',
    (event) => {
      if (takesKey(event)) return;
      const command = COMMANDS.find(
        (known) => known.keys.some((key) => isPressed(key, event)) && isEnabled(known),
      );
      if (command === undefined) return;
      event.preventDefault();
      if (command.release === undefined) return command.run();
      if (!event.repeat) command.run();
      held.set(event.key, command);
    },
    { signal },
  );
  target.addEventListener('keyup', ({ key }) => release(key), { signal });
  target.addEventListener('blur', () => [...held.keys()].forEach(release), { signal });
  return () => listeners.abort();
}

/** True where the key means something to the field it is pressed in. */
function takesKey({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  // A dialog that has just closed holds the focus until the next frame; its keys are the page's again.
  const dialog = target.closest('dialog');
  if (dialog !== null) return dialog.open;
  if (ctrlKey || metaKey) return false;
  if (target.closest('textarea, input[type="text"]')) return true;
  if (target.closest('button, summary, a, input[type="checkbox"]') && key === ' ') return true;
  if (
    target.closest('[role="tab"], [role="separator"], input[type="range"], input[type="radio"]')
  ) {
    return key.startsWith('Arrow');
  }
  if (target.closest('select')) return !'+=-_[]?'.includes(key);
  if (target.closest('input[type="number"]')) return !'[]?'.includes(key);
  return false;
}
