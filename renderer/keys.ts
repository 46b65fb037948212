/** The keyboard: one table, which the help overlay lists too. */
import { pointer } from './hover.ts';
import * as navigation from './navigation.ts';
import { stepPinned, togglePin } from './pixel-actions.ts';
import * as state from './state.ts';

interface Key {
  /** Values of KeyboardEvent.key. */
  keys: string[];
  /** True where Shift has to be held; arrow keys mean something else with it. */
  shift?: boolean;
  /** The line of the help; keys without one are told with another. */
  label?: string;
  does?: string;
  down: () => void;
  up?: () => void;
}

const panStep = (): number => Math.max(32, state.viewport.value.width / 8);
const toggle = (flag: { value: boolean }): void => {
  flag.value = !flag.value;
};

export const KEYS: readonly Key[] = [
  { keys: ['ArrowLeft'], label: '← ↑ → ↓', does: 'Move', down: () => navigation.pan(panStep(), 0) },
  { keys: ['ArrowRight'], down: () => navigation.pan(-panStep(), 0) },
  { keys: ['ArrowUp'], down: () => navigation.pan(0, panStep()) },
  { keys: ['ArrowDown'], down: () => navigation.pan(0, -panStep()) },
  { keys: ['+', '='], label: '+', does: 'Zoom in', down: () => navigation.zoomBy(1.25) },
  { keys: ['-', '_'], label: '−', does: 'Zoom out', down: () => navigation.zoomBy(0.8) },
  { keys: ['0', 'f'], label: '0 or F', does: 'Fit the image', down: navigation.fit },
  {
    keys: ['1'],
    label: '1',
    does: '100 %: one source pixel is one screen pixel',
    down: () => navigation.zoomToScale(1),
  },
  {
    keys: ['['],
    label: '[',
    does: 'One machine pixel is one screen pixel',
    down: () => navigation.zoomToMachinePixel(1),
  },
  {
    keys: [']'],
    label: ']',
    does: 'Close-up: the sampled pixels, 16 screen pixels each',
    down: () => navigation.zoomToScale(16),
  },
  {
    keys: ['l'],
    label: 'L',
    does: 'Show or hide the sampled lattice and the grid',
    down: () => toggle(state.showsLattice),
  },
  {
    keys: ['s'],
    label: 'S',
    does: 'Panes side by side or one above the other',
    down: () => toggle(state.isStacked),
  },
  {
    keys: ['m'],
    label: 'hold M',
    does: 'Machine view in both panes (blink)',
    down: () => (state.isBlinking.value = true),
    up: () => (state.isBlinking.value = false),
  },
  {
    keys: ['p'],
    label: 'P',
    does: 'Pin the machine pixel under the pointer or in the middle, or let it go',
    down: () => togglePin(pointer.value),
  },
  {
    keys: ['ArrowLeft'],
    shift: true,
    label: 'Shift + ← ↑ → ↓',
    does: 'Step the pinned pixel',
    down: () => stepPinned(-1, 0),
  },
  { keys: ['ArrowRight'], shift: true, down: () => stepPinned(1, 0) },
  { keys: ['ArrowUp'], shift: true, down: () => stepPinned(0, -1) },
  { keys: ['ArrowDown'], shift: true, down: () => stepPinned(0, 1) },
  { keys: ['?'], label: '?', does: 'This help', down: () => toggle(state.showsHelp) },
];

/** Listens on `target` until the returned function is called. Fields and menus keep their keys. */
export function listenToKeys(target: Window): () => void {
  const find = (event: KeyboardEvent): Key | undefined => {
    if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event)) return undefined;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isShifted = event.shiftKey && pressed.startsWith('Arrow');
    return KEYS.find(({ keys, shift = false }) => keys.includes(pressed) && shift === isShifted);
  };
  const onDown = (event: KeyboardEvent): void => {
    const key = find(event);
    if (key === undefined || state.showsHelp.value) return;
    event.preventDefault();
    key.down();
  };
  const onUp = (event: KeyboardEvent): void => find(event)?.up?.();
  const onBlur = (): void => {
    state.isBlinking.value = false;
  };
  target.addEventListener('keydown', onDown);
  target.addEventListener('keyup', onUp);
  target.addEventListener('blur', onBlur);
  return () => {
    target.removeEventListener('keydown', onDown);
    target.removeEventListener('keyup', onUp);
    target.removeEventListener('blur', onBlur);
  };
}

/** True where the key means something to the field it is pressed in. */
function takesKey({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog, textarea, input[type="text"]')) return true;
  if (target.closest('[role="tab"]')) return key.startsWith('Arrow');
  if (target.closest('select')) return !'+=-_[]?'.includes(key);
  if (target.closest('input[type="number"]')) return !'[]?'.includes(key);
  return false;
}
