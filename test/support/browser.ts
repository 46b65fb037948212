/** The Chromium that the tests drive: the one that is installed, else one that gets installed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright';

const isRoot = process.getuid?.() === 0;

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const ARGS = [
  ...(isRoot ? ['--no-sandbox'] : []), // Chromium refuses to be root inside its sandbox
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** Starts a headless browser; whoever calls closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath(), args: ARGS });
}

/** The browser's path, or null where none is installed yet. */
export function installedBrowser(): string | null {
  const chosen = process.env['SCALESCOPE_CHROMIUM'];
  if (chosen) return chosen;
  return [...INSTALLED, chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}

/** The browser's path; installs one where there is none. */
export function browserPath(): string {
  const path = installedBrowser() ?? (installBrowser(), installedBrowser());
  if (path === null)
    throw new Error('Found no Chromium; set SCALESCOPE_CHROMIUM to the path of one');
  return path;
}

function installBrowser(): void {
  if (isRoot && existsSync('/etc/debian_version')) {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    if (installedBrowser() !== null) return;
  }
  run(process.platform === 'win32' ? 'npx.cmd' : 'npx', ['playwright', 'install', 'chromium']);
}

function run(command: string, args: string[]): void {
  process.stderr.write(`${command} ${args.join(' ')}\n`);
  spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    shell: process.platform === 'win32',
  });
}
