/** What the desktop app gives the viewer page and a browser cannot: `window.scalescope`. */
export interface Bridge {
  /** The path of a dropped file; empty where it has none. */
  pathOfFile(file: unknown): string;
  /** Asks for images with the system's dialog; the paths chosen, none where it was cancelled. */
  openDialog(): Promise<string[]>;
  /** Calls `listener` with the paths of images that were opened from outside the page. */
  onOpenPaths(listener: (paths: string[]) => void): void;
}
