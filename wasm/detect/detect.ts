/**
 * The inner loops of blind detection in WebAssembly SIMD (AssemblyScript): planes and maps of whole
 * images, comb sums, prescreening and the measuring of one plane at one lattice. What each computes is
 * documented where it is called, in shared/detect. Addresses are those of shared/detect/kernels, which
 * hands out regions; kinds.ts says what is there. Reads run up to 64 bytes past the end of rows.
 */
export { meanOf, splitOf, channelOf, highPass } from './planes';
export { residualMaps, largerOf, sumColumns, sumRows, sumRect, sumCrossings } from './maps';
export { combSums } from './combs';
export { sumCells } from './singles';
export { prescreen } from './prescreen';
export { axisPlaces } from './places';
export { foldTiles } from './fold';
export { listWritten, foldWritten } from './sparse';
export { standOut } from './standout';
export { gather } from './gather';
export { differences } from './differences';
export { collect, cohere } from './blocks';
export { scanWindows } from './windows';
export { lagProducts, lagSums } from './lags';

/** Where what kernels keep for themselves ends. */
export function kept(): usize {
  return __heap_base;
}
