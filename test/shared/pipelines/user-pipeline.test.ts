/** A person's own pipeline: what is accepted, and what is said of what is not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UserError } from '../../../shared/base/errors.ts';
import { allPipelines } from '../../../shared/pipelines/pipeline.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';

const GOOD = `{
  "schema": "scalescope/pipeline@1",
  "id": "own/portal",
  "title": "Our portal",
  "library": "own",
  "versions": "2026",
  "source": "our wiki",
  "exactness": "as documented",
  "call": "prepare(file)",
  "decode": {
    "orientation": "applied",
    "alpha": "white",
    "gray": "rgb",
    "palette": "expand",
    "depth": 8,
    "frame": "first"
  },
  "steps": [
    {
      "op": "resize",
      "sampler": "pillow/bicubic",
      "size": { "rule": "shortest", "side": 256, "enlarge": true }
    },
    {
      "op": "crop",
      "size": { "width": 224, "height": 224 },
      "rounding": "floor"
    }
  ],
  "defaultSize": { "width": 224, "height": 224 },
  "sizeIsFree": false
}`;

function refusal(json: string): string {
  try {
    parsePipeline(json, 'own.json');
  } catch (error) {
    assert.ok(error instanceof UserError);
    assert.equal(error.code, 'invalid-argument');
    return error.message;
  }
  return assert.fail('it was accepted');
}

/** [what is replaced, by what, what is said]. */
const WRONG: [string, string, RegExp][] = [
  ['"own/portal"', '"opencv/linear"', /line 3: expected an id that is not in the catalog for id/],
  [
    '"own/portal"',
    '"portal"',
    /line 3: expected an id such as "own\/my-model" for id but received "portal"/,
  ],
  ['pipeline@1', 'pipeline@2', /line 2: expected "scalescope\/pipeline@1" for schema/],
  ['"title": "Our portal"', '"title": 5', /line 4: expected a text for title but received 5/],
  [
    '"white"',
    '"pink"',
    /line 12: expected "keep" or "drop" or "white" or "black" for decode\.alpha but received "pink"/,
  ],
  ['"depth": 8', '"depth": 12', /line 15: expected "keep" or 8 for decode\.depth but received 12/],
  ['    "gray": "rgb",\n', '', /line 10: decode\.gray is missing; expected "keep" or "rgb"\./],
  [
    '"op": "resize"',
    '"op": "rezise"',
    /line 20: expected a step .* for steps\[0\]\.op but received "rezise"/,
  ],
  [
    'pillow/bicubic',
    'pillow/bicubik',
    /line 21: expected the id of a sampler, such as pillow\/bicubic, for steps\[0\]\.sampler/,
  ],
  [
    '"side": 256',
    '"side": 0',
    /line 22: expected a whole number of 1 to 16384 for steps\[0\]\.size\.side but received 0/,
  ],
  ['"side": 256', '"side": 2.5', /line 22: .*whole number.* but received 2\.5/],
  [
    '"shortest"',
    '"short"',
    /line 22: expected a size rule .* for steps\[0\]\.size\.rule but received "short"/,
  ],
  [
    '"width": 224, "height": 224 },\n      "rounding"',
    '"width": 99999, "height": 224 },\n      "rounding"',
    /line 26: .*1 to 16384 for steps\[1\]\.size\.width but received 99999/,
  ],
  [
    '"floor"',
    '"up"',
    /line 27: expected "half-even" or "half-up" or "floor" or "ceil" or "trunc" for steps\[1\]\.rounding/,
  ],
  [
    '"floor"',
    '"floor", "at": { "x": -3, "y": 0 }',
    /line 27: expected a whole number of 0 to 16384 for steps\[1\]\.at\.x but received -3/,
  ],
  [
    '"sizeIsFree": false',
    '"sizeIsFree": false, "extra": 1',
    /line 31: the field extra is not known here/,
  ],
  [
    '"sizeIsFree": false',
    '"sizeIsFree": true',
    /line 31: sizeIsFree is true, but no step uses the target size/,
  ],
  [
    '"call": "prepare(file)",',
    '"call": "prepare(file)"',
    /line 10: this is not JSON \(Comma expected\)/,
  ],
];

describe("a person's pipeline", () => {
  test('is read as it is written', () => {
    assert.deepEqual(parsePipeline(GOOD, 'own.json'), JSON.parse(GOOD));
  });

  test('may crop off the center', () => {
    const placed = GOOD.replace('"floor"', '"floor", "at": { "x": 12, "y": 0 }');
    assert.deepEqual(parsePipeline(placed, 'own.json').steps[1], {
      op: 'crop',
      size: { width: 224, height: 224 },
      rounding: 'floor',
      at: { x: 12, y: 0 },
    });
  });

  for (const [from, to, says] of WRONG) {
    test(`${to.slice(0, 60) || `no ${from.trim()}`} is refused`, () => {
      assert.ok(GOOD.includes(from));
      const message = refusal(GOOD.replace(from, to));
      assert.match(message, /^own\.json, line \d+: /);
      assert.match(message, says);
    });
  }

  test('fields that do not go together are refused', () => {
    const pad = '"op": "pad", "to": "square", "at": "center", "color": [1, 2, 3] }, { "op": "crop"';
    const colored = GOOD.replace('"op": "crop"', pad);
    assert.ok(parsePipeline(colored, 'own.json'));
    assert.match(
      refusal(colored.replace('"gray": "rgb"', '"gray": "keep"')),
      /line 13: .*decode.gray/,
    );
    const boxed = GOOD.replace('"op": "resize"', '"op": "resize", "region": "aspect"');
    assert.ok(parsePipeline(boxed, 'own.json'));
    assert.match(refusal(boxed.replace('pillow/bicubic', 'opencv/linear')), /box of Pillow/);
  });

  test('a file that is empty or no object is refused', () => {
    assert.match(refusal(''), /line 1: this is not JSON/);
    assert.match(refusal('[]'), /line 1: schema is missing; expected "scalescope\/pipeline@1"/);
    assert.match(refusal('null'), /line 1: expected a pipeline/);
  });

  test('every preset of the catalog is itself in the format', () => {
    for (const pipeline of allPipelines()) {
      const own = { ...pipeline, id: 'own/copy' };
      assert.deepEqual(parsePipeline(JSON.stringify(own), 'copy.json'), own, pipeline.id);
    }
  });
});
