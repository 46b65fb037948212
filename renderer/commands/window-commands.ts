import { showsInspector, showsQueue, toggleTheme } from '../session/layout-state.ts';
import { TABS } from '../tabs/tabs.ts';
import * as state from '../session/state.ts';
import { showsMinimap } from '../session/view-state.ts';
import type { Command } from './command.ts';

function region(id: string, title: string, key: string, value: { value: boolean }): Command {
  return {
    id: `window.${id}`,
    title,
    section: 'Window',
    keys: [key],
    isOn: () => value.value,
    run: () => (value.value = !value.value),
  };
}

const tabCommands = TABS.map(({ id, title, isThere }): Command => ({
  id: `tab.${id}`,
  title: `Inspector: ${title}`,
  section: 'Window',
  keys: [],
  ...(isThere === undefined ? {} : { isEnabled: isThere }),
  isOn: () => showsInspector.value && state.tab.value === id,
  run: () => {
    showsInspector.value = true;
    state.chooseTab(id);
  },
}));

export const windowCommands: Command[] = [
  region('queue', 'Queue', 'Q', showsQueue),
  region('inspector', 'Inspector', 'I', showsInspector),
  region('minimap', 'Minimap', 'N', showsMinimap),
  {
    id: 'window.theme',
    title: 'Light or dark',
    section: 'Window',
    keys: ['Y'],
    run: toggleTheme,
  },
  ...tabCommands,
];
