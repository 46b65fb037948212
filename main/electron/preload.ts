/** What the page gets beyond the API. Runs sandboxed, before the page. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../../shared/api/bridge.ts';
import { OPEN_DIALOG, OPEN_PATHS, RUN_COMMAND, SET_MENU } from './channels.ts';

const bridge: Bridge = {
  pathOfFile: (file) =>
    webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  openDialog: () => ipcRenderer.invoke(OPEN_DIALOG) as Promise<string[]>,
  setMenu: (commands) => void ipcRenderer.invoke(SET_MENU, commands),
  onCommand(listener) {
    ipcRenderer.on(RUN_COMMAND, (_event, id: string) => listener(id));
  },
  onOpenPaths(listener) {
    ipcRenderer.on(OPEN_PATHS, (_event, paths: string[]) => listener(paths));
  },
};

contextBridge.exposeInMainWorld('scalescope', bridge);
