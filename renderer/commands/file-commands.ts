import { chooseFiles } from '../session/file-dialog.ts';
import { stepImage } from '../session/actions.ts';
import { showsFingerprint } from '../fingerprint/fingerprint-actions.ts';
import { saveReport } from '../session/save-report.ts';
import * as state from '../session/state.ts';
import type { Command } from './command.ts';

const hasSeveral = (): boolean => state.images.value.length > 1;

export const fileCommands: Command[] = [
  { id: 'file.open', title: 'Open…', section: 'File', keys: ['Mod+O'], run: chooseFiles },
  {
    id: 'file.report',
    title: 'Save evidence report…',
    keywords: 'export html',
    section: 'File',
    keys: ['Mod+S'],
    isEnabled: () => state.image.value !== null,
    run: () => void saveReport('html'),
  },
  {
    id: 'file.report-json',
    title: 'Save evidence report as JSON, for verification…',
    keywords: 'export',
    section: 'File',
    keys: [],
    isEnabled: () => state.image.value !== null,
    run: () => void saveReport('json'),
  },
  {
    id: 'file.report-pdf',
    title: 'Save evidence report as PDF…',
    keywords: 'export print',
    section: 'File',
    keys: [],
    isEnabled: () => state.image.value !== null,
    run: () => void saveReport('pdf'),
  },
  {
    id: 'file.fingerprint',
    title: 'Fingerprint a service…',
    section: 'File',
    keys: ['Mod+Shift+F'],
    run: () => (showsFingerprint.value = true),
  },
  {
    id: 'file.previous',
    title: 'Previous image',
    section: 'File',
    keys: ['K'],
    isEnabled: hasSeveral,
    run: () => void stepImage(-1),
  },
  {
    id: 'file.next',
    title: 'Next image',
    section: 'File',
    keys: ['J'],
    isEnabled: hasSeveral,
    run: () => void stepImage(1),
  },
];
