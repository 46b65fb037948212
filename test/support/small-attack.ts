/** The sample at a size that is searched fast: the drum at 96x96 in a dandelion of 900x506. */
import { readFile } from 'node:fs/promises';
import { decode } from '../../main/engine/decode/decode.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { craftAttack, quantize, resizeWith, type Raster } from '../../shared/scalescope.ts';

const samples = new URL('../samples/', import.meta.url);

async function load(name: string) {
  const bytes = await readFile(new URL(name, samples));
  return decode(bytes, name, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
}

/** A picture at another size, every pixel by its area. */
function reduced(raster: Raster, width: number, height: number): Raster<Uint8Array> {
  const view = resizeWith(raster, 'opencv/area', { width, height });
  return quantize(view, 'uint8') as Raster<Uint8Array>;
}

/** The decoy with the facts of its file, and the attack on `opencv/linear` that is made of it. */
export async function makeSmallAttack() {
  const { raster, facts } = await load('dandelion.jpg');
  const decoy = reduced(raster, 900, 506);
  const picture = reduced((await load('drum-299.png')).raster, 96, 96);
  const { attack } = craftAttack(decoy, [{ pipeline: 'opencv/linear', picture }]);
  return { decoy, facts, attack };
}
