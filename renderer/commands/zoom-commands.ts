import * as navigation from '../session/navigation.ts';
import * as state from '../session/state.ts';
import type { Command } from './command.ts';

const hasImage = (): boolean => state.image.value !== null;
const panStep = (): number => Math.max(32, state.viewport.value.width / 8);

function zoom(id: string, title: string, keys: string[], run: () => void): Command {
  return { id: `zoom.${id}`, title, section: 'Zoom', keys, isEnabled: hasImage, run };
}

export const zoomCommands: Command[] = [
  zoom('fit', 'Fit the image', ['F', '0'], navigation.fit),
  zoom('actual', '100 %: one source pixel is one screen pixel', ['Z'], () =>
    navigation.zoomToScale(1),
  ),
  zoom('machine', 'One machine pixel is one screen pixel', ['['], () =>
    navigation.zoomToMachinePixel(1),
  ),
  zoom('close', 'Close-up: sampled pixels at 16 screen pixels each', [']'], () =>
    navigation.zoomToScale(16),
  ),
  zoom('in', 'Zoom in', ['+', '='], () => navigation.zoomBy(1.25)),
  zoom('out', 'Zoom out', ['-', '_'], () => navigation.zoomBy(0.8)),
  zoom('whole-in', 'Next whole zoom step: 1:2, 1:1, 2:1, 3:1, …', ['.'], () =>
    navigation.stepZoom(1),
  ),
  zoom('whole-out', 'Previous whole zoom step', [','], () => navigation.stepZoom(-1)),
  zoom('type', 'Enter a zoom', ['/'], () => document.getElementById('zoom')?.focus()),
  zoom('left', 'Move left', ['ArrowLeft'], () => navigation.pan(panStep(), 0)),
  zoom('right', 'Move right', ['ArrowRight'], () => navigation.pan(-panStep(), 0)),
  zoom('up', 'Move up', ['ArrowUp'], () => navigation.pan(0, panStep())),
  zoom('down', 'Move down', ['ArrowDown'], () => navigation.pan(0, -panStep())),
];
