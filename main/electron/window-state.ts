/** Where the window was, kept in the user's data folder; a file that says nonsense says nothing. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowState extends Partial<Bounds> {
  width: number;
  height: number;
  isMaximized: boolean;
}

export const DEFAULT_WINDOW: WindowState = { width: 1400, height: 900, isMaximized: false };

/** The smallest window in which the viewer is of use. */
export const LEAST_WINDOW = { width: 640, height: 480 };

/** Pixels of the window's top edge that have to be on a screen, so that it can be dragged. */
const LEAST_SHOWN = 80;

const place = v.pipe(v.number(), v.integer(), v.minValue(-1e5), v.maxValue(1e5));
const StateFile = v.object({
  x: place,
  y: place,
  width: v.pipe(place, v.minValue(LEAST_WINDOW.width)),
  height: v.pipe(place, v.minValue(LEAST_WINDOW.height)),
  isMaximized: v.boolean(),
});

/**
 * The state in the file at `path` where the window would still be on one of `screens`; else the default,
 * with the size that was kept where it fits one of them.
 */
export function readWindowState(path: string, screens: readonly Bounds[]): WindowState {
  const kept = v.safeParse(StateFile, readJson(path));
  if (!kept.success) return DEFAULT_WINDOW;
  const { x, y, width, height, isMaximized } = kept.output;
  const isShown = screens.some(
    (screen) =>
      y >= screen.y &&
      y < screen.y + screen.height - LEAST_SHOWN &&
      x + width >= screen.x + LEAST_SHOWN &&
      x <= screen.x + screen.width - LEAST_SHOWN,
  );
  if (isShown) return { x, y, width, height, isMaximized };
  const fits = screens.some((screen) => width <= screen.width && height <= screen.height);
  return fits ? { width, height, isMaximized } : { ...DEFAULT_WINDOW, isMaximized };
}

/** Keeps `bounds`; a folder that cannot be written is no reason to trouble anybody. */
export function writeWindowState(path: string, bounds: Bounds, isMaximized: boolean): void {
  const { x, y, width, height } = bounds;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ x, y, width, height, isMaximized })}\n`);
  } catch {
    // The window opens where it does by default.
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}
