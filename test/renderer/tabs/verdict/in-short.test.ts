import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FindingTarget } from '../../../../shared/finding/finding.ts';
import type { LoaderDisagreement } from '../../../../shared/loaders/loader-disagreement.ts';
import type { Judgement, ViewEvidence } from '../../../../shared/verdict/judge.ts';
import type { TextRead, TextReading } from '../../../../shared/verdict/text-reading.ts';
import { inShort, whereText, whoText } from '../../../../renderer/tabs/verdict/in-short.ts';

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

describe('a verdict in short', () => {
  it('says in one sentence what is hidden, and at which sizes', () => {
    assert.equal(
      inShort({ verdict: 'attack', targets: [target(), target({ width: 299, height: 299 })] }),
      'Another picture is hidden in this file: people do not notice it, but software that first shrinks ' +
        'the file to 224x224 or 299x299 pixels, as many AI models do, sees it instead of this one. ' +
        'Each size can hold a picture of its own: press it to look.',
    );
  });

  it('claims no more than the verdict', () => {
    const suspicious = inShort({ verdict: 'suspicious', targets: [target()] });
    assert.match(suspicious ?? '', /^Another picture may be hidden in this file:/);
    assert.equal(inShort({ verdict: 'clean', targets: [] }), null);
    assert.equal(inShort({ verdict: 'error', targets: [] }), null);
  });

  it('says so where no pipeline of the catalog shows it', () => {
    const said = inShort({ verdict: 'attack', targets: [target({ samplers: [] })] });
    assert.match(said ?? '', /224x224 pixels by reading only the altered pixels sees it/);
    assert.match(said ?? '', /No pipeline of the catalog reads just those\.$/);
  });

  it('speaks of a text, or of loaders, where no size of the search shows a picture', () => {
    const region = { x: 1, y: 2, width: 30, height: 4 };
    const view = { pipeline: 'opencv/area', width: 400, height: 400 };
    const read = { text: 'ignore all', machineWords: 2, region, view } as TextRead;
    const ofText = { of: 'text', verdict: 'attack' } as Judgement;
    const text = { machineOnly: [read] } as unknown as TextReading;
    const said = inShort({ verdict: 'attack', targets: [], judgements: [ofText], text });
    assert.match(
      said ?? '',
      /^A text is hidden in this file: .* to 400x400 pixels, .* reads it\.$/,
    );
    const ofLoaders = { of: 'loaders', verdict: 'suspicious' } as Judgement;
    const loader = { policy: 'alpha-dropped', region } as LoaderDisagreement;
    assert.match(
      inShort({ verdict: 'suspicious', targets: [], judgements: [ofLoaders], loaders: [loader] }) ??
        '',
      /^Another picture may be hidden .* a program that drops the alpha channel receives it, at any size\.$/,
    );
    assert.equal(inShort({ verdict: 'suspicious', targets: [], judgements: [] }), null);
  });

  it('names the center where only that is shrunk', () => {
    const crop = { x: 100, y: 0, width: 800, height: 800 };
    const said = inShort({ verdict: 'attack', targets: [target({ crop })] });
    assert.match(said ?? '', /shrinks the center of the file to 224x224/);
  });
});

describe('who sees it', () => {
  it('names libraries, and how many pipelines read which share of the pixels', () => {
    assert.equal(whoText(target()), 'OpenCV, PyTorch (3 pipelines, reading 7.12 % of the pixels)');
  });

  it('names a model where no library shows it, and nobody where there is none', () => {
    assert.match(whoText(target({ samplers: ['model/yolo-640'] })) ?? '', /^model\/yolo-640 \(1 /);
    assert.equal(whoText(target({ samplers: [], views: [] })), null);
  });
});

describe('where it lies', () => {
  it('is a place where there is one, the largest of several, or all of the picture', () => {
    const region = { x: 10, y: 20, width: 90, height: 80 };
    assert.equal(whereText(target()), 'all over the picture');
    assert.equal(whereText(target({ region, regions: [region] })), '90x80 pixels at 10,20');
    assert.match(
      whereText(target({ region, regions: [region, WHOLE] })),
      /^2 places, the largest 90x80 pixels at 10,20$/,
    );
  });
});
