/**
 * Crafts for a JPEG file: what compression takes from the machine view is added to what is wanted of
 * it, and the attack is solved again, as often as that brings the view of the file nearer.
 */
import type { Payload } from '../../../shared/craft/lattice-write.ts';
import { CRAFT_WARNING } from '../../../shared/craft/manifest.ts';
import { seenBy } from '../../../shared/craft/payload-target.ts';
import type { PreparedAttack } from '../../../shared/craft/prepare-attack.ts';
import { solveOnce } from '../../../shared/craft/solve-attack.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { runSteps } from './craft-steps.ts';
import { decode } from '../decode/decode.ts';
import { encodeJpeg } from './encode.ts';

const ROUNDS = 4;

/** Share of the difference that is added: compression answers a correction only in part. */
const GAIN = 0.8;

export interface JpegAttack {
  bytes: Buffer;
  /** What the file decodes to. */
  raster: Raster<Uint8Array>;
}

export interface JpegRounds {
  prepared: PreparedAttack;
  quality: number;
  /** What is done to every solution before it is compressed. */
  finish: (attack: Raster<Uint8Array>) => Promise<{ attack: Raster<Uint8Array> }>;
}

/** The best of several JPEG files, beginning with that of `first`. */
export async function jpegAttack(
  { prepared, quality, finish }: JpegRounds,
  first: Raster<Uint8Array>,
  report: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<JpegAttack> {
  const { payloads, targets, settings } = prepared;
  const corrections = targets.map(({ wanted }) => new Float32Array(wanted.data.length));
  let best: (JpegAttack & { error: number }) | null = null;
  let attack = first;
  for (let round = 0; ; round++) {
    const bytes = await encodeJpeg(attack, quality, CRAFT_WARNING);
    const raster = await readBack(bytes, attack);
    const error = correct(prepared, payloads, raster, corrections);
    if (best === null || error < best.error) best = { bytes, raster, error };
    else break;
    // What is copied is the payload whatever becomes of it.
    if (round === ROUNDS - 1 || settings.method === 'copy') break;
    const solved = await runSteps(
      solveOnce(prepared, corrections),
      (fraction) => report((round + fraction) / (ROUNDS - 1)),
      signal,
    );
    ({ attack } = await finish(solved));
  }
  return best;
}

/** What a file decodes to, in the channels of `like`. */
export async function readBack(
  bytes: Buffer,
  like: Raster<Uint8Array>,
): Promise<Raster<Uint8Array>> {
  const limits = {
    ...DEFAULT_DECODE_LIMITS,
    maxPixels: like.width * like.height,
    maxBytes: bytes.length,
  };
  const { raster } = await decode(bytes, 'the crafted file', DEFAULT_DECODE_POLICY, limits);
  return raster as Raster<Uint8Array>;
}

/** Adds to `corrections` what the views of `raster` lack; returns the sum of squares of that. */
function correct(
  { targets }: PreparedAttack,
  payloads: readonly Payload[],
  raster: Raster<Uint8Array>,
  corrections: readonly Float32Array[],
): number {
  let squares = 0;
  for (const [i, { wanted, targeted }] of targets.entries()) {
    const seen = seenBy(payloads[i], raster);
    for (let k = 0; k < wanted.data.length; k++) {
      if (targeted[Math.floor(k / wanted.channels)] === 0) continue;
      const missing = wanted.data[k] - seen.data[k];
      squares += missing * missing;
      corrections[i][k] += GAIN * missing;
    }
  }
  return squares;
}
