export interface Disagreement {
  /** Root mean square difference of the machine view to the antialiased view, in 8-bit grey levels. */
  rms: number;
  /** Largest difference of one value, in 8-bit grey levels. */
  max: number;
  /**
   * Mean squared difference over the mean squared detail that antialiasing removes, of the channel
   * where it is largest. About 1 or less where the machine view is a fair sample of the image.
   */
  normalised: number;
  /** The channel of `normalised`: gray, r, g, b or a. */
  channel: string;
}
