/** All commands. Keys, palette, help and the menus of the desktop app are made of this list. */
import type { Command } from './command.ts';
import { displayCommands } from './display.ts';
import { fileCommands } from './file.ts';
import { helpCommands } from './help.ts';
import { pixelCommands } from './pixel.ts';
import { reviewCommands } from './review.ts';
import { viewCommands } from './view.ts';
import { windowCommands } from './window.ts';
import { zoomCommands } from './zoom.ts';

export const COMMANDS: readonly Command[] = [
  ...reviewCommands,
  ...fileCommands,
  ...viewCommands,
  ...zoomCommands,
  ...displayCommands,
  ...pixelCommands,
  ...windowCommands,
  ...helpCommands,
];
