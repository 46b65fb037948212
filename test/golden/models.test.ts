/**
 * Presets of models against their image processors, every view of them: a few sources each, or all of them with
 * SCALESCOPE_MODELS=all.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differenceOf, modelCases, presetOf, type ModelCase } from './model-cases.ts';

const byPreset = new Map<string, ModelCase[]>();
for (const item of modelCases) {
  const id = presetOf(item);
  byPreset.set(id, [...(byPreset.get(id) ?? []), item]);
}

/** One source of all for each preset, another for the next. */
function chosen(cases: readonly ModelCase[], preset: number): readonly ModelCase[] {
  return process.env['SCALESCOPE_MODELS'] === 'all' ? cases : [cases[preset % cases.length]];
}

describe('the views of a model are those of its processor', () => {
  [...byPreset].forEach(([id, cases], preset) => {
    test(id, () => {
      for (const item of chosen(cases, preset)) {
        assert.equal(differenceOf(item), null, `${item.width}x${item.height}`);
      }
    });
  });
});

test('every model was measured on odd, tall, wide and tiny pictures', () => {
  for (const [id, cases] of byPreset) assert.equal(cases.length, 9, id);
  assert.ok(byPreset.size >= 64);
});
