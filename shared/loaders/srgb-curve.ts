/** The curve of sRGB (IEC 61966-2-1), levels and linear light from 0 to 1. */

/** The level that stands for `light`. */
export function srgbLevel(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** The light that `level` stands for. */
export function srgbLight(level: number): number {
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
}
