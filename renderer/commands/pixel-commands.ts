import { pointer } from '../session/hover.ts';
import { stepPinned, togglePin } from '../session/pixel-actions.ts';
import * as state from '../session/state.ts';
import type { Command } from './command.ts';

const hasView = (): boolean => state.machineView.value !== null;

function step(id: string, title: string, key: string, x: number, y: number): Command {
  const run = (): void => stepPinned(x, y);
  return {
    id: `pixel.${id}`,
    title,
    section: 'Pixel',
    keys: [`Shift+${key}`],
    isEnabled: hasView,
    run,
  };
}

export const pixelCommands: Command[] = [
  {
    id: 'pixel.pin',
    title: 'Pin the machine pixel under the pointer, or the one in the middle',
    section: 'Pixel',
    keys: ['P'],
    isEnabled: hasView,
    isOn: () => state.pinned.value !== null,
    run: () => togglePin(pointer.value),
  },
  step('left', 'Step the pinned pixel left', 'ArrowLeft', -1, 0),
  step('right', 'Step the pinned pixel right', 'ArrowRight', 1, 0),
  step('up', 'Step the pinned pixel up', 'ArrowUp', 0, -1),
  step('down', 'Step the pinned pixel down', 'ArrowDown', 0, 1),
];
