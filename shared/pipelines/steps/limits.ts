/** How large the pictures of a pipeline may be: beyond that a request or a preset is a mistake. */

/** The largest target side that is accepted. */
export const MAX_TARGET_SIDE = 16384;

/** The most pixels of a target: more than any model ingests, and little enough to be computed. */
export const MAX_TARGET_PIXELS = 32e6;

/** The largest side a step may make. */
export const MAX_STEP_SIDE = 32768;

/** The most pixels that cutting and padding may make: what a source may have. */
export const MAX_STEP_PIXELS = 400e6;

/** The most tiles one step may cut. */
export const MAX_TILES = 4096;

/** The most tiles of a grid that is chosen by the picture: far more than any model has. */
export const MAX_GRID_TILES = 256;
