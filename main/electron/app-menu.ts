/** The menus of the desktop app, made of the viewer's own commands. */
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../shared/api/bridge.ts';

const MAX_COMMANDS = 200;
const MAX_TEXT = 200;

/** `input`, which the page sent, as commands; throws TypeError where it is none. */
export function readMenu(input: unknown): MenuCommand[] {
  if (!Array.isArray(input) || input.length > MAX_COMMANDS) {
    throw new TypeError('Expected a list of commands for the menu');
  }
  return input.map((item: unknown) => {
    if (!isCommand(item)) throw new TypeError('Expected commands for the menu');
    const { id, title, menu, shortcut, isEnabled, isOn } = item;
    return { id, title, menu, shortcut, isEnabled, isOn };
  });
}

function isCommand(item: unknown): item is MenuCommand {
  if (typeof item !== 'object' || item === null) return false;
  const { id, title, menu, shortcut, isEnabled, isOn } = item as Record<string, unknown>;
  const texts = shortcut === null ? [id, title, menu] : [id, title, menu, shortcut];
  return (
    texts.every((text) => typeof text === 'string' && text.length <= MAX_TEXT) &&
    typeof isEnabled === 'boolean' &&
    (isOn === null || typeof isOn === 'boolean')
  );
}

/** The whole menu bar: the viewer's commands, and what the system expects beside them. */
export function menuTemplate(
  commands: readonly MenuCommand[],
  isMac: boolean,
  run: (id: string) => void,
): MenuItemConstructorOptions[] {
  const menus = Map.groupBy(commands, ({ menu }) => menu);
  const itemsOf = (menu: string): MenuItemConstructorOptions[] =>
    (menus.get(menu) ?? []).map((command) => itemOf(command, isMac, () => run(command.id)));
  const others = [...menus.keys()].filter((menu) => menu !== 'File');
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [...itemsOf('File'), { type: 'separator' }, { role: isMac ? 'close' : 'quit' }],
    },
    { role: 'editMenu' },
    ...others.map((menu) => ({ label: menu, submenu: [...itemsOf(menu), ...systemItems(menu)] })),
  ];
}

function systemItems(menu: string): MenuItemConstructorOptions[] {
  if (menu !== 'Window') return [];
  return [
    { type: 'separator' },
    {
      label: 'Text size',
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }],
    },
    { role: 'togglefullscreen' },
  ];
}

function itemOf(
  { title, shortcut, isEnabled, isOn }: MenuCommand,
  isMac: boolean,
  click: () => void,
): MenuItemConstructorOptions {
  // A Mac's menu takes its keys before the page: single letters would be lost to text fields there.
  const hasMod = shortcut?.startsWith('Mod+') ?? false;
  const isShown = shortcut !== null && (!isMac || hasMod);
  return {
    label: title.replaceAll('&', '&&'),
    enabled: isEnabled,
    click,
    ...(isOn === null ? {} : { type: 'checkbox' as const, checked: isOn }),
    // Elsewhere the page hears its keys itself; the menu only shows them.
    ...(isShown ? { accelerator: acceleratorOf(shortcut), registerAccelerator: isMac } : {}),
  };
}

const ACCELERATORS: Record<string, string> = {
  ' ': 'Space',
  '+': 'Plus',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
};

/** A shortcut as Electron writes it: `Mod+O` is `CmdOrCtrl+O`. */
export function acceleratorOf(shortcut: string): string {
  const key = shortcut.replace(/^(Mod\+)?(Shift\+)?/, '');
  const before = shortcut.slice(0, shortcut.length - key.length).replace('Mod+', 'CmdOrCtrl+');
  return before + (ACCELERATORS[key] ?? key);
}
