/** The kernel of what stands out of a fold (wasm/detect/standout.ts) equals its definition. */
import { test } from 'node:test';
import { assertClose, onBench } from '../../../support/kernel-bench.ts';

const SPREAD = 20;
const CHANCE = 3.5;
const MOST = 100;

/** The lower of the two in the middle. */
function lowerMedian(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1];
}

function deviations(over: number, pixels: number, quiet: number): number {
  return over * Math.sqrt(pixels / (SPREAD * quiet + 1));
}

test('places stand out by their mean over the lower median of their tile, in deviations', () => {
  onBench(120, ({ wasm, pick, oneIn, put, take }) => {
    const [tilesX, tilesY, every] = [pick(1, 9), pick(1, 5), pick(1, 3)];
    const [countX, countY] = [pick(1, 6), pick(2, 6)];
    const [places, step] = [countX * countY, tilesX * countX];
    // Places that no pixel has; those of fewer than four are not counted, and none are here.
    const rare = pick(3, 9);
    const samples = (count: number) => Float32Array.from({ length: count }, () => pick(2, 12));
    const [samplesX, samplesY] = [samples(step), samples(tilesY * countY)];
    if (countX > 2) for (let i = 0; i < step; i += countX) if (oneIn(rare)) samplesX[i] = 0;
    const most = pick(1, 48);
    // Most places of some folds hold nothing, and whole tiles of them.
    const [isBare, bare] = [oneIn(2), pick(2, 9)];
    const isEmpty = (tx: number, ty: number): boolean =>
      isBare && ((Math.floor(tx / 4) + ty) % 2 === 0 || !oneIn(bare));
    const sums = new Int32Array(tilesY * countY * step);
    for (let at = 0; at < sums.length; at++) {
      const [tx, place] = [at % tilesX, Math.floor(at / tilesX) % places];
      const ty = Math.floor(at / tilesX / places);
      const [kx, ky] = [place % countX, Math.floor(place / countX)];
      const pixels = samplesX[kx * tilesX + tx] * samplesY[ky * tilesY + ty];
      sums[at] =
        pixels === 0 || isEmpty(tx, ty) ? 0 : pick(0, oneIn(8) ? pixels * 48 : pixels * most);
    }
    const excess = new Float64Array(places);
    const [total, totalPixels] = [new Float64Array(places), new Float64Array(places)];
    const best = { z: 0, tile: -1, place: 0 };
    const quiets: number[] = [];
    for (let ty = 0; ty < tilesY; ty += every) {
      for (let tx = 0; tx < tilesX; tx++) {
        const found: { place: number; pixels: number; mean: number }[] = [];
        for (let place = 0; place < places; place++) {
          const [kx, ky] = [place % countX, Math.floor(place / countX)];
          const [column, row] = [kx * tilesX + tx, ky * tilesY + ty];
          const pixels = samplesX[column] * samplesY[row];
          if (pixels === 0) continue;
          found.push({ place, pixels, mean: sums[(ty * places + place) * tilesX + tx] / pixels });
          total[place] += sums[(ty * places + place) * tilesX + tx];
          totalPixels[place] += pixels;
        }
        const quiet = lowerMedian(found.map(({ mean }) => mean));
        quiets.push(quiet);
        for (const { place, pixels, mean } of found) {
          const z = deviations(mean - quiet, pixels, quiet);
          if (z > CHANCE) excess[place] += Math.min(MOST, z) * (mean - quiet);
          if (z > best.z) Object.assign(best, { z, tile: ty * tilesX + tx, place });
        }
      }
    }
    const quiet = quiets.reduce((a, b) => a + b, 0) / quiets.length;
    const all = total.map((sum, k) => sum / totalPixels[k]);
    let whole = 0;
    all.forEach((mean, k) => {
      if (totalPixels[k] > 0)
        whole = Math.max(whole, deviations(mean - quiet, totalPixels[k], quiet));
    });
    const singles = (count: number) => new Float32Array(count).fill(-7);
    const [atExcess, atAll, out] = [put(singles(places)), put(singles(places)), put(singles(4))];
    wasm.standOut(
      put(sums),
      put(samplesX),
      put(samplesY),
      tilesX,
      tilesY,
      countX,
      countY,
      every,
      atExcess,
      atAll,
      put(singles(places * 24)),
      out,
    );
    assertClose(take(atExcess, singles(places)), excess, 1e-4);
    assertClose(take(atAll, singles(places)), all, 1e-4);
    assertClose(take(out, singles(4)), [best.z, best.tile, best.place, whole], 1e-4);
  });
});
