import * as state from '../state.ts';
import type { Command } from './command.ts';

const hasView = (): boolean => state.machineView.value !== null;

export const viewCommands: Command[] = [
  {
    id: 'view.stacked',
    title: 'Panes one above the other',
    section: 'View',
    keys: ['T'],
    isOn: () => state.isStacked.value,
    run: () => (state.isStacked.value = !state.isStacked.value),
  },
  {
    id: 'view.blink',
    title: 'Machine view in place of the source (blink)',
    section: 'View',
    keys: ['M', ' '],
    isEnabled: hasView,
    run: () => (state.isBlinking.value = true),
    release: () => (state.isBlinking.value = false),
  },
  {
    id: 'view.lattice',
    title: 'Sampled lattice and grid',
    section: 'View',
    keys: ['L'],
    isOn: () => state.showsLattice.value,
    run: () => (state.showsLattice.value = !state.showsLattice.value),
  },
];
