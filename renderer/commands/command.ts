/** A command: what a person can ask for by name, by key and from a menu. */

/** The sections of the palette and the help, and the menus of the desktop app, in their order. */
export const SECTIONS = [
  'File',
  'Review',
  'View',
  'Zoom',
  'Display',
  'Pixel',
  'Window',
  'Help',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Command {
  /** Never changes: `zoom.fit`. */
  id: string;
  title: string;
  /** Other words that people look for it by. */
  keywords?: string;
  section: Section;
  /**
   * Shortcuts, the first one is shown: a value of KeyboardEvent.key, a letter in upper case, after
   * `Mod+` (Ctrl, on a Mac Cmd) or `Shift+`.
   */
  keys: readonly string[];
  /** False where it cannot be done now; always possible where left out. */
  isEnabled?: () => boolean;
  /** Whether it is on, for what is switched on and off. */
  isOn?: () => boolean;
  run: () => void;
  /** The id of the command that this one does in place of, wherever it can be done. */
  standsFor?: string;
  /** For what lasts as long as its key is held: ends it. Such commands have no menu item. */
  release?: () => void;
}

export function isEnabled(command: Command): boolean {
  return command.isEnabled?.() ?? true;
}

interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** True where `pressed` is `shortcut`. Shift counts for letters and named keys only. */
export function isPressed(shortcut: string, pressed: Pressed): boolean {
  const { key, hasMod, hasShift } = partsOf(shortcut);
  if (pressed.altKey || (pressed.ctrlKey || pressed.metaKey) !== hasMod) return false;
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== ' ';
  if (!isSign && pressed.shiftKey !== hasShift) return false;
  return pressed.key.toUpperCase() === key.toUpperCase();
}

function partsOf(shortcut: string): { key: string; hasMod: boolean; hasShift: boolean } {
  const key = shortcut.replace(/^(Mod\+)?(Shift\+)?/, '');
  const before = shortcut.slice(0, shortcut.length - key.length);
  return { key, hasMod: before.includes('Mod+'), hasShift: before.includes('Shift+') };
}

const NAMES: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'Space',
  '-': '−',
};

/** A shortcut as people read it: `Ctrl+K`, `Shift+←`. */
export function shortcutLabel(shortcut: string, isMac: boolean): string {
  const { key, hasMod, hasShift } = partsOf(shortcut);
  const mod = hasMod ? (isMac ? '⌘' : 'Ctrl+') : '';
  return `${mod}${hasShift ? 'Shift+' : ''}${NAMES[key] ?? key}`;
}

/**
 * The commands of `all` that have a shortcut to be shown. Of one that stands for another, only that is
 * listed whose turn it is.
 */
export function commandsOfKeys(all: readonly Command[]): Command[] {
  const replaced = all.filter(isEnabled).map(({ standsFor }) => standsFor);
  return all.filter(
    (command) =>
      command.keys.length > 0 &&
      !replaced.includes(command.id) &&
      (command.standsFor === undefined || isEnabled(command)),
  );
}

export const isMac =
  'navigator' in globalThis && /^Mac/.test(globalThis.navigator.userAgent.split('(')[1] ?? '');

/** The shortcut of `command` that is shown, or an empty text. */
export function shownShortcut({ keys, release }: Command): string {
  if (keys.length === 0) return '';
  return (release === undefined ? '' : 'hold ') + shortcutLabel(keys[0], isMac);
}
