/** The installed browser as a window for the loopback host. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeTemporaryFolder } from './file-failure.ts';
import { runWindow, type WindowEnd } from './run-window.ts';

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
];

const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const WINDOWS_APPS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** The browser that can show an app window, or null. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  return candidates(env).find((path) => existsSync(path)) ?? null;
}

function candidates(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') return MAC_APPS;
  if (process.platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return folders.flatMap((folder) =>
      folder ? WINDOWS_APPS.map((app) => join(folder, app)) : [],
    );
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
}

/** Shows `url` in an app window with a profile of its own, until the window is closed. */
export async function runBrowser(
  browser: string,
  url: string,
  signal: AbortSignal,
): Promise<WindowEnd> {
  const profile = await makeTemporaryFolder(tmpdir(), 'scalescope-profile-');
  try {
    const args = [
      `--app=${url}`,
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-sync',
    ];
    return await runWindow(browser, args, 'ignore', signal);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
