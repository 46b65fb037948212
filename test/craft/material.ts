/** Pictures and runs that the craft tables are made of. */
import { readFile } from 'node:fs/promises';
import { decode } from '../../main/engine/decode/decode.ts';
import type { Payload } from '../../shared/craft/lattice-write.ts';
import { fitTo, opaque8, toRgb } from '../../shared/craft/prepare.ts';
import { prepareAttack, type PreparedAttack } from '../../shared/craft/prepare-attack.ts';
import { DEFAULT_CRAFT_SETTINGS, type CraftSettings } from '../../shared/craft/craft-settings.ts';
import { solveAttack, type SolvedAttack } from '../../shared/craft/solve-attack.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { Raster, Size } from '../../shared/base/raster.ts';

export type Picture = Raster<Uint8Array>;

/** A sample of test/samples as 8-bit RGB. */
export async function sample(name: string): Promise<Picture> {
  const bytes = await readFile(new URL(`../samples/${name}`, import.meta.url));
  const { raster } = await decode(bytes, name, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
  return toRgb(opaque8(raster));
}

/** `picture` cut to the aspect of `size` around its center and averaged to it. */
export function covering(picture: Picture, size: Size): Picture {
  const scale = Math.min(picture.width / size.width, picture.height / size.height);
  const width = Math.floor(size.width * scale);
  const height = Math.floor(size.height * scale);
  const left = (picture.width - width) >> 1;
  const top = (picture.height - height) >> 1;
  const { channels } = picture;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * channels;
    data.set(picture.data.subarray(from, from + width * channels), y * width * channels);
  }
  return fitTo({ width, height, channels, data }, size);
}

/** What `run` returns when it is run to its end. */
export function finished<T>(run: Generator<unknown, T>): T {
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

/** The attack and what it was made from. Throws what solveAttack throws. */
export function crafted(
  decoy: Picture,
  payloads: Payload[],
  settings: Partial<CraftSettings> = {},
): { prepared: PreparedAttack; solved: SolvedAttack } {
  const order = {
    decoy,
    payloads,
    settings: { ...DEFAULT_CRAFT_SETTINGS, ...settings },
    mask: null,
  };
  const prepared = prepareAttack(order);
  return { prepared, solved: finished(solveAttack(prepared)) };
}
