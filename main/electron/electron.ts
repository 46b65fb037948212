/** The desktop host, from top to bottom. The page is answered by the same site as on loopback. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import type { MenuCommand } from '../../shared/api/bridge.ts';
import { HOLDING_EXTENSIONS } from '../../shared/api/holding-files.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { printable } from '../../shared/base/printable.ts';
import { IMAGE_FORMATS } from '../../shared/image/facts.ts';
import { OPEN_DIALOG, OPEN_PATHS, RUN_COMMAND, SET_MENU } from './channels.ts';
import { isCommand } from '../commands/names.ts';
import { imagesOf, ownArguments, settingsOf } from '../hosts/electron-arguments.ts';
import { sandboxPolicy } from '../base/sandbox-policy.ts';
import { sentenceOf } from '../terminal/last-resort.ts';
import { takeSandboxOption } from '../terminal/sandbox-option.ts';
import { catchTheRest, endWith } from './last-resort.ts';
import { isRootOnLinux, NO_SANDBOX_SENTENCE } from '../base/chromium-root.ts';
import { menuTemplate, readMenu } from './app-menu.ts';
import { packageRoot } from '../base/package-root.ts';
import type { ViewerHost } from '../hosts/viewer-host.ts';
import { LEAST_WINDOW, readWindowState, writeWindowState } from './window-state.ts';

const SCHEME = 'scalescope';
const NO_ENGINE_SANDBOX =
  'The desktop app decodes without a sandbox of the system, and one is required. Use the program for the command line, which shows images in the browser then';
const PAGE = `${SCHEME}://app/`;

const args = ownArguments(takeSandboxOption(process.argv), app.isPackaged);
const images = imagesOf(args, process.cwd());
let window: BrowserWindow | null = null;

app.enableSandbox(); // of every page, also of one that forgets to ask for it
setupScheme();
if (isCommand(args)) {
  void app.whenReady().then(runCommand);
} else if (!mayDecode() || !hasSandbox()) {
  app.exit(2);
} else if (app.requestSingleInstanceLock({ images })) {
  catchTheRest();
  setupOpenedFiles();
  setupContents();
  void app
    .whenReady()
    .then(startViewer)
    .catch((error: unknown) => endWith('Scalescope could not start', error));
} else {
  app.quit();
}

/** Whether images may be decoded here: not where a sandbox is required, because utility processes have none. */
function mayDecode(): boolean {
  let refusal = NO_ENGINE_SANDBOX;
  try {
    if (sandboxPolicy() !== 'require') return true;
  } catch (error) {
    refusal = sentenceOf(error);
  }
  process.stderr.write(`scalescope: ${refusal}\n`);
  // Whoever has no terminal sees a box. On Linux it would be the same lines again.
  if (process.platform !== 'linux') dialog.showErrorBox('Scalescope opens no window', refusal);
  return false;
}

/** Whether the window may open: without Chromium's sandbox only as root, who cannot have it, and then it is said. */
function hasSandbox(): boolean {
  if (!app.commandLine.hasSwitch('no-sandbox')) return true;
  const isRoot = isRootOnLinux();
  const refusal = 'Scalescope opens no window with --no-sandbox. Leave it out';
  process.stderr.write(`scalescope: ${isRoot ? NO_SANDBOX_SENTENCE : refusal}\n`);
  return isRoot;
}

function setupScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

async function runCommand(): Promise<void> {
  const { run } = await import('../cli.ts');
  app.exit(await run(args));
}

async function startViewer(): Promise<void> {
  const { createViewerHost } = await import('../hosts/viewer-host.ts');
  const { policy, limits, cases, thresholds } = settingsOf(args);
  const tell = (sentence: string) => void process.stdout.write(`${printable(sentence)}\n`);
  const host = createViewerHost('electron', { limits, cases, thresholds, tell });
  setupQuit(host);
  setupPermissions();
  setupDialog();
  setupMenu();
  protocol.handle(SCHEME, (request) =>
    isOwnPage(request.url) ? host.site(request) : new Response(null, { status: 403 }),
  );
  void host.api.openAtStart(images, policy);
  remember(images);
  for (const path of cases) await host.openCase(path);
  await openWindow();
}

async function openWindow(): Promise<void> {
  const statePath = join(app.getPath('userData'), 'window.json');
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { isMaximized, ...bounds } = readWindowState(statePath, screens);
  window = new BrowserWindow({
    ...bounds,
    minWidth: LEAST_WINDOW.width,
    minHeight: LEAST_WINDOW.height,
    title: 'Scalescope',
    backgroundColor: '#1b1b1b',
    webPreferences: {
      preload: join(packageRoot, 'dist', 'main', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false, // it would fetch dictionaries
    },
  });
  if (isMaximized) window.maximize();
  window.on('close', () => {
    if (window) writeWindowState(statePath, window.getNormalBounds(), window.isMaximized());
  });
  window.on('closed', () => (window = null));
  await window.loadURL(PAGE);
}

/** Files opened while Scalescope runs: by a second start, or on macOS by the Finder. */
function setupOpenedFiles(): void {
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const paths = (data as { images?: unknown }).images;
    if (Array.isArray(paths)) showPaths(paths.filter((path) => typeof path === 'string'));
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (window) showPaths([path]);
    else images.push(path);
  });
}

function showPaths(paths: string[]): void {
  remember(paths);
  if (paths.length > 0) window?.webContents.send(OPEN_PATHS, paths);
}

/** What was opened by its path is among the system's recent documents. */
function remember(paths: readonly string[]): void {
  for (const path of paths) app.addRecentDocument(path);
}

/** No page but ours, in no window but ours. */
function setupContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

function setupPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _name, decide) => decide(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}

function setupDialog(): void {
  ipcMain.handle(OPEN_DIALOG, (event) => {
    checkSender(event);
    return chooseImages();
  });
}

/** The page makes the menus: they are its own commands, by its own names. */
function setupMenu(): void {
  const show = (commands: MenuCommand[]): void => {
    const run = (id: string): void => window?.webContents.send(RUN_COMMAND, id);
    const template = menuTemplate(commands, process.platform === 'darwin', run);
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  show([]);
  ipcMain.handle(SET_MENU, (event, commands: unknown) => {
    checkSender(event);
    show(readMenu(commands));
  });
}

function checkSender({ senderFrame }: IpcMainInvokeEvent): void {
  if (senderFrame && senderFrame.parent === null && isOwnPage(senderFrame.url)) return;
  throw new Error(`Refused a message from ${senderFrame?.url ?? 'a page that is gone'}`);
}

/** Node's URL has no origin for schemes of our own, so its parts are compared. */
function isOwnPage(url: string): boolean {
  const { protocol: scheme, host } = new URL(url);
  return scheme === `${SCHEME}:` && host === 'app';
}

async function chooseImages(): Promise<string[]> {
  if (!window) return [];
  const { filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Images', extensions: [...IMAGE_FORMATS, 'jpg', 'tif', 'heif', 'hif', 'dib'] },
      { name: 'Archives, documents and mails', extensions: [...HOLDING_EXTENSIONS] },
      { name: 'All files', extensions: ['*'] }, // a name proves nothing
    ],
  });
  remember(filePaths);
  return filePaths;
}

function setupQuit(host: ViewerHost): void {
  let isClosed = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void host
      .close()
      .catch((error: unknown) =>
        // What to keep and what to do: nobody else could say it once the window is gone.
        dialog.showErrorBox('Scalescope could not close everything', toErrorBody(error).message),
      )
      .finally(() => {
        isClosed = true;
        app.quit();
      });
  });
}
