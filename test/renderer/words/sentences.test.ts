/** What the box of the machine view says: the sentence and the figure are of one judgement. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { departureText, disagreementSentence } from '../../../renderer/words/sentences.ts';
import type { MachineView } from '../../../shared/api/contract.ts';
import { TRANSPARENT } from '../../../shared/verdict/blank.ts';

const size = { width: 30, height: 20 };

function view(change: Partial<MachineView>): MachineView {
  return {
    ...size,
    pipeline: 'opencv/linear',
    ratioX: 10,
    ratioY: 10,
    readShare: 0.04,
    frameReadShare: 0.04,
    frame: { x: 0, y: 0, width: 300, height: 200 },
    disagreement: { rms: 20, max: 90, normalised: 0.1, channel: 'g' },
    departure: { ratio: 3.25, channel: 'r', region: null, cause: null },
    region: null,
    raster: { ...size, channels: 3, dtype: 'uint8' },
    name: 'whole',
    part: 0,
    parts: 1,
    blank: null,
    levels: 1,
    elapsedMs: 1,
    ...change,
  };
}

test('the figure is the one that decides, not the first look', () => {
  assert.equal(departureText(view({})), '3.25 times (r)');
  assert.match(disagreementSentence(view({})), /receives a different picture/);
});

test('where nothing is judged there is no figure', () => {
  assert.equal(departureText(view({ ratioX: 1.2, ratioY: 1.2, frameReadShare: 0.9 })), null);
  assert.equal(departureText(view({ departure: null })), null);
});

test('of a view that antialiases nothing is measured, so there is no figure', () => {
  const departure = { ratio: 0, channel: 'gray', region: null, cause: null };
  assert.equal(departureText(view({ departure })), '0 times (gray)');
  const antialiased = view({ departure: { ...departure, antialiases: true } });
  assert.equal(departureText(antialiased), null);
  assert.match(disagreementSentence(antialiased), /fair sample/);
});

test('a transparent source is called that, and no fair sample', () => {
  const transparent = view({
    blank: TRANSPARENT,
    departure: { ratio: 0, channel: 'gray', region: null, cause: null },
  });
  assert.equal(disagreementSentence(transparent), TRANSPARENT);
  assert.equal(departureText(transparent), null);
});

test('a transparent source in whose view another picture was found is no exception', () => {
  const departure = { ratio: 5, channel: 'r', region: null, cause: null };
  const found = view({ blank: TRANSPARENT, departure });
  assert.match(disagreementSentence(found), /receives a different picture/);
  assert.equal(departureText(found), '5 times (r)');
  const bands = { suspicious: 5, attack: 10 };
  assert.equal(disagreementSentence(found, bands), TRANSPARENT);
  assert.equal(departureText(found, bands), null);
});
