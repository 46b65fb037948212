/** Chains: what one program sends and the next loads, as ids, as JSON, and in detection. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { makeRaster, type IntegerSamples, type Raster } from '../../../shared/base/raster.ts';
import { DEFAULT_CRAFT_SETTINGS } from '../../../shared/craft/craft-settings.ts';
import { prepareAttack } from '../../../shared/craft/prepare-attack.ts';
import { solveAttack } from '../../../shared/craft/solve-attack.ts';
import { jpegRoundTrip } from '../../../shared/loaders/jpeg/round-trip.ts';
import { allWhoSeeWhat, matrixRequests } from '../../../shared/matrix/who-sees-what.ts';
import { applyPart, findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { composeTaps } from '../../../shared/resample/taps/taps.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import { noiseWords } from '../../support/noise.ts';

type Picture = Raster<Uint8Array>;

function photo(width: number, height: number, seed: number, channels: 3 | 4 = 3): Picture {
  const next = noiseWords(seed);
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const [x, y] = [(pixel % width) / width, Math.floor(pixel / width) / height];
    const smooth = Math.sin(7 * x + seed) * Math.cos(5 * y + (i % channels) + seed);
    return 128 + 90 * smooth + (next() >>> 27) - 16;
  });
  return makeRaster(width, height, channels, data) as Picture;
}

const CLIENT = { width: 200, height: 150 };
const TARGET = { width: 40, height: 30 };
const CHAIN = 'pillow/bilinear@200x150~opencv/linear';

describe('a chain', () => {
  test('is one program after the other', () => {
    const source = photo(600, 450, 3);
    const sent = resizeWith(source, 'pillow/bilinear', CLIENT);
    const { raster, view } = applyPart(findPipeline(CHAIN), source, TARGET);
    assert.deepEqual(raster.data, resizeWith(sent, 'opencv/linear', TARGET).data);
    assert.deepEqual(view.frame, { x: 0, y: 0, width: 600, height: 450 });
  });

  test('has the tables of both, composed', () => {
    const source = { width: 600, height: 450, channels: 3, dtype: 'uint8' } as const;
    const first = viewAt(findPipeline('pillow/bilinear'), source, CLIENT);
    const second = viewAt(findPipeline('opencv/linear'), { ...source, ...CLIENT }, TARGET);
    const both = viewAt(findPipeline(CHAIN), source, TARGET);
    assert.deepEqual(both.x, composeTaps(first.x, second.x));
    assert.deepEqual(both.y, composeTaps(first.y, second.y));
  });

  test('sends JPEG where it says so', () => {
    const source = photo(600, 450, 3);
    const sent = resizeWith(source, 'pillow/bilinear', CLIENT) as Picture;
    for (const [name, chroma] of [
      ['jpeg85', '4:2:0'],
      ['jpeg85-444', '4:4:4'],
    ] as const) {
      const chain = findPipeline(`pillow/bilinear@200x150~${name}~opencv/linear`);
      const expected = resizeWith(jpegRoundTrip(sent, 85, chroma), 'opencv/linear', TARGET);
      assert.deepEqual(applyPart(chain, source, TARGET).raster.data, expected.data);
    }
  });

  test('sends 8 bits of 16, and no alpha as JPEG', () => {
    const deep = makeRaster(60, 40, 1, new Uint16Array(2400).fill(0x80ff));
    const [value] = applyPart(findPipeline('opencv/linear@30x20~opencv/linear'), deep, TARGET)
      .raster.data;
    assert.equal(value, 0x80);
    const rgba = photo(60, 40, 3, 4);
    const kept = applyPart(findPipeline('opencv/linear@30x20~opencv/linear'), rgba, TARGET);
    const dropped = applyPart(
      findPipeline('opencv/linear@30x20~jpeg90~opencv/linear'),
      rgba,
      TARGET,
    );
    assert.deepEqual([kept.raster.channels, kept.source.channels], [4, 4]);
    assert.deepEqual([dropped.raster.channels, dropped.source.channels], [3, 3]);
  });

  const REFUSED: [id: string, says: RegExp][] = [
    ['pillow/bilinear~model/vgg16', /takes any size, so the chain has to say which/],
    ['model/vgg16@9x9~model/vgg16', /model\/vgg16 fixes its own size/],
    ['keras/smart-resize@9x9~model/vgg16', /can only be the last link/],
    ['jpeg85~model/vgg16', /stands between two links/],
    ['model/vgg16~jpeg101~model/vgg16', /its quality is 1 to 100/],
    ['model/vgg16~jpeg85', /its last link, model\/vgg16, sends to nobody|it has 1 links/],
    ['model/vgg16~jpeg80~libvips/lanczos3+file', /shrinks JPEG while decoding/],
    [Array<string>(9).fill('model/vgg16').join('~'), /it has 9 links, and a chain has 2 to 8/],
    ['model/vgg61~model/vgg16', /Unknown pipeline "model\/vgg61"/],
    ['model/vgg16~', /Unknown pipeline ""/],
  ];
  for (const [id, says] of REFUSED) {
    test(`${id.slice(0, 60)} is refused with a sentence`, () => {
      assert.throws(
        () => findPipeline(id),
        (error) => error instanceof UserError && says.test(error.message),
      );
    });
  }

  test('any id is a pipeline or a refusal for people', () => {
    const part = fc.constantFrom(
      'model/vgg16',
      'pillow/box',
      'jpeg80',
      '@3x3',
      '@0x0',
      '',
      'x',
      '/',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        try {
          assert.ok(findPipeline(parts.join('~')).steps.length > 0);
        } catch (error) {
          assert.ok(error instanceof UserError);
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});

const JSON_CHAIN = `{
  "schema": "scalescope/pipeline@1",
  "id": "own/agent",
  "title": "An agent and its provider",
  "chain": [
    { "pipeline": "pillow/bilinear", "size": { "width": 200, "height": 150 }, "sends": { "jpeg": 85, "chroma": "4:2:0" } },
    { "pipeline": "opencv/linear", "size": { "width": 40, "height": 30 } }
  ]
}`;

describe('a chain in JSON', () => {
  test('is the chain that its id would name, and survives being stored', () => {
    const chain = parsePipeline(JSON_CHAIN, 'own.json');
    assert.equal(chain.sizeIsFree, false);
    const named = findPipeline('pillow/bilinear@200x150~jpeg85~opencv/linear');
    const source = photo(300, 200, 4);
    assert.deepEqual(
      applyPart(chain, source).raster.data,
      applyPart(named, source, TARGET).raster.data,
    );
    assert.deepEqual(parsePipeline(JSON.stringify(chain), 'stored.json'), chain);
  });

  const WRONG: [from: string, to: string, says: RegExp][] = [
    [
      '"opencv/linear"',
      '"opencv/linaer"',
      /own\.json, line 7: Unknown pipeline .* Did you mean opencv\/linear/,
    ],
    [
      '"jpeg": 85',
      '"jpeg": 0',
      /line 6: expected a whole number of 1 to 100 for chain\[0\]\.sends\.jpeg/,
    ],
    [
      '"size": { "width": 200, "height": 150 }, ',
      '',
      /line 5: The chain own\/agent cannot be: pillow\/bilinear takes any size/,
    ],
    ['"title": "An agent and its provider",', '', /title is missing/],
    ['"sends"', '"send"', /line 6: the field chain\[0\]\.send is not known here/],
  ];
  for (const [from, to, says] of WRONG) {
    test(`${to || 'a link without a size'} is refused`, () => {
      assert.ok(JSON_CHAIN.includes(from));
      assert.throws(
        () => parsePipeline(JSON_CHAIN.replace(from, to), 'own.json'),
        (error) => error instanceof UserError && says.test(error.message),
      );
    });
  }
});

describe('a picture that is made for the second program behind the first', () => {
  const decoy = photo(600, 450, 1);
  const payload = photo(TARGET.width, TARGET.height, 9);
  const run = solveAttack(
    prepareAttack({
      decoy,
      payloads: [{ pipeline: CHAIN, picture: payload }],
      settings: DEFAULT_CRAFT_SETTINGS,
      mask: null,
    }),
  );
  let step = run.next();
  while (step.done !== true) step = run.next();
  const { attack } = step.value;

  const verdictOf = (source: Raster<IntegerSamples>, pipeline: string) =>
    judge(analyzeView(source, { pipeline, ...TARGET }).evidence).verdict;

  test('is found when the chain is named, also behind JPEG', () => {
    assert.equal(verdictOf(attack, CHAIN), 'attack');
    assert.equal(verdictOf(attack, 'pillow/bilinear@200x150~jpeg90~opencv/linear'), 'attack');
  });

  test('is hidden from the first program alone, and the decoy is clean to the chain', () => {
    assert.equal(verdictOf(attack, 'pillow/bilinear'), 'clean');
    assert.equal(verdictOf(decoy, CHAIN), 'clean');
    assert.equal(verdictOf(decoy, 'pillow/bilinear@200x150~jpeg90~opencv/linear'), 'clean');
  });

  test('is another picture in the matrix to the chain alone', () => {
    const requests = matrixRequests(
      [CHAIN, 'pillow/bilinear@200x150~jpeg90~opencv/linear', 'opencv/linear', 'pillow/bilinear'],
      [TARGET],
    );
    const { rows, refused } = allWhoSeeWhat(attack, requests);
    assert.deepEqual(refused, []);
    const other = rows
      .filter(({ label }) => label !== rows[0].label)
      .flatMap(({ members }) => members);
    const ids = other.map(({ pipeline }) => pipeline);
    assert.ok(ids.includes(CHAIN));
    assert.ok(ids.includes('pillow/bilinear@200x150~jpeg90~opencv/linear'));
    assert.ok(!ids.includes('pillow/bilinear'));
  });
});
