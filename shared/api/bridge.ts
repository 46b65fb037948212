/** What the desktop app gives the viewer page and a browser cannot: `window.scalescope`. */
export interface Bridge {
  /** Makes the menus of the window of these commands, in their order. */
  setMenu(commands: MenuCommand[]): void;
  /** Calls `listener` with the id of a command that was chosen in a menu. */
  onCommand(listener: (id: string) => void): void;
  /** The path of a dropped file; empty where it has none. */
  pathOfFile(file: unknown): string;
  /** Asks for images with the system's dialog; the paths chosen, none where it was cancelled. */
  openDialog(): Promise<string[]>;
  /** Calls `listener` with the paths of images that were opened from outside the page. */
  onOpenPaths(listener: (paths: string[]) => void): void;
}

/** A command as a menu shows it. */
export interface MenuCommand {
  id: string;
  title: string;
  /** The menu that it is in. */
  menu: string;
  /** As the viewer writes it: `Mod+O`, `Shift+ArrowLeft`, `F`. */
  shortcut: string | null;
  isEnabled: boolean;
  /** Whether it is on; null for what is not switched. */
  isOn: boolean | null;
}
