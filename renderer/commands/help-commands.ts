import * as state from '../session/state.ts';
import { startTour } from './tour.ts';
import type { Command } from './command.ts';

export const helpCommands: Command[] = [
  {
    id: 'help.keys',
    title: 'Keys and pointer',
    section: 'Help',
    keys: ['?', 'F1'],
    run: () => (state.showsHelp.value = true),
  },
  {
    id: 'help.tour',
    title: 'Tour of the sample',
    section: 'Help',
    keys: [],
    run: () => void startTour(),
  },
  {
    id: 'help.palette',
    title: 'Commands…',
    section: 'Help',
    keys: ['Mod+K'],
    run: () => (state.showsPalette.value = true),
  },
];
