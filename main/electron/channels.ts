/** The IPC channels of the desktop app. Everything else is the API. */
export const OPEN_DIALOG = 'open-dialog';
export const OPEN_PATHS = 'open-paths';
export const SET_MENU = 'set-menu';
export const RUN_COMMAND = 'run-command';
