/** The commands as the menus of the desktop app, kept up to date. */
import { effect } from '@preact/signals';
import { bridge } from '../client/api-client.ts';
import { isEnabled, type Command } from '../commands/command.ts';
import { COMMANDS } from '../commands/commands.ts';
import type { MenuCommand } from '../../shared/api/bridge.ts';

/** Time after a change before the menus are made anew: pointing at pixels changes nothing there. */
const REST_MS = 100;

/** Has the window make its menus of the commands, and runs what is chosen there. */
export function listenToMenu(): () => void {
  if (bridge === undefined) return () => undefined;
  const { setMenu, onCommand } = bridge;
  onCommand((id) => {
    const command = COMMANDS.find((known) => known.id === id);
    if (command !== undefined && isEnabled(command)) command.run();
  });
  let told = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const menu = COMMANDS.filter(({ release }) => release === undefined).map(menuCommand);
    const text = JSON.stringify(menu);
    if (text === told) return;
    told = text;
    clearTimeout(timer);
    timer = setTimeout(() => setMenu(menu), REST_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

function menuCommand(command: Command): MenuCommand {
  const { id, title, section, keys, isOn } = command;
  return {
    id,
    title,
    menu: section,
    shortcut: keys[0] ?? null,
    isEnabled: isEnabled(command),
    isOn: isOn?.() ?? null,
  };
}
