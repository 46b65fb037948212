/** All commands. Keys, palette, help and the menus of the desktop app are made of this list. */
import type { Command } from './command.ts';
import { displayCommands } from './display-commands.ts';
import { fileCommands } from './file-commands.ts';
import { helpCommands } from './help-commands.ts';
import { historyCommands } from './history-commands.ts';
import { outCommands } from './out-commands.ts';
import { pixelCommands } from './pixel-commands.ts';
import { reviewCommands } from './review-commands.ts';
import { viewCommands } from './view-commands.ts';
import { windowCommands } from './window-commands.ts';
import { zoomCommands } from './zoom-commands.ts';

export const COMMANDS: readonly Command[] = [
  ...reviewCommands,
  ...fileCommands,
  ...outCommands,
  ...viewCommands,
  ...historyCommands,
  ...zoomCommands,
  ...displayCommands,
  ...pixelCommands,
  ...windowCommands,
  ...helpCommands,
];
