import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeTransform, nextPowerOfTwo, transformPlane } from '../../../shared/math/fourier.ts';

const samples = (n: number) =>
  fc.float64Array({ minLength: 2 * n, maxLength: 2 * n, min: -255, max: 255, noNaN: true });
const anyInput = fc.integer({ min: 1, max: 70 }).chain(samples);

function run(input: Float64Array): Float64Array {
  const output = new Float64Array(input.length);
  makeTransform(input.length / 2).run(input, output);
  return output;
}

/** The definition, term by term. */
function byDefinition(input: Float64Array): Float64Array {
  const n = input.length / 2;
  const output = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      const angle = (-2 * Math.PI * ((i * k) % n)) / n;
      output[2 * k] += input[2 * i] * Math.cos(angle) - input[2 * i + 1] * Math.sin(angle);
      output[2 * k + 1] += input[2 * i] * Math.sin(angle) + input[2 * i + 1] * Math.cos(angle);
    }
  }
  return output;
}

function assertNear(a: Float64Array, b: Float64Array, tolerance: number) {
  a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) <= tolerance, `${i}: ${value} ${b[i]}`));
}

test('a transform of any length is its definition', () => {
  fc.assert(fc.property(anyInput, (input) => assertNear(run(input), byDefinition(input), 1e-7)));
});

test('a transform keeps the energy, times its length', () => {
  const energy = (values: Float64Array) => values.reduce((sum, v) => sum + v * v, 0);
  fc.assert(
    fc.property(anyInput, (input) => {
      const expected = (energy(input) * input.length) / 2;
      assert.ok(Math.abs(energy(run(input)) - expected) <= 1e-9 * (1 + expected));
    }),
  );
});

test('a length below 1 or with a fraction is refused', () => {
  for (const length of [0, -4, 2.5, NaN]) assert.throws(() => makeTransform(length), RangeError);
  assert.deepEqual([1, 2, 3, 1000, 1024].map(nextPowerOfTwo), [1, 2, 4, 1024, 1024]);
});

test('a plane is transformed along both axes, whatever its sides', () => {
  const [width, height] = [13, 10];
  const [kx, ky] = [3, 7];
  const data = new Float64Array(2 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const angle = 2 * Math.PI * ((kx * x) / width + (ky * y) / height);
      data[2 * (y * width + x)] = Math.cos(angle);
      data[2 * (y * width + x) + 1] = Math.sin(angle);
    }
  }
  transformPlane(data, makeTransform(width), makeTransform(height));
  for (let k = 0; k < width * height; k++) {
    const expected = k === ky * width + kx ? width * height : 0;
    assert.ok(Math.abs(data[2 * k] - expected) < 1e-9 && Math.abs(data[2 * k + 1]) < 1e-9);
  }
});
