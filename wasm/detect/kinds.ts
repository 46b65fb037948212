/** What is at an address: the types of the regions that kernels take, which build/kernels.ts hands on. */

/** 8 bits without a sign. */
export type Bytes = usize;
/** 16 bits with a sign. */
export type Halves = usize;
/** 16 bits without a sign. */
export type Counts = usize;
/** 32 bits with a sign. */
export type Words = usize;
/** Floats of 32 bits. */
export type Singles = usize;
/** Floats of 64 bits. */
export type Doubles = usize;
