import { TABS } from '../panels/tabs.ts';
import * as state from '../state.ts';
import type { Command } from './command.ts';

export const windowCommands: Command[] = TABS.map(({ id, title }) => ({
  id: `tab.${id}`,
  title: `Inspector: ${title}`,
  section: 'Window',
  keys: [],
  isOn: () => state.tab.value === id,
  run: () => state.chooseTab(id),
}));
