import { chooseFiles } from '../file-dialog.ts';
import { stepImage } from '../actions.ts';
import * as state from '../state.ts';
import type { Command } from './command.ts';

const hasSeveral = (): boolean => state.images.value.length > 1;

export const fileCommands: Command[] = [
  { id: 'file.open', title: 'Open…', section: 'File', keys: ['Mod+O'], run: chooseFiles },
  {
    id: 'file.previous',
    title: 'Previous image',
    section: 'File',
    keys: ['J'],
    isEnabled: hasSeveral,
    run: () => void stepImage(-1),
  },
  {
    id: 'file.next',
    title: 'Next image',
    section: 'File',
    keys: ['K'],
    isEnabled: hasSeveral,
    run: () => void stepImage(1),
  },
];
