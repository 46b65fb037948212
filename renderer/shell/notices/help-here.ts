/** What the help says first: where the focus is, what can be done there, and by which keys. */
import { COMMANDS } from '../../commands/commands.ts';
import { shownShortcut, type Command } from '../../commands/command.ts';
import { TABS } from '../../tabs/tabs.ts';
import * as state from '../../session/state.ts';
import * as shown from '../../session/view-state.ts';

export interface HelpHere {
  title: string;
  text: string;
  /** Keys and what they do. */
  keys: [keys: string, does: string][];
}

const TAB_TEXTS: Record<string, string> = {
  verdict:
    'What is hidden, for whom and where, with every measure against its threshold. Press a target to make it the machine view.',
  review: 'The decision on this image, its notes and its marks.',
  matrix:
    'The distinct pictures that all pipelines make, size by size. Choose one to make it the machine view.',
  spectrum:
    'A payload makes sharp peaks. Rings mark where one for this machine view would make them. Point at a place, or move by the arrow keys, to read frequency and period.',
  sweep:
    'How far the machine view is from the antialiased one, size by size. A spike is a size at which something is hidden. Press it to look.',
  influence: 'How much each source pixel counts for the pinned machine pixel.',
  histogram:
    'How often each value occurs, source and machine view over each other, of the whole picture or of a region. A line shows the values along it on both.',
  pixel: 'The machine pixel that is pinned, as the sum that it is.',
  file: 'What is stored, what decoding changed, and which call the pipeline stands for.',
};

const MODE_COMMANDS: Record<shown.Mode, readonly string[]> = {
  side: ['view.stacked', 'view.hold', 'view.antialiased', 'view.human-shows'],
  wipe: ['view.slide-left', 'view.slide-middle', 'view.slide-right', 'view.antialiased'],
  blink: ['view.hold', 'view.antialiased'],
  difference: ['display.brighter', 'display.darker'],
  onion: ['view.slide-left', 'view.slide-middle', 'view.slide-right'],
};

const STAGE_COMMANDS = ['zoom.fit', 'zoom.actual', 'zoom.close', 'pixel.pin', 'view.lens'];

/** What the help says first where `focused` has the focus. */
export function helpHere(focused: Element | null): HelpHere | null {
  if (focused?.closest('.inspector')) return ofTab();
  if (focused?.closest('.queue')) {
    return {
      title: 'Queue',
      text: 'The images that are open, the present one marked. Choose one to look at it.',
      keys: keysOf(['file.next', 'file.previous', 'window.queue', 'file.open']),
    };
  }
  if (focused?.closest('.choices')) {
    return {
      title: 'Pipeline and size',
      text: 'The pipeline makes the machine view; the target size is how large that is. The verdict searches every size, whatever is chosen here.',
      keys: keysOf(['view.undo', 'view.redo', 'view.snapshot-a', 'view.snapshot-b']),
    };
  }
  if (focused?.closest('[role=separator]')) {
    return {
      title: 'Divider',
      text: 'Drag it, or move it by the keys. A double click brings its usual place back.',
      keys: [['← →', 'Move it']],
    };
  }
  return state.image.value === null ? null : ofMode();
}

function ofTab(): HelpHere | null {
  const tab = TABS.find(({ id }) => id === state.tab.value);
  if (tab === undefined) return null;
  return {
    title: `Inspector: ${tab.title}`,
    text: TAB_TEXTS[tab.id] ?? '',
    keys: [
      ['← →', 'The tab before, the tab after, from its name'],
      ...keysOf(['window.inspector']),
    ],
  };
}

function ofMode(): HelpHere {
  const { value: mode } = shown.mode;
  return {
    title: shown.MODE_TITLES[mode],
    text: `${shown.MODE_HINTS[mode]}. Arrow keys move, + and − zoom, and both sides follow.`,
    keys: keysOf([...MODE_COMMANDS[mode], ...STAGE_COMMANDS]),
  };
}

function keysOf(ids: readonly string[]): [string, string][] {
  return ids
    .map((id) => COMMANDS.find((command) => command.id === id))
    .filter((command): command is Command => command !== undefined)
    .map((command) => [shownShortcut(command), command.title]);
}
