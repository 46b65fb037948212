import { arrangement } from '../session/layout-state.ts';
import { openEditor } from '../pipelines/editor-actions.ts';
import * as state from '../session/state.ts';
import * as shown from '../session/view-state.ts';
import type { Command } from './command.ts';

const hasImage = (): boolean => state.image.value !== null;
const hasView = (): boolean => state.machineView.value !== null;

const MODE_KEYS: Record<shown.Mode, string> = {
  side: 'S',
  wipe: 'W',
  blink: 'B',
  difference: 'D',
  onion: 'O',
};

const modeCommands = shown.MODES.map((mode): Command => ({
  id: `view.${mode}`,
  title: shown.MODE_TITLES[mode],
  section: 'View',
  keys: [MODE_KEYS[mode]],
  isOn: () => shown.mode.value === mode,
  run: () => (shown.mode.value = mode),
}));

function slide(id: string, title: string, key: string, at: number): Command {
  const run = (): void => shown.slideTo(at);
  return { id: `view.${id}`, title, section: 'View', keys: [key], isEnabled: hasImage, run };
}

function flag(id: string, title: string, keys: string[], value: { value: boolean }): Command {
  return {
    id: `view.${id}`,
    title,
    section: 'View',
    keys,
    isOn: () => value.value,
    run: () => (value.value = !value.value),
  };
}

export const viewCommands: Command[] = [
  ...modeCommands,
  {
    id: 'view.pipeline-editor',
    title: 'Edit pipeline: form and JSON…',
    keywords: 'editor own preset chain steps sampler custom write load',
    section: 'View',
    keys: ['Mod+E'],
    isEnabled: () => state.pipelines.value.length > 0,
    run: openEditor,
  },
  slide('slide-left', 'Divider left: only the machine view', '1', 0),
  slide('slide-middle', 'Divider in the middle', '2', 0.5),
  slide('slide-right', 'Divider right: only the source', '3', 1),
  {
    id: 'view.hold',
    title: 'Machine view in place of the source',
    section: 'View',
    keys: ['M', ' '],
    isEnabled: hasView,
    run: () => (state.isBlinking.value = true),
    release: () => (state.isBlinking.value = false),
  },
  {
    id: 'view.human-shows',
    title: 'Source, sampled pixels only, sampled pixels removed',
    section: 'View',
    keys: ['H'],
    isEnabled: () => hasView() && !shown.readsAll.value,
    run: () => {
      const at = shown.HUMAN_SHOWS.indexOf(shown.humanShows.value);
      shown.humanShows.value = shown.HUMAN_SHOWS[(at + 1) % shown.HUMAN_SHOWS.length];
    },
  },
  {
    id: 'view.antialiased',
    title: 'Antialiased view in place of the machine view',
    section: 'View',
    keys: ['A'],
    isEnabled: hasView,
    isOn: () => shown.machineShows.value === 'antialiased',
    run: () => {
      const { value: present } = shown.machineShows;
      shown.machineShows.value = present === 'machine' ? 'antialiased' : 'machine';
    },
  },
  flag('lens', 'Lens: magnifier with stretched contrast', ['X'], shown.showsLens),
  flag('lattice', 'Grid, sampled lattice and values', ['L'], state.showsLattice),
  {
    id: 'view.stacked',
    title: 'Panes one above the other',
    keywords: 'layout stacked side',
    section: 'View',
    keys: ['T'],
    isOn: () => state.isStacked.value,
    run: state.toggleStacked,
  },
  {
    id: 'view.arrange',
    title: 'Panes as the picture has more room',
    keywords: 'layout automatic stacked side',
    section: 'View',
    keys: [],
    isOn: () => arrangement.value === 'auto',
    run: () => (arrangement.value = 'auto'),
  },
];
