/**
 * A raster: H×W×C samples, row-major, channels interleaved. The sample type is the array's type:
 * Uint8Array 0..255, Uint16Array 0..65535, Float32Array and Float64Array in the same code values
 * as the integers they came from (not 0..1).
 */

export type Samples = Uint8Array | Uint16Array | Float32Array | Float64Array;
export type IntegerSamples = Uint8Array | Uint16Array;

/** 1 gray, 3 RGB, 4 RGB and straight (unassociated) alpha. */
export type Channels = 1 | 3 | 4;

export interface Size {
  width: number;
  height: number;
}

export interface Raster<T extends Samples = Samples> extends Size {
  channels: Channels;
  data: T;
}

/** `uint8`, `uint16`, `float32` or `float64`: the sample type as the libraries name it. */
export type Dtype = 'uint8' | 'uint16' | 'float32' | 'float64';

/** The sample type of `data`. */
export function dtypeOf(data: Samples): Dtype {
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Uint16Array) return 'uint16';
  return data instanceof Float32Array ? 'float32' : 'float64';
}

/** A raster over `data`; throws RangeError when the length is not height*width*channels. */
export function makeRaster<T extends Samples>(
  width: number,
  height: number,
  channels: Channels,
  data: T,
): Raster<T> {
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `Expected ${width}x${height}x${channels} samples for a raster but received ${data.length}`,
    );
  }
  return { width, height, channels, data };
}

/** Rounds half to even, as rint() does in the libraries (Math.round rounds half up). */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The raster in integer samples: rounded half to even, clamped to the range of `dtype`. */
export function quantize(raster: Raster, dtype: 'uint8' | 'uint16'): Raster<IntegerSamples> {
  const { width, height, channels, data } = raster;
  if (dtypeOf(data) === dtype) return raster as Raster<IntegerSamples>;
  const max = dtype === 'uint8' ? 255 : 65535;
  const out = dtype === 'uint8' ? new Uint8Array(data.length) : new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) {
    out[i] = Math.min(max, Math.max(0, roundHalfEven(data[i])));
  }
  return { width, height, channels, data: out };
}

/** 8-bit grey levels per code value of the raster's sample type. */
export function greyLevelsPerCode(raster: Raster): number {
  return dtypeOf(raster.data) === 'uint16' ? 255 / 65535 : 1;
}
