/**
 * The inner loops of blind detection in WebAssembly SIMD (AssemblyScript): planes and maps of whole
 * images, comb sums, prescreening and the measuring of one plane at one lattice. What each computes is
 * told where it is called, in ../shared/detect. Addresses are those of ../shared/detect/kernels, which
 * hands out regions; kinds.ts says what is there. Reads run up to 64 bytes past the end of rows.
 */
export { meanOf, channelOf, highPass } from './detect/planes';
export {
  medianMap,
  pixelMap,
  blockMap,
  largerOf,
  sumColumns,
  sumRows,
  sumRect,
  sumCrossings,
} from './detect/maps';
export { combSums } from './detect/combs';
export { sumCells } from './detect/singles';
export { prescreen } from './detect/prescreen';
export { foldTiles } from './detect/fold';
export { standOut } from './detect/standout';
export { gather } from './detect/gather';
export { differences } from './detect/differences';
export { collect, cohere } from './detect/blocks';
export { scanWindows } from './detect/windows';
export { lagProducts, lagSums } from './detect/lags';

/** Where what kernels keep for themselves ends. */
export function kept(): usize {
  return __heap_base;
}
