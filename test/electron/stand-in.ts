/**
 * Exactly the Electron calls that electron.ts and preload.ts use, over a real Chromium: windows are
 * pages, the app's scheme is an address that only the app answers, and IPC is an exposed function.
 * It stands in where Electron's binary is absent; it proves what our files ask for, not Electron.
 */
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Bridge } from '../../shared/api/bridge.ts';
import type { BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright';

const SCHEME_ORIGIN = 'scalescope://app';
const PAGE_ORIGIN = 'https://app.scalescope.test'; // Chromium routes no scheme it does not know

type Handler = (request: Request) => Response | Promise<Response>;
type SenderFrame = { url: string; parent: object | null };
type IpcHandler = (event: { senderFrame: SenderFrame | null }, ...args: unknown[]) => unknown;

const ready = Promise.withResolvers<undefined>();
const handlers = new Map<string, Handler>();
const ipcHandlers = new Map<string, IpcHandler>();

/** What the test sees of the app, and how it acts on it. */
export const desktop = {
  privileges: [] as unknown[],
  windows: [] as BrowserWindow[],
  menu: [] as { label?: string; submenu?: { label?: string; click?: () => void }[] }[],
  /** What the next open dialog answers. */
  chosen: [] as string[],
  permission: null as
    null | ((contents: unknown, name: string, decide: (is: boolean) => void) => void),
  deniedWindows: [] as string[],
  exitCode: null as number | null,
  isReady: false,
  isSandboxed: false,
  /** What error boxes have told. */
  told: [] as { title: string; text: string }[],
  recent: [] as string[],
  /** The user's data folder; a test gives its own. */
  userData: '',
  context: null as BrowserContext | null,

  /** Runs the app's main file in `context`; resolves when its first page has loaded. */
  async boot(mainFile: URL, context: BrowserContext): Promise<Page> {
    desktop.context = context;
    await context.exposeBinding('standInInvoke', ({ frame }, channel: string, args: unknown[]) =>
      invoke(frame, channel, args),
    );
    await import(mainFile.href);
    if (desktop.privileges.length === 0) throw new Error('The scheme was registered after ready');
    desktop.isReady = true;
    ready.resolve(undefined);
    const window = await firstWindow();
    await window.loaded.promise;
    return window.page!;
  },
};

async function firstWindow(): Promise<BrowserWindow> {
  while (desktop.windows.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return desktop.windows[0]!;
}

async function invoke(frame: Frame, channel: string, args: unknown[]): Promise<unknown> {
  const handler = ipcHandlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  const senderFrame = { url: toScheme(frame.url()), parent: frame.parentFrame() };
  return handler({ senderFrame }, ...args);
}

class App extends EventEmitter {
  isPackaged = false;
  readonly commandLine = {
    hasSwitch: (name: string): boolean => process.argv.includes(`--${name}`),
  };
  enableSandbox(): void {
    if (desktop.isReady) throw new Error('The sandbox was enabled after ready');
    desktop.isSandboxed = true;
  }
  whenReady(): Promise<void> {
    return ready.promise;
  }
  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`No path ${name}`);
    return desktop.userData;
  }
  addRecentDocument(path: string): void {
    desktop.recent.push(path);
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  quit(): void {
    let isPrevented = false;
    this.emit('will-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.exit(0);
  }
  exit(code = 0): void {
    desktop.exitCode = code;
    this.emit('stand-in-exit');
  }
}

export const app = new App();

class WebContents extends EventEmitter {
  page: Page | null = null;
  private openHandler: ((details: { url: string }) => { action: string }) | null = null;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    void this.page!.evaluate(([name, values]) => globalThis.standInReceive(name, values), [
      channel,
      args,
    ] as const);
  }
  /** True where the app lets the page go to `url`. */
  mayNavigate(url: string): boolean {
    let isPrevented = false;
    this.emit('will-navigate', { url, preventDefault: () => (isPrevented = true) });
    return !isPrevented;
  }
  mayOpen(url: string): boolean {
    return this.openHandler?.({ url }).action !== 'deny';
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly loaded = Promise.withResolvers<undefined>();
  page: Page | null = null;
  readonly options: { webPreferences: Record<string, unknown> & { preload: string } };

  constructor(options: BrowserWindow['options']) {
    super();
    this.options = options;
    desktop.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  maximize(): void {}
  isMaximized(): boolean {
    return false;
  }
  getNormalBounds() {
    return { x: 10, y: 20, width: 1111, height: 777 };
  }
  async loadURL(url: string): Promise<void> {
    const page = await desktop.context!.newPage();
    this.page = this.webContents.page = page;
    await page.addInitScript({ content: await preloadScript(this.options.webPreferences.preload) });
    const allowed = new Set([toPage(url)]);
    await page.route('**/*', (route, request) => this.answer(route, request, allowed));
    page.on('popup', (popup) => {
      if (this.webContents.mayOpen(toScheme(popup.url()))) return;
      desktop.deniedWindows.push(popup.url());
      void popup.close();
    });
    page.on('close', () => {
      this.emit('close');
      this.emit('closed');
      app.emit('window-all-closed');
    });
    await page.goto(toPage(url));
    this.loaded.resolve(undefined);
  }
  private async answer(route: Route, request: PageRequest, allowed: Set<string>): Promise<void> {
    const url = toScheme(request.url());
    const isNavigation =
      request.isNavigationRequest() && request.frame() === this.page!.mainFrame();
    if (isNavigation && !allowed.delete(request.url()) && !this.webContents.mayNavigate(url)) {
      return route.abort('aborted');
    }
    const handler = handlers.get(new URL(url).protocol);
    if (!handler) return route.abort('addressunreachable');
    const response = await handler(await toRequest(url, request));
    const headers = Object.fromEntries(response.headers);
    await route.fulfill({
      status: response.status,
      headers,
      body: Buffer.from(await response.arrayBuffer()),
    });
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {
    // a page has no other state
  }
  focus(): void {
    void this.page?.bringToFront();
  }
}

async function toRequest(url: string, request: PageRequest): Promise<Request> {
  const body = request.postDataBuffer();
  const all = Object.entries(await request.allHeaders());
  const headers = Object.fromEntries(all.filter(([name]) => !name.startsWith(':')));
  return new Request(url, {
    method: request.method(),
    headers,
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
}

function toScheme(url: string): string {
  return url.startsWith(PAGE_ORIGIN) ? SCHEME_ORIGIN + url.slice(PAGE_ORIGIN.length) : url;
}

function toPage(url: string): string {
  return url.startsWith(SCHEME_ORIGIN) ? PAGE_ORIGIN + url.slice(SCHEME_ORIGIN.length) : url;
}

/** The preload with the modules a sandboxed preload may require. */
async function preloadScript(path: string): Promise<string> {
  return `(() => {
    const listeners = [];
    window.standInReceive = (channel, args) => {
      for (const [name, listener] of listeners) if (name === channel) listener({}, ...args);
    };
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value }),
      },
      ipcRenderer: {
        invoke: (channel, ...args) => window.standInInvoke(channel, args),
        on: (channel, listener) => listeners.push([channel, listener]),
      },
      webUtils: { getPathForFile: (file) => '/dropped/' + file.name },
    };
    const require = (name) => {
      if (name !== 'electron') throw new Error('A sandboxed preload cannot require ' + name);
      return electron;
    };
    const module = { exports: {} };
    ((require, module, exports) => {\n${await readFile(path, 'utf8')}\n})(require, module, module.exports);
  })();`;
}

declare global {
  interface Window {
    scalescope?: Bridge;
  }
  var standInInvoke: (channel: string, args: readonly unknown[]) => Promise<unknown>;
  var standInReceive: (channel: string, args: readonly unknown[]) => void;
}

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
};

export const dialog = {
  showOpenDialog: async () => ({ filePaths: desktop.chosen }),
  showErrorBox: (title: string, text: string): void => void desktop.told.push({ title, text }),
};

export const ipcMain = {
  handle: (channel: string, handler: IpcHandler) => void ipcHandlers.set(channel, handler),
};

export const Menu = {
  buildFromTemplate: (template: object[]): object => template,
  setApplicationMenu: (menu: object | null) => void (desktop.menu = menu as typeof desktop.menu),
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => void desktop.privileges.push(...schemes),
  handle: (scheme: string, handler: Handler) => void handlers.set(`${scheme}:`, handler),
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: typeof desktop.permission) =>
      void (desktop.permission = handler),
    setPermissionCheckHandler: (_handler: () => boolean) => undefined,
  },
};
