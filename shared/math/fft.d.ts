/** What Scalescope uses of fft.js 4, which brings no types: complex samples interleaved (re, im). */
declare module 'fft.js' {
  export default class FFT {
    /** `size`: a power of two above 1. */
    constructor(size: number);
    /** The forward transform of `data` into `out`, both 2*size long and not the same. */
    transform(out: Float64Array, data: Float64Array): void;
    /** The inverse, divided by size. */
    inverseTransform(out: Float64Array, data: Float64Array): void;
  }
}
