/** The IPC channels of the desktop app. There are two; everything else is the API. */
export const OPEN_DIALOG = 'open-dialog';
export const OPEN_PATHS = 'open-paths';
