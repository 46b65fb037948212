/** Side of a square tile in pixels; tiles at the right and bottom edge are smaller. */
export const TILE_SIZE = 512;
