/**
 * The inner loops of a resize in WebAssembly SIMD (AssemblyScript). A block holds positions along
 * the resized axis; at each stand `groups` groups of 64 bytes, whose lanes are computed side by side
 * and never meet:
 *
 *   block    position 0: group 0 (64 bytes), group 1, …   position 1: …
 *   columns  a lane is a row: 16 rows (8 in double precision), one group per channel
 *   rows     a lane is a sample of a row: 4 groups of them
 *
 * A word is what a lane reads of a position: a single, a double, or a pair of bytes as 16-bit
 * integers (even and odd position), for the exact sums of fixed-point arithmetic. A table is
 * offsets[outputs + 1], then in arrays of their own the places (bytes from the block's start) and
 * the weights. Every product and every sum is rounded by itself and in the order of the taps, so
 * that results equal those of the reference in shared/resample/passes/axis-pass.ts to the last bit.
 * Addresses are the caller's business; reads run up to 64 bytes past the end of rows.
 */
export * from './load-transposed';
export * from './load-rows';
export * from './sums-single';
export * from './sums-double';
export * from './sums-pair';
export * from './store-transposed';
export * from './bytes';
export * from './cells';
export * from './differences';
