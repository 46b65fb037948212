import * as history from '../session/history.ts';
import * as state from '../session/state.ts';
import type { Command } from './command.ts';

const hasImage = (): boolean => state.image.value !== null;

/** After those of the review: with a case open Ctrl+Z takes back what was decided. */
export const historyCommands: Command[] = [
  {
    id: 'view.undo',
    title: 'Undo: the size, pipeline and place before',
    keywords: 'back history',
    section: 'View',
    keys: ['Mod+Z'],
    isEnabled: () => history.canUndo.value,
    run: history.undo,
  },
  {
    id: 'view.redo',
    title: 'Redo: the size, pipeline and place after',
    keywords: 'forward history',
    section: 'View',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    isEnabled: () => history.canRedo.value,
    run: history.redo,
  },
  {
    id: 'view.history',
    title: 'History and snapshots…',
    keywords: 'steps undo compare bookmark',
    section: 'View',
    keys: ['\\'],
    isEnabled: hasImage,
    isOn: () => history.showsHistory.value,
    run: () => (history.showsHistory.value = !history.showsHistory.value),
  },
  ...history.SNAPSHOT_NAMES.flatMap((name, at): Command[] => [
    {
      id: `view.snapshot-${name.toLowerCase()}`,
      title: `Snapshot ${name}: go there, or keep what is shown where there is none`,
      keywords: 'recall compare bookmark',
      section: 'View',
      keys: [String(4 + at)],
      // One can go there before the image that is left has been opened.
      isEnabled: () => hasImage() || history.snapshots.value[name] !== null,
      run: () => history.recallSnapshot(name),
    },
    {
      id: `view.keep-${name.toLowerCase()}`,
      title: `Keep what is shown as snapshot ${name}`,
      keywords: 'save compare bookmark',
      section: 'View',
      keys: [],
      isEnabled: hasImage,
      run: () => history.keepSnapshot(name),
    },
  ]),
];
