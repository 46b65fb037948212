/** Findings of an engine that is in the hands of whoever made the image. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { toldFinding, toldSurvey } from '../../../main/engine/images/told-finding.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { examined } from '../cases/make-case.ts';

const { finding: honest, pictures } = examined({ name: 'a.png', sampler: 'opencv/linear' });
const survey = pictures.map((picture) => ({ ...picture, hash: '0123456789abcdef' }));

const isRefusal = (error: unknown): boolean =>
  error instanceof UserError && error.code === 'internal' && /a\.png/.test(error.message);

/** `honest` with the value at `path` replaced. */
function withValue(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(honest) as unknown;
  const last = path.at(-1)!;
  const holder = path.slice(0, -1).reduce((at, key) => (at as never)[key], copy);
  (holder as Record<string | number, unknown>)[last] = value;
  return copy;
}

suite('a finding that an engine tells', () => {
  test('is taken as it is where it is one', () => {
    assert.equal(toldFinding(honest, 'a.png'), honest);
    assert.deepEqual(toldSurvey({ finding: honest, pictures: survey }, 'a.png').pictures, survey);
  });

  const lies: [string, readonly (string | number)[], unknown][] = [
    ['a folder for a size', ['targets', 0, 'width'], '/../../x'],
    ['a fraction for a size', ['targets', 0, 'height'], 1.5],
    ['a size of the view', ['view'], { pipeline: 'opencv/linear', width: '../x', height: 1 }],
    ['no hash', ['sha256'], '../../x'],
    ['another format', ['format'], '<script>'],
    [
      'facts of another file',
      ['facts'],
      { width: 1, height: 1, orientation: 1, sha256: 'a'.repeat(64) },
    ],
    ['a code that there is not', ['error'], { code: '\x1b[31m', message: '' }],
    ['a verdict that there is not', ['judgements'], [{ of: 'search', verdict: 'fine' }]],
    ['a map', ['facts'], new Map()],
    ['a large integer', ['more'], 1n],
    ['holes', ['more'], new Array(2 ** 31)],
    ['a long text', ['reasons'], ['x'.repeat(2 ** 24)]],
  ];
  for (const [what, path, value] of lies) {
    test(`is refused with ${what}`, () => {
      assert.throws(() => toldFinding(withValue(path, value), 'a.png'), isRefusal);
    });
  }

  test('is refused as a circle, too deep, or of few bytes that become many, within moments', () => {
    const circle: Record<string, unknown> = { ...honest };
    circle['more'] = circle;
    let deep: unknown = [];
    for (let i = 0; i < 100; i++) deep = [deep];
    let many: unknown = ['x'];
    for (let i = 0; i < 40; i++) many = [many, many]; // a trillion values in a message of 200 bytes
    const received = deserialize(serialize(many)) as unknown;
    for (const more of [
      circle,
      { ...honest, more: deep },
      { ...honest, more: received },
      null,
      1,
    ]) {
      assert.throws(() => toldFinding(more, 'a.png'), isRefusal);
    }
  });

  test('whatever it is, is taken or refused', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withTypedArray: true }), (value) => {
        assert.throws(() => toldFinding(value, 'a.png'), isRefusal);
        assert.throws(() => toldSurvey(value as never, 'a.png'), isRefusal);
        for (const key of Object.keys(honest)) {
          try {
            toldFinding(withValue([key], value), 'a.png');
          } catch (error) {
            assert.ok(isRefusal(error), String(error));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('its pictures are thumbnails', () => {
    const [first, second] = survey;
    for (const lie of [
      [{ ...first, mediaType: 'text/html' }],
      [{ ...first, width: 1e6 }],
      [{ ...first, bytes: 'x' }],
      [{ ...first, bytes: new Uint8Array(2 ** 21) }],
      [{ ...first, hash: "' OR 1" }],
      [first, second, first],
      null,
    ]) {
      const told = { finding: honest, pictures: lie };
      assert.throws(() => toldSurvey(told, 'a.png'), isRefusal);
    }
  });
});
