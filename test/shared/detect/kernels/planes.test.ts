/** Kernels of planes (wasm/detect/planes.ts) equal their definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench } from '../../../support/kernel-bench.ts';

test('the mean is that of three channels, rounded, and any color is seen', () => {
  onBench(80, ({ wasm, pick, oneIn, put, take }) => {
    const [channels, count] = [pick(3, 4), pick(0, 70)];
    const pixels = new Uint8Array(count * channels);
    for (let i = 0; i < count; i++) {
      pixels.fill(pick(0, 255), i * channels, i * channels + 3);
      if (channels === 4) pixels[i * channels + 3] = pick(0, 255);
    }
    for (let i = 0; i < count; i++) {
      if (oneIn(count)) pixels[i * channels + pick(0, 2)] = pick(0, 255);
    }
    const expected = new Uint8Array(count);
    let colored = 0;
    for (let i = 0; i < count; i++) {
      const [red, green, blue] = pixels.subarray(i * channels);
      expected[i] = Math.round((red + green + blue) / 3);
      if (red !== green || red !== blue) colored = 1;
    }
    const out = put(new Uint8Array(count));
    assert.equal(wasm.meanOf(put(pixels), count, channels, out), colored);
    assert.deepEqual(take(out, expected), expected);
    const split = [0, 1, 2, 3].map(() => put(new Uint8Array(count)));
    const [mean, red, green, blue] = split;
    assert.equal(wasm.splitOf(put(pixels), count, channels, mean, red, green, blue), colored);
    split.forEach((plane, k) => {
      const of = k === 0 ? expected : pixels.filter((_, i) => i % channels === k - 1);
      assert.deepEqual(take(plane, of), of);
    });
  });
});

test('every sum of three channels is rounded to the nearest third', () => {
  onBench(1, ({ wasm, put, take }) => {
    for (const channels of [3, 4]) {
      const expected = new Uint8Array(766);
      const pixels = new Uint8Array(766 * channels);
      for (let sum = 0; sum < 766; sum++) {
        const red = Math.min(255, sum);
        const green = Math.min(255, sum - red);
        pixels.set([red, green, sum - red - green], sum * channels);
        expected[sum] = Math.round(sum / 3);
      }
      const out = put(new Uint8Array(766));
      wasm.meanOf(put(pixels), 766, channels, out);
      assert.deepEqual(take(out, expected), expected);
    }
  });
});

test('a channel is every so many bytes from its first', () => {
  onBench(60, ({ wasm, pick, put, take }) => {
    const [channels, count] = [pick(3, 4), pick(0, 70)];
    const channel = pick(0, channels - 1);
    const pixels = Uint8Array.from({ length: count * channels }, () => pick(0, 255));
    const expected = pixels.filter((_, i) => i % channels === channel);
    const out = put(new Uint8Array(count));
    wasm.channelOf(put(pixels), count, channels, channel, out);
    assert.deepEqual(take(out, expected), expected);
  });
});

test('what varies fast is four times a pixel less its neighbors, clipped, and 0 at both ends', () => {
  onBench(80, ({ wasm, pick, oneIn, put, take }) => {
    const [width, height] = [pick(3, 40), pick(3, 40)];
    const plane = Uint8Array.from({ length: width * height }, () => pick(0, 255));
    const [step, across] = oneIn(2) ? [1, width] : [width, 1];
    const [length, lines] = step === 1 ? [width, height] : [height, width];
    const count = pick(1, length);
    const first = pick(1, lines - 2) * across + pick(0, length - count) * step;
    // As many words after the last are 0, so that eight can be read at once.
    const expected = new Int16Array(count + 15);
    for (let i = 1; i < count - 1; i++) {
      const at = first + i * step;
      const around = [at - step, at + step, at - across, at + across];
      const high = 4 * plane[at] - around.reduce((sum, beside) => sum + plane[beside], 0);
      expected[i] = Math.max(-200, Math.min(200, high));
    }
    const out = put(new Int16Array(count + 15).fill(-1));
    wasm.highPass(put(plane).from(first), count, step, across, out);
    assert.deepEqual(take(out, expected), expected);
  });
});
