/**
 * HEVC by libde265 as libheif-js compiles it to WebAssembly: a library under the LGPL in files of its own
 * (node_modules/libheif-js/libheif-wasm), loaded when the first HEIC file comes and in no other process
 * than an engine. Only its decoder of coded pictures is used. The libheif around it switches off deblocking
 * and sample offsets, which changes pixels by up to 17 levels.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Size } from '../../../../shared/base/raster.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import { damagedBoxes, type Box } from '../../../../shared/loaders/heif/boxes.ts';
import {
  readHevcConfig,
  readHevcHeader,
  splitUnits,
} from '../../../../shared/loaders/heif/hevc-header.ts';
import type { CodedPlanes } from '../../../../shared/loaders/yuv/coded-planes.ts';

/** The functions that are used, by their names in C. Addresses are in the library's own memory. */
interface LibDe265 {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
  _de265_new_decoder(): number;
  _de265_free_decoder(decoder: number): number;
  /** The time stamp is 64 bits, lower half first. */
  _de265_push_NAL(
    decoder: number,
    at: number,
    bytes: number,
    time: number,
    timeHigh: number,
    user: number,
  ): number;
  _de265_flush_data(decoder: number): number;
  _de265_decode(decoder: number, more: number): number;
  _de265_get_next_picture(decoder: number): number;
  _de265_get_chroma_format(image: number): number;
  _de265_get_image_width(image: number, channel: number): number;
  _de265_get_image_height(image: number, channel: number): number;
  _de265_get_bits_per_pixel(image: number, channel: number): number;
  _de265_get_image_colour_primaries(image: number): number;
  _de265_get_image_transfer_characteristics(image: number): number;
  _de265_get_image_matrix_coefficients(image: number): number;
  _de265_get_image_full_range_flag(image: number): number;
  _de265_get_image_plane(image: number, channel: number, stride: number): number;
}

/** Above this the memory of the library is given back after a picture: it never shrinks by itself. */
const KEPT_BYTES = 256 * 1024 * 1024;

let library: Promise<LibDe265> | null = null;

async function load(): Promise<LibDe265> {
  const require = createRequire(import.meta.url);
  const wasmBinary = await readFile(require.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  const make = require('libheif-js/libheif-wasm/libheif.js') as (options: object) => LibDe265;
  const silent = () => undefined;
  return make({ wasmBinary, print: silent, printErr: silent });
}

/**
 * Decodes the coded picture `data`, whose size the file `bytes` gives as `size` and whose `hvcC` box is
 * `config`. Throws UserError `decode-failed` where the data are damaged or of another size.
 */
export async function decodeHevc(
  bytes: Uint8Array,
  config: Box,
  data: Uint8Array,
  size: Size,
): Promise<CodedPlanes> {
  const { units, sizeBytes } = readHevcConfig(bytes, config);
  units.push(...splitUnits(data, sizeBytes));
  const header = readHevcHeader(units);
  if (header === null) throw damagedBoxes('the HEVC data have no parameters');
  if (header.width !== size.width || header.height !== size.height) {
    throw new UserError(
      'decode-failed',
      `the picture in the file is ${header.width}x${header.height}, ` +
        `and the file says ${size.width}x${size.height}`,
    );
  }
  library ??= load();
  const lib = await library;
  const decoder = lib._de265_new_decoder();
  try {
    return readPlanes(lib, decoder, units);
  } catch (error) {
    if (error instanceof UserError) throw error;
    library = null; // what is left of it cannot be trusted
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError('decode-failed', `the HEVC decoder gave up on the picture (${words})`);
  } finally {
    if (library !== null) lib._de265_free_decoder(decoder);
    if (lib.HEAPU8.length > KEPT_BYTES) library = null;
  }
}

function readPlanes(lib: LibDe265, decoder: number, units: readonly Uint8Array[]): CodedPlanes {
  for (const unit of units) {
    const at = lib._malloc(unit.length);
    if (at === 0) throw new Error('out of memory');
    lib.HEAPU8.set(unit, at);
    const failed = lib._de265_push_NAL(decoder, at, unit.length, 0, 0, 0);
    lib._free(at);
    if (failed !== 0) throw new UserError('decode-failed', `the HEVC data are damaged (${failed})`);
  }
  lib._de265_flush_data(decoder);
  const word = lib._malloc(4);
  try {
    let image = 0;
    let more = 1;
    while (more !== 0 && image === 0) {
      const failed = lib._de265_decode(decoder, word);
      if (failed !== 0) {
        throw new UserError('decode-failed', `the HEVC data are damaged (error ${failed})`);
      }
      more = new DataView(lib.HEAPU8.buffer).getUint32(word, true);
      image = lib._de265_get_next_picture(decoder);
    }
    if (image === 0) throw new UserError('decode-failed', 'the HEVC data hold no picture');
    return planesOf(lib, image, word);
  } finally {
    lib._free(word);
  }
}

function planesOf(lib: LibDe265, image: number, stride: number): CodedPlanes {
  const plane = (channel: number) => {
    const width = lib._de265_get_image_width(image, channel);
    const height = lib._de265_get_image_height(image, channel);
    const wide = lib._de265_get_bits_per_pixel(image, channel) > 8;
    const at = lib._de265_get_image_plane(image, channel, stride);
    const step = new DataView(lib.HEAPU8.buffer).getUint32(stride, true);
    const data = wide ? new Uint16Array(width * height) : new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const start = at + row * step;
      const samples = wide
        ? new Uint16Array(lib.HEAPU8.buffer, start, width)
        : lib.HEAPU8.subarray(start, start + width);
      data.set(samples, row * width);
    }
    return { width, height, data };
  };
  const y = plane(0);
  const depth = lib._de265_get_bits_per_pixel(image, 0);
  const { width, height } = y;
  const cicp = {
    primaries: lib._de265_get_image_colour_primaries(image),
    transfer: lib._de265_get_image_transfer_characteristics(image),
    matrix: lib._de265_get_image_matrix_coefficients(image),
    fullRange: lib._de265_get_image_full_range_flag(image) !== 0,
  };
  const gray = { width, height, depth, y: y.data, cicp };
  if (lib._de265_get_chroma_format(image) === 0) {
    return { ...gray, halfColumns: false, halfRows: false, u: null, v: null };
  }
  const [u, v] = [plane(1), plane(2)];
  if (lib._de265_get_bits_per_pixel(image, 1) !== depth) {
    throw new UserError('unsupported-format', 'luma and chroma of the file differ in their bits');
  }
  const halfColumns = u.width < width;
  return { ...gray, halfColumns, halfRows: u.height < height, u: u.data, v: v.data };
}
