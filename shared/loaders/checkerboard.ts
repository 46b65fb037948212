/** The checkerboard that viewers, this one too, show under transparent pictures. */

/** Side of a square in pixels. */
export const CHECK = 8;

/** Gray levels of its squares, 0..255: of the first one, at 0,0, and of those beside it. */
export const CHECK_LEVELS = [0xcc, 0xff] as const;

/** The gray level of the checkerboard at a pixel, 0..255. */
export function checkLevel(x: number, y: number): number {
  return CHECK_LEVELS[(Math.floor(x / CHECK) + Math.floor(y / CHECK)) & 1];
}
