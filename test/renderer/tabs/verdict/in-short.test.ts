import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FindingTarget } from '../../../../shared/finding/finding.ts';
import type { ViewEvidence } from '../../../../shared/verdict/judge.ts';
import { inShort } from '../../../../renderer/tabs/verdict/in-short.ts';

const WHOLE = { x: 0, y: 0, width: 1000, height: 800 };

function target(change: Partial<FindingTarget> = {}): FindingTarget {
  return {
    ...{ width: 224, height: 224, score: 0.9, channels: ['r'], evidence: {}, records: [] },
    samplers: ['opencv/linear', 'opencv/cubic', 'torch/bilinear'],
    region: WHOLE,
    regions: [WHOLE],
    crop: WHOLE,
    views: [{ readShare: 0.0712 } as ViewEvidence],
    ...change,
  };
}

const said = (verdict: 'attack' | 'suspicious', ...targets: FindingTarget[]): string =>
  inShort({ verdict, targets }).join(' ');

describe('a verdict in short', () => {
  it('says what is hidden, for whom, in which pixels and where', () => {
    assert.equal(
      said('attack', target(), target({ width: 299, height: 299 })),
      'Another picture is hidden in this file. People do not notice it. Software that first shrinks ' +
        'the file to 224x224 or 299x299 pixels, as many AI models do, sees it instead of this one. ' +
        'Samplers of OpenCV and PyTorch read only 7.12 % of the pixels, and these carry it, all over ' +
        'the picture.',
    );
  });

  it('claims no more than the verdict', () => {
    assert.match(said('suspicious', target()), /^Another picture may be hidden in this file\./);
    assert.deepEqual(inShort({ verdict: 'clean', targets: [] }), []);
    assert.deepEqual(inShort({ verdict: 'error', targets: [] }), []);
  });

  it('names a place where there is one, and the center where only that is shrunk', () => {
    const region = { x: 10, y: 10, width: 90, height: 90 };
    assert.match(
      said('attack', target({ region, regions: [region] })),
      /in the place outlined below/,
    );
    assert.match(said('attack', target({ region, regions: [region, WHOLE] })), /in the 2 places/);
    const crop = { x: 100, y: 0, width: 800, height: 800 };
    assert.match(said('attack', target({ crop })), /shrinks the center of the file to 224x224/);
  });

  it('names no library where no resizer shows it, or a model does', () => {
    const unseen = said('attack', target({ samplers: [], views: [] }));
    assert.match(unseen, /The pixels that such software reads carry it, all over the picture\.$/);
    const model = said('attack', target({ samplers: ['model/yolo-640'] }));
    assert.match(model, /It reads only 7\.12 % of the pixels/);
    assert.doesNotMatch(unseen + model, /undefined|Resizers/);
  });
});
